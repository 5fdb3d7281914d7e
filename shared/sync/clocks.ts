import { z } from 'zod'
import type { FieldState, RecordState, Write } from './merge.ts'
import { deletedField, type Json } from './op.ts'

/**
 * A record's merge state as it is stored beside its values: stamps once in a list, fields pointing into it. A
 * field written once is a single number, so a fresh record costs some tens of bytes, not a stamp a field.
 */
const PackedClocks = z.object({
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
})
export type PackedClocks = z.infer<typeof PackedClocks>

const noWinner = -1

/** Splits a state into its stamps; the winners' values stay with the record. The inverse of `unpackState`. */
export function packClocks(state: RecordState): PackedClocks {
  const index = new Map<string, number>()
  const s: PackedClocks['s'] = []
  const place = (key: string, entry: PackedClocks['s'][number]) => {
    const known = index.get(key)
    if (known !== undefined) return known
    index.set(key, s.push(entry) - 1)
    return s.length - 1
  }
  const stampOf = ({ hlc, by }: Write) => place(`${hlc} ${by}`, [hlc, by])
  const f: PackedClocks['f'] = {}
  for (const name of Object.keys(state).sort()) {
    const field = state[name]
    if (!field) continue
    const [winner, ...losers] = field.heads
    const at = winner ? stampOf(winner) : noWinner
    if (losers.length === 0 && field.superseded.length === 0) f[name] = at
    else
      f[name] = [
        at,
        losers.map((loser) => [stampOf(loser), loser.v as z.infer<ReturnType<typeof z.json>>]),
        field.superseded.map((hlc) => place(hlc, [hlc])),
      ]
  }
  const deleted = state.deleted?.heads[0]
  return deleted ? { s, f, d: deleted.v as z.infer<ReturnType<typeof z.json>> } : { s, f }
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
    const value = name === deletedField ? (packed.d ?? null) : valueIn(values, name)
    const others = losers.map(([loser, v]) => write(loser, v))
    state[name] = {
      heads: at === noWinner ? [] : [write(at, value), ...others],
      superseded: superseded.map((stamp) => packed.s[stamp]?.[0] ?? ''),
    }
  }
  return state
}

/** A field may be named like something every object inherits. */
function valueIn(values: Readonly<Record<string, Json>>, name: string): Json {
  return (Object.hasOwn(values, name) ? values[name] : undefined) ?? null
}

/** Reads stored clocks. @throws ZodError when the text is not what `packClocks` wrote. */
export function parseClocks(text: string): PackedClocks {
  return PackedClocks.parse(JSON.parse(text))
}
