import type { z } from 'zod'
import { AppError, type FieldProblem } from '#shared/contract/errors.ts'
import type { entities, TableName } from '#shared/domain/entities.ts'
import { baseFor, lifeOf, type RecordState, sameValue, valuesOf, visibleStamps } from '#shared/sync/merge.ts'
import { deletedField, type FieldWrite, type Json, type Op } from '#shared/sync/op.ts'
import { setChangeTo } from '#shared/sync/sets.ts'
import type { Writer } from '../database/schema.ts'
import { commitOperation, nextStamp } from './commit-operation.ts'
import { columnsOf, type EntityColumns } from './entity-columns.ts'
import { loadState } from './load-state.ts'
import { asWritten } from './merged-records.ts'
import type { OpenGroup } from './write-as-whole.ts'

/** Who writes, on which device, at what time. */
export interface WriteContext {
  readonly device: string
  readonly incarnation: string
  /** 16 hex digits, this device's part of every stamp. */
  readonly node: string
  /** User whose action it is, and that user's unit: the unit of new records unless the change names another. */
  readonly author: string
  readonly unitId: string
  readonly nowMs: number
  /** The whole operation that this write is part of; see `write-as-whole.ts`. */
  readonly group?: OpenGroup
}

type RecordInput<T extends TableName> = Omit<z.input<(typeof entities)[T]['record']>, 'id'>

/** One action of a user on one record. `values` holds the fields to change; the others stay as they are. */
export type RecordChange<T extends TableName = TableName> =
  | {
      readonly [K in T]: {
        readonly table: K
        readonly id: string
        readonly kind: 'set'
        readonly values: Partial<RecordInput<K>>
        /** What the writer was shown of the fields; absent where it is what stands in the record now. */
        readonly seen?: Readonly<Record<string, unknown>> | null | undefined
      }
    }[T]
  // Not one a table: of more than 25 alternatives the compiler no longer tells that any table will do.
  | { readonly table: T; readonly id: string; readonly kind: 'delete' | 'undelete' }

export type FieldWrites = Op['fields']

/** A change of a table that is known at run time only; `record` judges every value by its field's declaration. */
export function changeOfFields(table: TableName, id: string, values: object): RecordChange {
  // Any table's change will do here, which the compiler tells of 25 tables at most.
  return { table, id, kind: 'set', values } as RecordChange
}

/**
 * The one door for local writes. Makes one operation of what differs, merges it into the record and writes row,
 * stamps, search text and outbox in the caller's transaction. A new record gets its common fields here (author, time,
 * unit, origin `manual`). Nothing differs: nothing is written.
 * @returns the operation, or null when nothing was to be done
 * @throws AppError record/invalid with the problems by field; record/not-found when there is nothing to delete or
 * to bring back; record/published, record/not-yours for what is not this user's to write
 * @example await record(tx, clock.context(), { table: 'visits', id, kind: 'set', values: { topics } })
 */
export async function record(tx: Writer, context: WriteContext, change: RecordChange): Promise<Op | null> {
  const { table, id } = change
  const columns = columnsOf(table)
  if (!columns) throw new Error(`no entity ${table}`)
  const before = await loadState(tx, table, id)
  const hlc = await nextStamp(tx, context)
  const fields = writesOf(columns, before, await asItWasWritten(tx, before, change), context, hlc)
  if (Object.keys(fields).length === 0) return null
  return commitOperation(tx, context, { table, id, kind: change.kind, before, hlc, fields })
}

/** A change as the record says it: references that only look changed, since a merged record stands there, are none. */
export async function asItWasWritten(
  tx: Writer,
  before: RecordState,
  change: RecordChange,
): Promise<RecordChange> {
  if (change.kind !== 'set') return change
  const current = valuesOf(before)
  const values = await asWritten(tx, change.table, current, change.values)
  const seen = change.seen && (await asWritten(tx, change.table, current, change.seen))
  // The same fields of the same table.
  return { ...change, values, seen } as RecordChange
}

