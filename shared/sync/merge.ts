import { type Hlc, laterHlc } from './hlc.ts'
import { deletedField, type FieldWrite, type Json, type Op } from './op.ts'
import { applySetChange, renameTag, type SetState, stampOfTag, uniteSets, visibleElements } from './sets.ts'
import { canonical, sameValue } from './values.ts'

export { canonical, sameValue }

/** A value with its stamp and its author. */
export interface Write {
  readonly v: Json
  readonly hlc: Hlc
  readonly by: string
}

/**
 * What is known of one field. `heads` are the writes nobody who saw them has replaced, the greatest stamp first:
 * the first is the field's value, the others are losers of concurrent writes, kept. `superseded` holds every
 * stamp that some write named as its base. Both are functions of the set of writes seen, so the order and the
 * repetition of delivery do not matter. A field that unites concurrent writes has a `set`; its heads then only say
 * who wrote last, with null for a value (a list where a version without sets wrote one).
 */
export interface FieldState {
  readonly heads: readonly [Write, ...Write[]] | readonly []
  readonly superseded: readonly Hlc[]
  readonly set?: SetState
}

/** Merge state of one record: its fields by name, `deleted` among them. */
export type RecordState = Readonly<Record<string, FieldState>>

export const emptyRecord: RecordState = {}

const emptyField: FieldState = { heads: [], superseded: [] }

/** A value that was overwritten by a concurrent write, for the field's history. */
export interface Loss {
  readonly field: string
  readonly lost: Write
  readonly kept: Write
}

/**
 * Merges one operation into a record. Commutative, associative and idempotent over operations; used by device
 * and server alike, so both reach the same record.
 * @returns the new state and the losses that this operation newly brought about.
 */
export function applyOp(
  state: RecordState,
  op: Pick<Op, 'fields' | 'author'>,
): { state: RecordState; losses: Loss[] } {
  const next: Record<string, FieldState> = { ...state }
  const losses: Loss[] = []
  for (const name in op.fields) {
    const write = op.fields[name]
    if (!write) continue
    const before = fieldIn(state, name)
    // A first value, as every field of a new record has one: nothing can be lost.
    if (before === emptyField && write.base.length === 0 && !write.set) {
      next[name] = {
        heads: [{ v: write.v, hlc: write.hlc, by: op.author }],
        superseded: emptyField.superseded,
      }
      continue
    }
    // Whether a record is deleted is one value, whatever a write says.
    const after = applyWrite(before, name === deletedField ? withoutSet(write) : write, op.author)
    next[name] = after
    losses.push(...newLosses(name, before, after))
  }
  return { state: next, losses }
}

function withoutSet({ v, hlc, base }: FieldWrite): FieldWrite {
  return { v, hlc, base }
}

/** Names come from other devices: `constructor` must not find what every object inherits. */
function fieldIn(state: RecordState, name: string): FieldState {
  return (Object.hasOwn(state, name) ? state[name] : undefined) ?? emptyField
}

function applyWrite(field: FieldState, { v, hlc, base, set: change }: FieldWrite, by: string): FieldState {
  const write: Write = { v: change ? null : v, hlc, by }
  const superseded = new Set([...field.superseded, ...base])
  const heads = field.heads.filter((head) => !superseded.has(head.hlc))
  if (!superseded.has(write.hlc) && !heads.some((head) => sameWrite(head, write))) heads.push(write)
  return fieldOf(heads, superseded, change ? applySetChange(field.set, change, hlc, by) : field.set)
}

function fieldOf(
  heads: readonly Write[],
  superseded: ReadonlySet<Hlc>,
  set: SetState | undefined,
): FieldState {
  const [first, ...rest] = [...heads].sort(greaterFirst)
  const field = {
    heads: first ? ([first, ...rest] as const) : ([] as const),
    superseded: [...superseded].sort(),
  }
  return set ? { ...field, set } : field
}

/** Two devices with one cloned identity can make one stamp twice; the value then decides, so that all agree. */
function sameWrite(a: Write, b: Write): boolean {
  return a.hlc === b.hlc && a.by === b.by && sameValue(a.v, b.v)
}

function greaterFirst(a: Write, b: Write): number {
  if (a.hlc !== b.hlc) return a.hlc > b.hlc ? -1 : 1
  const [left, right] = [canonical([a.v, a.by]), canonical([b.v, b.by])]
  return left === right ? 0 : left > right ? -1 : 1
}

function newLosses(field: string, before: FieldState, after: FieldState): Loss[] {
  const [kept, ...others] = after.heads
  // What is united loses nothing.
  if (!kept || others.length === 0 || after.set) return []
  // A writer of the very value that was shown has lost nothing until another value is shown.
  const [shown] = before.heads
  const alreadyLost = before.heads.filter((head) => shown && !sameValue(head.v, shown.v))
  return others
    .filter((lost) => !sameValue(lost.v, kept.v) && !alreadyLost.some((known) => sameWrite(known, lost)))
    .map((lost) => ({ field, lost, kept }))
}

/** The losses that lie between two states of one record, of which the second grew out of the first. */
export function lossesBetween(before: RecordState, after: RecordState): Loss[] {
  return Object.entries(after).flatMap(([name, field]) => newLosses(name, fieldIn(before, name), field))
}

