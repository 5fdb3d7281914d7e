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

/** Who made a kept record, in its text: packed as values beside clocks, or unpacked as versions before that wrote it. */
const maker = sql<string>`coalesce(kept_copies.state ->> '$[1].createdBy', kept_copies.state ->> '$.createdBy.heads[0].v')`

/** Who made a record that is kept; null for any other record, and where nobody knows the name. */
export async function keptAuthorName(db: Reader, { table, id }: RecordKey): Promise<string | null> {
  const row = await db
    .selectFrom('keptCopies')
    .innerJoin('users', (join) => join.on('users.id', '=', maker))
    .select('users.name')
    .where('keptCopies.tableName', '=', table)
    .where('keptCopies.recordId', '=', id)
    .executeTakeFirst()
  return row?.name ?? null
}

/** What this device made itself and sends again is no colleague's to hand in. */
const isOthers = sql<boolean>`not exists (select 1 from outbox where outbox.table_name = kept_copies.table_name
  and outbox.record_id = kept_copies.record_id
  and coalesce(json_type(op, '$.fields.createdBy'), json_type(op, '$.values.createdBy')) is not null)`

/** Others' kept records, the longest kept first; `state` is JSON text. `stranded`: the server has nothing at all of it. */
export async function keptRecords(
  db: Reader,
  limit: number,
): Promise<(RecordKey & { readonly state: string; readonly since: string; readonly stranded: boolean })[]> {
  const rows = await db
    .selectFrom('keptCopies')
    .select(['tableName as table', 'recordId as id', 'state', 'since'])
    .select(
      sql<number>`not exists (select 1 from membership where membership.table_name = kept_copies.table_name
        and membership.record_id = kept_copies.record_id)`.as('stranded'),
    )
    .where(isOthers)
    .orderBy('since')
    .orderBy('tableName')
    .orderBy('recordId')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...row, stranded: row.stranded === 1 }))
}

/** How many of others' records are kept of which the server lacks something. */
export async function keptCount(db: Reader): Promise<number> {
  const { n } = await db
    .selectFrom('keptCopies')
    .where(isOthers)
    .select((column) => column.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n
}

/** How many of others' records are kept by who made them, the most first; null for all whose name nobody knows. */
export async function keptCountsByMaker(
  db: Reader,
): Promise<{ readonly author: string | null; readonly count: number }[]> {
  return db
    .selectFrom('keptCopies')
    .leftJoin('users', (join) => join.on('users.id', '=', maker))
    .where(isOthers)
    .select((column) => ['users.name as author', column.fn.countAll<number>().as('count')])
    .groupBy('users.name')
    .orderBy('count', 'desc')
    .orderBy('users.name')
    .execute()
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

/** Waiting operations that the server asked to wait with, and since when (ISO instant). */
export async function heldOps(db: Reader): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('heldOps')
    .innerJoin('outbox', 'outbox.opId', 'heldOps.opId')
    .select(['heldOps.opId', 'heldOps.since'])
    .execute()
  return new Map(rows.map(({ opId, since }) => [opId, since]))
}

/** Waiting operations that the server asked to wait with, on records of which it had confirmed something before. */
export async function heldConfirmedRecords(db: Reader): Promise<(RecordKey & { readonly opId: string })[]> {
  return db
    .selectFrom('heldOps')
    .innerJoin('outbox', 'outbox.opId', 'heldOps.opId')
    .innerJoin('base', (join) =>
      join
        .onRef('base.tableName', '=', 'outbox.tableName')
        .onRef('base.recordId', '=', 'outbox.recordId')
        .on('base.state', '<>', 'null'),
    )
    .select(['outbox.opId', 'outbox.tableName as table', 'outbox.recordId as id'])
    .orderBy('outbox.localSeq')
    .execute()
}

/** Forgets that operations were to wait which do not wait any more. */
export async function dropSettledHolds(tx: Writer): Promise<void> {
  await tx
    .deleteFrom('heldOps')
    .where(sql<boolean>`not exists (select 1 from outbox where outbox.op_id = held_ops.op_id)`)
    .execute()
}
