import { sql } from 'kysely'
import type { Reader, Writer } from '../database/schema.ts'
import type { RecordKey } from './sync.ts'

/** Takes note of a record that the server confirmed and no feed brought. One that is noted keeps its place. */
export async function markUnplaced(tx: Writer, { table, id }: RecordKey): Promise<void> {
  await tx
    .insertInto('unplaced')
    .values({ tableName: table, recordId: id })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The last place taken so far; 0 when none is. */
export async function lastUnplaced(db: Reader): Promise<number> {
  const row = await db
    .selectFrom('unplaced')
    .select('place')
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.place ?? 0
}

/**
 * Strikes off those of the next places whose record a feed has brought, or which has departed.
 * @returns the last of the places looked at; undefined when there are no more
 */
export async function strikePlaced(
  tx: Writer,
  { after, upTo, limit }: { readonly after: number; readonly upTo: number; readonly limit: number },
): Promise<number | undefined> {
  const looked = await tx
    .selectFrom('unplaced')
    .select('place')
    .where('place', '>', after)
    .where('place', '<=', upTo)
    .orderBy('place')
    .limit(limit)
    .execute()
  const last = looked.at(-1)?.place
  if (last === undefined) return undefined
  await tx
    .deleteFrom('unplaced')
    .where('place', '>', after)
    .where('place', '<=', last)
    .where(
      sql<boolean>`exists (select 1 from membership where membership.table_name = unplaced.table_name
        and membership.record_id = unplaced.record_id)`,
    )
    .execute()
  return last
}

/** The first records of the list up to a place. */
export async function unplacedRecords(db: Reader, upTo: number, limit: number): Promise<RecordKey[]> {
  const rows = await db
    .selectFrom('unplaced')
    .select(['tableName as table', 'recordId as id'])
    .where('place', '<=', upTo)
    .orderBy('place')
    .limit(limit)
    .execute()
  return rows
}

/** Puts records at the end of the list, so that others get their turn. */
export async function putLast(tx: Writer, keys: readonly RecordKey[]): Promise<void> {
  for (const { table, id } of keys) {
    await tx.deleteFrom('unplaced').where('tableName', '=', table).where('recordId', '=', id).execute()
    await markUnplaced(tx, { table, id })
  }
}