/** Merges two states of one record that were reached separately (snapshot and local, two devices). */
export function mergeStates(a: RecordState, b: RecordState): RecordState {
  const merged: Record<string, FieldState> = {}
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [left, right] = [fieldIn(a, name), fieldIn(b, name)]
    const superseded = new Set([...left.superseded, ...right.superseded])
    const heads: Write[] = []
    for (const head of [...left.heads, ...right.heads]) {
      if (!superseded.has(head.hlc) && !heads.some((known) => sameWrite(known, head))) heads.push(head)
    }
    const set = left.set && right.set ? uniteSets(left.set, right.set) : (left.set ?? right.set)
    merged[name] = fieldOf(heads, superseded, set)
  }
  return merged
}

/** The record's visible values, without `deleted`. */
export function valuesOf(state: RecordState): Record<string, Json> {
  const values: Record<string, Json> = {}
  for (const name in state) {
    const field = state[name]
    if (!field || name === deletedField) continue
    const value = visibleIn(field)
    if (value !== undefined) values[name] = value
  }
  return values
}

/** What a person sees in a field, undefined when nobody wrote it. */
function visibleIn({ heads, set }: FieldState): Json | undefined {
  if (!set) return heads[0]?.v
  return visibleElements(
    set,
    heads.map(({ v }) => v),
  )
}

/**
 * The stamps a new write of this field must name as its base. A field whose conflicts are put before a person
 * replaces only the value that was seen; any other field settles its silent losers too.
 */
export function baseFor(state: RecordState, field: string, surfaced: boolean): Hlc[] {
  const { heads, set } = fieldIn(state, field)
  return (surfaced && !set ? heads.slice(0, 1) : heads).map((head) => head.hlc)
}

/** A field with several unreplaced values that differ, the winner first. */
export interface Conflict {
  readonly field: string
  readonly values: readonly Write[]
}

/** Fields of the given names whose concurrent values differ and await a person's answer. */
export function conflictsOf(state: RecordState, surfacedFields: readonly string[]): Conflict[] {
  return surfacedFields.flatMap((field) => {
    const { heads, set } = fieldIn(state, field)
    const [winner] = heads
    if (!winner || set || heads.every((head) => sameValue(head.v, winner.v))) return []
    return [{ field, values: heads }]
  })
}

/** Every stamp a person sees who looks at the record now: what a delete covers. */
export function visibleStamps(state: RecordState): Hlc[] {
  const stamps = new Set<Hlc>()
  for (const [name, field] of Object.entries(state)) {
    if (name !== deletedField) for (const head of field.heads) stamps.add(head.hlc)
  }
  return [...stamps].sort()
}

/**
 * Whether a record lives: `deleted` when somebody deleted it having seen all of it, `edited-while-deleted` when
 * an edit met the delete unseen (the record stays, flagged), else `alive`.
 */
export function lifeOf(state: RecordState): 'alive' | 'deleted' | 'edited-while-deleted' {
  const heads = state[deletedField]?.heads ?? []
  if (heads.length === 0 || heads.some((head) => head.v === null)) return 'alive'
  const covered = new Set(heads.flatMap((head) => coversOf(head.v)))
  return visibleStamps(state).every((stamp) => covered.has(stamp)) ? 'deleted' : 'edited-while-deleted'
}

function coversOf(value: Json): readonly string[] {
  if (typeof value !== 'object' || value === null || !('covers' in value)) return []
  const { covers } = value
  return Array.isArray(covers) ? covers.filter((stamp) => typeof stamp === 'string') : []
}

/** The latest write of the record: who touched it last and when. */
export function lastWrite(state: RecordState): Write | undefined {
  let last: Write | undefined
  for (const field of Object.values(state)) {
    const [winner] = field.heads
    if (winner && (!last || winner.hlc > last.hlc)) last = winner
  }
  return last
}

/** The greatest stamp in a record, what a device must observe before it writes again. */
export function greatestStamp(state: RecordState): Hlc | null {
  let greatest: Hlc | null = null
  for (const field of Object.values(state)) {
    greatest = laterHlc(greatest, field.heads[0]?.hlc ?? null)
    greatest = laterHlc(greatest, field.superseded.at(-1) ?? null)
    greatest = laterHlc(greatest, field.set?.elements.at(-1)?.hlc ?? null)
    const removed = field.set?.removed.at(-1)
    if (removed !== undefined) greatest = laterHlc(greatest, stampOfTag(removed))
  }
  return greatest
}

/** Replaces stamps in an operation after the server re-stamped a clock that ran ahead. */
export function renameStamps(op: Op, renamed: ReadonlyMap<Hlc, Hlc>): Op {
  const rename = (stamp: Hlc) => renamed.get(stamp) ?? stamp
  const fields = Object.fromEntries(
    Object.entries(op.fields).map(([name, { v, hlc, base, set }]) => {
      const value = name === deletedField ? renameCovers(v, rename) : v
      const renamed: FieldWrite = { v: value, hlc: rename(hlc), base: base.map(rename) }
      if (set) renamed.set = { add: set.add, remove: set.remove.map((tag) => renameTag(tag, rename)) }
      return [name, renamed]
    }),
  )
  return { ...op, fields }
}

type OpValue = Op['fields'][string]['v']

function renameCovers(value: OpValue, rename: (stamp: Hlc) => Hlc): OpValue {
  if (typeof value !== 'object' || value === null || !('covers' in value)) return value
  return { ...value, covers: coversOf(value).map(rename) }
}