/** What a change writes into a record that is in the state given. */
export function writesOf(
  columns: EntityColumns,
  state: RecordState,
  change: RecordChange,
  context: WriteContext,
  hlc: string,
): FieldWrites {
  const life = lifeOf(state)
  const exists = Object.keys(state).length > 0
  switch (change.kind) {
    case 'delete': {
      if (!exists) throw new AppError('record/not-found')
      if (life === 'deleted') return {}
      const v = { covers: visibleStamps(state) }
      return { [deletedField]: { v, hlc, base: baseFor(state, deletedField, false) } }
    }
    case 'undelete': {
      if (!exists) throw new AppError('record/not-found')
      if (life === 'alive') return {}
      return { [deletedField]: { v: null, hlc, base: baseFor(state, deletedField, false) } }
    }
    case 'set': {
      const values = exists ? change.values : { ...commonValues(context), ...change.values }
      const seen = exists ? seenValues(columns, change.seen ?? {}) : {}
      return changedFields(columns, state, validated(columns, values, change.id, exists), seen, hlc)
    }
  }
}

function commonValues({ author, unitId, nowMs }: WriteContext) {
  return { unitId, createdBy: author, createdAt: new Date(nowMs).toISOString(), origin: 'manual' as const }
}

/**
 * A new record must be whole. Of a known one only the changed fields are judged: the others may come from a version
 * with other rules, and must not keep the user from writing this one.
 */
function validated(
  columns: EntityColumns,
  values: Readonly<Record<string, unknown>>,
  id: string,
  exists: boolean,
): Record<string, Json> {
  const unknown = Object.keys(values).find((name) => !columns.byName.has(name))
  if (unknown !== undefined) throw new Error(`${columns.entity.table} has no field ${unknown}`)
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  const problems: FieldProblem[] = []
  const parsed: Record<string, Json> = {}
  const names = exists ? given.map(([name]) => name) : columns.fields.map(({ field }) => field)
  for (const name of names) {
    const result = columns.entity.allFields[name]?.schema.safeParse(values[name])
    if (result?.success) parsed[name] = storable(result.data as Json)
    else
      for (const issue of result?.error.issues ?? [])
        problems.push({ path: [name, ...issue.path.map(plainKey)], message: issue.message })
  }
  // One spelling for one identifier, everywhere: lower case.
  const knownId = columns.entity.record.shape.id.safeParse(id).success && id === id.toLowerCase()
  if (!knownId) problems.push({ path: ['id'], message: 'required' })
  if (problems.length > 0) throw new AppError('record/invalid', { problems })
  return parsed
}

/** Drops U+0000 and replaces half a surrogate pair: invisible leftovers of a paste that no server can keep. */
function storable(value: Json): Json {
  if (typeof value === 'string') return value.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\ufffd')
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(storable)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, storable(inner)]))
}

const plainKey = (key: PropertyKey): string | number => (typeof key === 'symbol' ? String(key) : key)

function changedFields(
  columns: EntityColumns,
  state: RecordState,
  values: Readonly<Record<string, Json>>,
  shown: Readonly<Record<string, Json>>,
  hlc: string,
): FieldWrites {
  const current = valuesOf(state)
  const writes = Object.entries(values).flatMap(([name, value]): [string, FieldWrite][] => {
    const stands = (Object.hasOwn(current, name) ? current[name] : columns.byName.get(name)?.absent) ?? null
    const seen = (Object.hasOwn(shown, name) ? shown[name] : stands) ?? null
    const base = sameValue(seen, stands)
      ? baseFor(state, name, columns.surfaced.includes(name))
      : stampsOf(state, name, seen)
    const v = value as FieldWrite['v']
    if (columns.entity.allFields[name]?.merge === 'set' && Array.isArray(value)) {
      const set = setChangeTo(state[name]?.set, Array.isArray(seen) ? seen : [], value)
      return set ? [[name, { v, hlc, base, set }]] : []
    }
    return sameValue(seen, value) ? [] : [[name, { v, hlc, base }]]
  })
  return Object.fromEntries(writes)
}

/** What was shown, in the form in which it is kept. A field whose shown value breaks a rule counts as not shown. */
function seenValues(columns: EntityColumns, seen: Readonly<Record<string, unknown>>): Record<string, Json> {
  const entries = Object.entries(seen).flatMap(([name, value]): [string, Json][] => {
    const result = columns.entity.allFields[name]?.schema.safeParse(value)
    return result?.success ? [[name, storable(result.data as Json)]] : []
  })
  return Object.fromEntries(entries)
}

/** Stamps of the writes that still stand and hold this value: none when it was replaced since it was shown. */
function stampsOf(state: RecordState, field: string, value: Json): string[] {
  return (state[field]?.heads ?? []).filter((head) => sameValue(head.v, value)).map((head) => head.hlc)
}
