import { sql } from 'kysely'
import type { MergeableTable } from '#shared/domain/mergeable-tables.ts'
import { texts, uuids } from '../database/array-texts.ts'
import type { Tx } from '../database/transaction.ts'

/**
 * For each record all that were merged with it, itself among them, along the pointers both ways: what names one of them
 * names all. Circles come about when two people merge the same records apart, and are no obstacle.
 */
export async function mergedWith(
  tx: Tx,
  table: MergeableTable,
  ids: readonly string[],
): Promise<(id: string) => readonly string[]> {
  if (ids.length === 0 || !(await isAnyMerged(tx, table))) return (id) => [id]
  const pointers: Pointer[] = []
  const met = new Set(ids)
  for (let fresh = ids; fresh.length > 0; ) {
    const found = await pointersOf(tx, table, fresh)
    pointers.push(...found)
    fresh = [...new Set(found.flatMap(({ id, into }) => [id, into]))].filter((id) => !met.has(id))
    for (const id of fresh) met.add(id)
  }
  if (pointers.length === 0) return (id) => [id]
  const classes = classesOf(pointers)
  return (id) => classes.get(id) ?? [id]
}

/** Asked in the order of the index of merged records, which holds little or nothing: of a push all else is then spared. */
async function isAnyMerged(tx: Tx, table: MergeableTable): Promise<boolean> {
  const { rows } = await sql`
    select 1 from records where table_name = ${table} and data->>'mergedInto' is not null
    order by data->>'mergedInto', table_name limit 1`.execute(tx)
  return rows.length > 0
}

interface Pointer {
  readonly id: string
  readonly into: string
}

/** The pointers that lead from or to these records. */
async function pointersOf(tx: Tx, table: MergeableTable, ids: readonly string[]): Promise<Pointer[]> {
  const { rows } = await sql<Pointer>`
    select id::text, data->>'mergedInto' as into from records
    where table_name = ${table} and data->>'mergedInto' = any(${texts(ids)})
    union
    select id::text, data->>'mergedInto' from records
    where table_name = ${table} and id = any(${uuids(ids)})
      and data->>'mergedInto' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'`.execute(tx)
  return rows
}

/** Each record with all that a chain of pointers leads to, sorted. */
function classesOf(pointers: readonly Pointer[]): ReadonlyMap<string, readonly string[]> {
  const classes = new Map<string, Set<string>>()
  for (const { id, into } of pointers) {
    const joined = new Set([id, into, ...(classes.get(id) ?? []), ...(classes.get(into) ?? [])])
    for (const each of joined) classes.set(each, joined)
  }
  return new Map([...classes].map(([id, all]) => [id, [...all].sort()]))
}
