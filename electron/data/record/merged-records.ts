import { CompiledQuery, sql } from 'kysely'
import { type MergeableTable, mergeableTables } from '#shared/domain/mergeable-tables.ts'
import {
  type MergeReference,
  mergedIntoField,
  mergeReferences,
  referencesFrom,
  standsFor,
} from '#shared/domain/merging.ts'
import type { Json } from '#shared/sync/op.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { columnsOf, snakeCase } from './entity-columns.ts'

/** Whether records of a table can be merged into another one. */
export function isMergeable(table: string): table is MergeableTable {
  return mergeableTables.some((each) => each === table)
}

/**
 * What a record's row shows of its values: where it names a merged enterprise or contact, the one that stands for it.
 * @returns `raw`: the fields that differ, as they were written; null when nothing does
 */
export async function shownReferences(
  db: Reader,
  table: string,
  values: Readonly<Record<string, Json>>,
): Promise<{ shown: Readonly<Record<string, Json>>; raw: Record<string, Json> | null }> {
  const references = referencesFrom(table)
  if (references.length === 0) return { shown: values, raw: null }
  const ids = [...new Set(references.flatMap((reference) => idsIn(reference, values)))]
  if (ids.length === 0) return { shown: values, raw: null }
  const stands = await standing(db, ids)
  if (stands.size === 0) return { shown: values, raw: null }
  const shown: Record<string, Json> = { ...values }
  const raw: Record<string, Json> = {}
  for (const reference of references) {
    const { field } = reference
    const value = values[field] ?? null
    const resolved = resolvedIn(reference, values, stands)
    if (resolved === value) continue
    shown[field] = resolved
    raw[field] = value
  }
  return { shown, raw: Object.keys(raw).length === 0 ? null : raw }
}

/**
 * Takes what a form hands in back to what the record says: a reference that still names the record that stands for the
 * written one was not changed, and must not be written anew.
 */
export async function asWritten<T extends Readonly<Record<string, unknown>>>(
  db: Reader,
  table: string,
  current: Readonly<Record<string, Json>>,
  values: T,
): Promise<T> {
  const { shown, raw } = await shownReferences(db, table, current)
  if (raw === null) return values
  const same = Object.entries(raw).filter(
    ([field]) =>
      Object.hasOwn(values, field) && JSON.stringify(values[field]) === JSON.stringify(shown[field]),
  )
  return same.length === 0 ? values : { ...values, ...Object.fromEntries(same) }
}

/** The record that stands for a merged one; the id itself for any other. */
export async function standingFor(db: Reader, id: string): Promise<string> {
  return (await standing(db, [id])).get(id) ?? id
}

/** Ids of the records for which one stands. */
export async function mergedInto(db: Reader, table: MergeableTable, id: string): Promise<string[]> {
  const rows = await db
    .selectFrom('mergedRecords')
    .select('recordId')
    .where('tableName', '=', table)
    .where('standsId', '=', id)
    .orderBy('recordId')
    .execute()
  return rows.map(({ recordId }) => recordId)
}

/** Ids of the records that a record's values name, of those that can be merged. */
export function namedRecords(table: string, values: Readonly<Record<string, Json>>): string[] {
  return referencesFrom(table).flatMap((reference) => idsIn(reference, values))
}

async function standing(db: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  const marks = ids.map(() => '?').join(', ')
  const { rows } = await (db as Writer).executeQuery<{ recordId: string; standsId: string }>(
    CompiledQuery.raw(
      `select record_id as recordId, stands_id as standsId from merged_records
       where table_name in ('enterprises', 'contacts') and stands_id is not null and record_id in (${marks})`,
      [...ids],
    ),
  )
  return new Map(rows.map(({ recordId, standsId }) => [recordId, standsId]))
}

function idsIn(reference: MergeReference, values: Readonly<Record<string, Json>>): string[] {
  const { field, key, where } = reference
  if (where && values[where.field] !== where.is) return []
  const value = values[field]
  if (key === undefined) return typeof value === 'string' ? [value] : []
  return Array.isArray(value) ? value.flatMap((element) => nameIn(element, key) ?? []) : []
}

function nameIn(element: Json, key: string): string | undefined {
  const inner =
    typeof element === 'object' && element !== null && !Array.isArray(element)
      ? (element as Readonly<Record<string, Json>>)[key]
      : undefined
  return typeof inner === 'string' ? inner : undefined
}

/** The very same value where nothing in it is merged. */
function resolvedIn(
  reference: MergeReference,
  values: Readonly<Record<string, Json>>,
  stands: ReadonlyMap<string, string>,
): Json {
  const value = values[reference.field] ?? null
  const { key } = reference
  if (!idsIn(reference, values).some((id) => stands.has(id))) return value
  if (key === undefined) return typeof value === 'string' ? (stands.get(value) ?? value) : value
  if (!Array.isArray(value)) return value
  return value.map((element) => {
    const stand = stands.get(nameIn(element, key) ?? '')
    return stand === undefined ? element : { ...(element as object), [key]: stand }
  })
}

/** Writes a record anew as its merge state says. */
type Rewrite = (tx: Writer, table: string, id: string) => Promise<void>

/**
 * Brings everything up to date after a mergeable record changed, came or went: which record stands for which, whose
 * rows are out of sight, and what the rows that name them show.
 * @param into what the record says it was merged into
 */
