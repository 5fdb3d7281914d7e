import { sql } from 'kysely'
import type { Reader, Writer } from '../database/schema.ts'
import type { RecordKey } from './sync.ts'

/** Some kept records behind a key that no scope brings here, in order: the server knows nothing of them. */
export async function strandedRecords(
  db: Reader,
  after: RecordKey | null,
  limit: number,
): Promise<RecordKey[]> {
  return db
    .selectFrom('keptCopies')
    .select(['tableName as table', 'recordId as id'])
    .where(
      sql<boolean>`not exists (select 1 from membership where membership.table_name = kept_copies.table_name
        and membership.record_id = kept_copies.record_id)`,
    )
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(table_name, record_id) > (${after?.table}, ${after?.id})`),
    )
    .orderBy('tableName')
    .orderBy('recordId')
    .limit(limit)
    .execute()
}

/** Who made a record of which the server knows nothing; null for any other record, and where nobody knows the name. */
export async function keptAuthorName(
  db: Reader,
  { tableName, recordId }: { readonly tableName: string; readonly recordId: string },
): Promise<string | null> {
  const row = await db
    .selectFrom('keptCopies')
    .innerJoin('users', (join) =>
      join.on('users.id', '=', sql<string>`kept_copies.state ->> '$.createdBy.heads[0].v'`),
    )
    .select('users.name')
    .where('keptCopies.tableName', '=', tableName)
    .where('keptCopies.recordId', '=', recordId)
    .executeTakeFirst()
  return row?.name ?? null
}

/** How many records are kept of which the server lacks something. */
export async function keptCount(db: Reader): Promise<number> {
  const { n } = await db
    .selectFrom('keptCopies')
    .select((column) => column.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n
}

/** The server asked to wait with an operation. @returns since when it does */
export async function noteHeldOp(tx: Writer, opId: string, at: string): Promise<string> {
  const { since } = await tx
    .insertInto('heldOps')
    .values({ opId, since: at })
    .onConflict((conflict) => conflict.column('opId').doUpdateSet({ opId }))
    .returning('since')
    .executeTakeFirstOrThrow()
  return since
}

/** Waiting operations that the server asked to wait with. Those that are through are forgotten. */
export async function heldOps(db: Reader): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('heldOps')
    .innerJoin('outbox', 'outbox.opId', 'heldOps.opId')
    .select('heldOps.opId')
    .execute()
  return new Set(rows.map(({ opId }) => opId))
}

/** Forgets that operations were to wait which do not wait any more. */
export async function dropSettledHolds(tx: Writer): Promise<void> {
  await tx
    .deleteFrom('heldOps')
    .where(sql<boolean>`not exists (select 1 from outbox where outbox.op_id = held_ops.op_id)`)
    .execute()
}
