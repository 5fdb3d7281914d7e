import { z } from 'zod'
import type { Hlc } from './hlc.ts'
import type { FieldState, RecordState, Write } from './merge.ts'
import { deletedField, type Json } from './op.ts'
import { type Element, placeOfTag, type SetState, stampOfTag, tagOf, visibleElements } from './sets.ts'
import { canonical } from './values.ts'

/**
 * A record's merge state as it is stored beside its values: stamps once in a list, fields pointing into it. A
 * field written once is a single number, so a fresh record costs some tens of bytes, not a stamp a field.
 */
export const PackedClocks = z.object({
  /** `[stamp, author]`, or `[stamp]` where only the stamp is known. */
  s: z.array(z.union([z.tuple([z.string(), z.string()]), z.tuple([z.string()])])),
  /** Index of the winner's stamp, or `[winner, [[stamp, value], ...] of the losers, [superseded stamps]]`. */
  f: z.record(
    z.string(),
    z.union([
      z.number(),
      z.tuple([z.number(), z.array(z.tuple([z.number(), z.json()])), z.array(z.number())]),
    ]),
  ),
  /** Value of the `deleted` winner, which has no column of its own. */
  d: z.json().optional(),
  /**
   * Set fields: index of the one stamp that all their elements have, in the order of the value; or
   * `[[place in the value, stamp, n], ...]` and `[[stamp, n], ...]` of the removed ones. Their heads have null.
   */
  e: z
    .record(
      z.string(),
      z.union([
        z.number(),
        z.tuple([
          z.array(z.tuple([z.number(), z.number(), z.number()])),
          z.array(z.tuple([z.number(), z.number()])),
        ]),
      ]),
    )
    .optional(),
})
export type PackedClocks = z.infer<typeof PackedClocks>

/**
 * Text of packed clocks with a single stamp: the inside of that stamp's entry, and all behind the stamps, which
 * records that were written alike have in common.
 */
export interface ClocksInTwo {
  readonly stamp: string
  readonly rest: string
}

/** The whole text. */
export const wholeClocks = ({ stamp, rest }: ClocksInTwo): string => `{"s":[[${stamp}]],${rest}}`

const noWinner = -1

/** Splits a state into its stamps; the winners' values stay with the record. The inverse of `unpackState`. */
export function packClocks(state: RecordState): PackedClocks {
  return packedAtOnce(state) ?? packed(state)
}

/** The clocks of a record that one operation made, as most are: one stamp, nothing replaced. Undefined for any other. */
function packedAtOnce(state: RecordState): PackedClocks | undefined {
  let stamp: Write | undefined
  for (const name in state) {
    const field = state[name]
    const write = field?.heads[0]
    if (!field || !write || field.heads.length > 1 || field.superseded.length > 0) return undefined
    stamp ??= write
    if (field.set || name === deletedField || write.hlc !== stamp.hlc || write.by !== stamp.by)
      return undefined
  }
  return stamp && { s: [[stamp.hlc, stamp.by]], f: fieldsOf(Object.keys(state)) }
}

/** Fields of one stamp, made once for all records that have the same ones; and their texts. */
const shapes = new Map<string, PackedClocks['f']>()
const shapeTexts = new WeakMap<PackedClocks['f'], string>()
/** Names come from devices, which may make up any. */
const shapesKept = 500

function fieldsOf(names: readonly string[]): PackedClocks['f'] {
  const key = names.join('\0')
  const known = shapes.get(key)
  if (known) return known
  const f = Object.fromEntries(names.toSorted().map((name) => [name, 0]))
  if (shapes.size >= shapesKept) shapes.clear()
  shapes.set(key, f)
  shapeTexts.set(f, JSON.stringify(f))
  return f
}

/** The text of a record's fields where one stamp is that of all; undefined for other clocks. */
export function plainText({ d, e, f }: PackedClocks): string | undefined {
  return d === undefined && e === undefined ? shapeTexts.get(f) : undefined
}

/** Clocks as they are stored. */
export function clocksText(clocks: PackedClocks): string {
  const fields = plainText(clocks)
  return fields === undefined ? JSON.stringify(clocks) : `{"s":${JSON.stringify(clocks.s)},"f":${fields}}`
}