export async function settleMerged(
  tx: Writer,
  table: MergeableTable,
  id: string,
  into: string | null,
  rewrite: Rewrite,
): Promise<void> {
  const known = await tx
    .selectFrom('mergedRecords')
    .select(['recordId', 'intoId'])
    .where('tableName', '=', table)
    .where((eb) => eb.or([eb('recordId', '=', id), eb('intoId', '=', id)]))
    .execute()
  if (into === null && known.length === 0) return
  const own = known.find(({ recordId }) => recordId === id)
  if (into !== (own?.intoId ?? null)) {
    // Its own pointer goes before it is written anew, which comes by here again.
    if (into === null) {
      await restand(tx, table, new Map([[id, null]]), rewrite, id)
    } else
      await tx
        .insertInto('mergedRecords')
        .values({ tableName: table, recordId: id, intoId: into, standsId: null })
        .onConflict((conflict) => conflict.columns(['tableName', 'recordId']).doUpdateSet({ intoId: into }))
        .execute()
  }
  await settleAll(tx, table, rewrite)
}

/** Finds anew which record stands for which in a table, and shows what changed. */
async function settleAll(tx: Writer, table: MergeableTable, rewrite: Rewrite): Promise<void> {
  const rows = await tx.selectFrom('mergedRecords').selectAll().where('tableName', '=', table).execute()
  if (rows.length === 0) return
  const pointers = new Map(rows.map(({ recordId, intoId }) => [recordId, intoId]))
  const here = await idsHere(tx, table, [...new Set(pointers.values())])
  const stands = standsFor(pointers, (id) => here.has(id))
  const changed = new Map<string, string | null>()
  for (const { recordId, standsId } of rows) {
    const now = stands.get(recordId) ?? null
    if (now !== standsId) changed.set(recordId, now)
  }
  await restand(tx, table, changed, rewrite)
}

/**
 * Rows that name a record which another stands for, as they lie after records came in bulk: shown as they should be.
 */
export async function settleRowsOf(tx: Writer, table: string, rewrite: Rewrite): Promise<void> {
  if (isMergeable(table)) await settleAll(tx, table, rewrite)
  for (const reference of referencesFrom(table)) {
    for (const id of await rowsNaming(tx, reference, null)) await rewrite(tx, table, id)
  }
}

async function restand(
  tx: Writer,
  table: MergeableTable,
  changed: ReadonlyMap<string, string | null>,
  rewrite: Rewrite,
  gone: string | null = null,
): Promise<void> {
  if (changed.size === 0) return
  // First all that stands anew, then the rows: a row may name several.
  const naming = new Map<string, { table: string; id: string }>()
  for (const [id, now] of changed) {
    const { standsId } = await tx
      .selectFrom('mergedRecords')
      .select('standsId')
      .where('tableName', '=', table)
      .where('recordId', '=', id)
      .executeTakeFirstOrThrow()
    for (const reference of mergeReferences.filter(({ to }) => to === table))
      for (const row of await rowsNaming(tx, reference, standsId ?? id))
        naming.set(`${reference.table} ${row}`, { table: reference.table, id: row })
    await tx
      .updateTable('mergedRecords')
      .set({ standsId: now })
      .where('tableName', '=', table)
      .where('recordId', '=', id)
      .execute()
  }
  if (gone !== null)
    await tx.deleteFrom('mergedRecords').where('tableName', '=', table).where('recordId', '=', gone).execute()
  for (const id of changed.keys()) await rewrite(tx, table, id)
  for (const row of naming.values()) await rewrite(tx, row.table, row.id)
}

/** Records of a table that this device holds, deleted ones too. */
async function idsHere(tx: Writer, table: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom('recordClocks')
    .select('recordId')
    .where('tableName', '=', table)
    .where('recordId', 'in', sql<string>`(select value from json_each(${JSON.stringify(ids)}))`)
    .execute()
  return new Set(rows.map(({ recordId }) => recordId))
}

/** Rows that show a name: that of a record, or for null that of any record which another one stands for. */
async function rowsNaming(tx: Writer, reference: MergeReference, id: string | null): Promise<string[]> {
  const { table, field, key, to } = reference
  if (!columnsOf(table)?.byName.has(field)) return []
  const column = `"${snakeCase(field)}"`
  const these =
    id === null ? 'select record_id from merged_records where table_name = ? and stands_id is not null' : '?'
  const text =
    key === undefined
      ? `select id from "${snakeCase(table)}" where ${column} in (${these})`
      : table === 'visits'
        ? `select visit_id as id from visit_people where person_id in (${these})`
        : `select t.id from "${snakeCase(table)}" t, json_each(t.${column}) e where json_extract(e.value, '$.${key}') in (${these})`
  const { rows } = await tx.executeQuery<{ id: string }>(CompiledQuery.raw(text, [id ?? to]))
  return rows.map((row) => row.id)
}

/** What a record says it was merged into, null when nothing of the kind. */
export function intoOf(values: Readonly<Record<string, Json>>): string | null {
  const into = values[mergedIntoField]
  return typeof into === 'string' ? into : null
}

/** Whether a record is out of sight because another one stands for it. */
export async function isOutOfSight(db: Reader, table: string, id: string): Promise<boolean> {
  return isMergeable(table) && (await standing(db, [id])).has(id)
}

/** Whether this device holds any merged record. */
export async function anyMerged(db: Reader): Promise<boolean> {
  return (await db.selectFrom('mergedRecords').select('recordId').limit(1).executeTakeFirst()) !== undefined
}
