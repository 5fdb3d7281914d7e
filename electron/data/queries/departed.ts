import { sql } from 'kysely'
import type { Reader, Writer } from '../database/schema.ts'
import type { RecordKey } from './sync.ts'

/** Removes what shows a record beside its row. */
export async function removeVisible(tx: Writer, { table, id }: RecordKey): Promise<void> {
  for (const shown of ['recordClocks', 'graveyard', 'unknownRecords', 'conflicts'] as const)
    await tx.deleteFrom(shown).where('tableName', '=', table).where('recordId', '=', id).execute()
}

/**
 * Some hidden records of which nothing waits to be sent, and which the server was not asked about lately.
 * @param scope name of the membership that marks them
 * @param upTo ISO instant
 */
export async function departedRecords(
  db: Reader,
  scope: string,
  upTo: string,
  limit: number,
): Promise<RecordKey[]> {
  const rows = await db
    .selectFrom('departed')
    .select(['tableName', 'recordId'])
    .where('since', '<=', upTo)
    .where(
      sql<boolean>`not exists (select 1 from outbox where outbox.table_name = departed.table_name
        and outbox.record_id = departed.record_id)`,
    )
    .where(
      sql<boolean>`exists (select 1 from membership where membership.table_name = departed.table_name
        and membership.record_id = departed.record_id and membership.scope = ${scope})`,
    )
    .orderBy('since')
    .limit(limit)
    .execute()
  return rows.map(({ tableName, recordId }) => ({ table: tableName, id: recordId }))
}

/** How many records are hidden, and how many this device holds in all. */
export async function departedCounts(db: Reader): Promise<{ hidden: number; all: number }> {
  return db
    .selectNoFrom([
      sql<number>`(select count(*) from departed)`.as('hidden'),
      sql<number>`(select count(*) from departed) + (select count(*) from record_clocks)`.as('all'),
    ])
    .executeTakeFirstOrThrow()
}

/** Asks about a record again only after an instant. */
export async function postponeDeparted(tx: Writer, { table, id }: RecordKey, until: string): Promise<void> {
  await tx
    .updateTable('departed')
    .set({ since: until })
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .execute()
}

/** Takes the content of acknowledged operations on records that left; that they were acknowledged stays known. */
export async function emptyJournalOf(tx: Writer, keys: readonly RecordKey[]): Promise<void> {
  if (keys.length === 0) return
  const names = keys.map(({ table, id }) => `${table} ${id}`)
  await tx
    .updateTable('ackedJournal')
    .set({ op: 'null', result: 'null' })
    .where(sql<string>`json_extract(op, '$.table') || ' ' || json_extract(op, '$.id')`, 'in', names)
    .execute()
}