function packed(state: RecordState): PackedClocks {
  const index = new Map<string, number>()
  const s: PackedClocks['s'] = []
  const place = (key: string, entry: PackedClocks['s'][number]) => {
    const known = index.get(key)
    if (known !== undefined) return known
    index.set(key, s.push(entry) - 1)
    return s.length - 1
  }
  let last: { readonly write: Write; readonly at: number } | undefined
  const stampOf = (write: Write) => {
    const { hlc, by } = write
    if (last?.write.hlc !== hlc || last.write.by !== by)
      last = { write, at: place(`${hlc} ${by}`, [hlc, by]) }
    return last.at
  }
  const f: PackedClocks['f'] = {}
  const e: NonNullable<PackedClocks['e']> = {}
  for (const name of Object.keys(state).sort()) {
    const field = state[name]
    if (!field) continue
    // The value that stands with the record is the united one: heads of a set field keep their own.
    const united = field.set !== undefined && field.heads.some(({ v }) => v !== null)
    const [winner, ...losers] = united ? [undefined, ...field.heads] : field.heads
    const at = winner ? stampOf(winner) : noWinner
    if (losers.length === 0 && field.superseded.length === 0) f[name] = at
    else
      f[name] = [
        at,
        losers.map((loser) => [stampOf(loser), loser.v as z.infer<ReturnType<typeof z.json>>]),
        field.superseded.map((hlc) => place(hlc, [hlc])),
      ]
    if (field.set) e[name] = packSet(field.set, united, stampOf, (hlc) => place(hlc, [hlc]))
  }
  const deleted = state.deleted?.heads[0]
  return {
    s,
    f,
    ...(deleted ? { d: deleted.v as z.infer<ReturnType<typeof z.json>> } : {}),
    ...(Object.keys(e).length > 0 ? { e } : {}),
  }
}

type PackedSet = NonNullable<PackedClocks['e']>[string]

function packSet(
  { elements, removed }: SetState,
  united: boolean,
  placeOf: (element: Element) => number,
  placeOfStamp: (stamp: Hlc) => number,
): PackedSet {
  const seen = visibleElements({ elements, removed }, []).map(canonical)
  const packed = elements.map((element): [number, number, number] => [
    seen.indexOf(canonical(element.v)),
    placeOf(element),
    element.n,
  ])
  const [first] = packed
  const isPlain = packed.every(([at, stamp, n], index) => at === index && n === index && stamp === first?.[1])
  if (first && isPlain && removed.length === 0 && !united) return first[1]
  return [packed, removed.map((tag) => [placeOfStamp(stampOfTag(tag)), placeOfTag(tag)])]
}

/** Joins stored stamps with the record's values to the merge state they came from. */
export function unpackState(packed: PackedClocks, values: Readonly<Record<string, Json>>): RecordState {
  const write = (at: number, v: Json): Write => {
    const [hlc = '', by = ''] = packed.s[at] ?? []
    return { v, hlc, by }
  }
  const state: Record<string, FieldState> = {}
  for (const [name, entry] of Object.entries(packed.f)) {
    const [at, losers, superseded] = typeof entry === 'number' ? [entry, [], []] : entry
    const set =
      packed.e && Object.hasOwn(packed.e, name) ? setOf(packed, packed.e[name], values[name]) : undefined
    const value = name === deletedField ? (packed.d ?? null) : set ? null : valueIn(values, name)
    const others = losers.map(([loser, v]) => write(loser, v))
    const [first, ...rest] = at === noWinner ? others : [write(at, value), ...others]
    const field = {
      heads: first ? ([first, ...rest] as const) : ([] as const),
      superseded: superseded.map((stamp) => packed.s[stamp]?.[0] ?? ''),
    }
    state[name] = set ? { ...field, set } : field
  }
  return state
}

function setOf({ s }: PackedClocks, packed: PackedSet | undefined, value: Json | undefined): SetState {
  const seen = Array.isArray(value) ? (value as readonly Json[]) : []
  const [elements, removed] =
    typeof packed === 'number'
      ? [seen.map((_, n): [number, number, number] => [n, packed, n]), []]
      : (packed ?? [[], []])
  return {
    elements: elements.map(([place, at, n]) => {
      const [hlc = '', by = ''] = s[at] ?? []
      return { v: seen[place] ?? null, hlc, by, n }
    }),
    removed: removed.map(([at, n]) => tagOf({ hlc: s[at]?.[0] ?? '', n })),
  }
}

/** A field may be named like something every object inherits. */
function valueIn(values: Readonly<Record<string, Json>>, name: string): Json {
  return (Object.hasOwn(values, name) ? values[name] : undefined) ?? null
}

/** Reads stored clocks. @throws ZodError when the text is not what `packClocks` wrote. */
export function parseClocks(text: string): PackedClocks {
  return PackedClocks.parse(JSON.parse(text))
}
