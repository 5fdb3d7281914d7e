import { sql } from 'kysely'
import type { TableName } from '#shared/domain/entities.ts'
import type { Identity } from '#shared/domain/import/match.ts'
import type { KnownVisit } from '#shared/domain/import/plan.ts'
import type { Reader, Schema, Writer } from '../database/schema.ts'
import type { GroupOpRow } from './groups.ts'
import type { Reference } from './records.ts'
import { pairs, type RecordKey } from './sync.ts'

export type BatchRow = Schema['importBatches']

/** Notes an import. */
export async function keepBatch(tx: Writer, row: BatchRow): Promise<void> {
  await tx.insertInto('importBatches').values(row).execute()
}

/** Changes what is noted of an import. */
export async function changeBatch(tx: Writer, id: string, change: Partial<BatchRow>): Promise<void> {
  await tx.updateTable('importBatches').set(change).where('id', '=', id).execute()
}

/** Forgets an import of which nothing is left. */
export async function dropBatch(tx: Writer, id: string): Promise<void> {
  await tx.deleteFrom('importBatches').where('id', '=', id).execute()
}

/** An import, or undefined. */
export async function findBatch(db: Reader, id: string): Promise<BatchRow | undefined> {
  return db.selectFrom('importBatches').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The undoing of a batch, or undefined. */
export async function undoingOf(db: Reader, id: string): Promise<BatchRow | undefined> {
  return db.selectFrom('importBatches').selectAll().where('undoes', '=', id).executeTakeFirst()
}

/** Imports, newest first, without the undoings. */
export async function batches(db: Reader, limit: number): Promise<BatchRow[]> {
  return db
    .selectFrom('importBatches')
    .selectAll()
    .where('undoes', 'is', null)
    .where('holdFrom', 'is', null)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute()
}

/** A batch that is being written, or was when the program ended. */
export async function unfinishedBatch(db: Reader): Promise<BatchRow | undefined> {
  return db.selectFrom('importBatches').selectAll().where('holdFrom', 'is not', null).executeTakeFirst()
}

/** Which column of a file with these headings went where, the last time. JSON text. */
export async function mappingOf(db: Reader, fingerprint: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('importMappings')
    .select('mapping')
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirst()
  return row?.mapping
}

/** Remembers how the columns of a source were read. */
export async function keepMapping(tx: Writer, row: Schema['importMappings']): Promise<void> {
  const { mapping, usedAt } = row
  await tx
    .insertInto('importMappings')
    .values(row)
    .onConflict((conflict) => conflict.column('fingerprint').doUpdateSet({ mapping, usedAt }))
    .execute()
}

/** What tells enterprises apart, some at a time in the order of their ids. */
export async function identitiesAfter(
  db: Reader,
  after: string,
  limit: number,
): Promise<(Identity & { readonly id: string })[]> {
  return db
    .selectFrom('enterprises')
    .select(['id', 'name', 'shortName', 'uscc', 'city'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Visits to enterprises. */
export async function visitsTo(
  db: Reader,
  enterpriseIds: readonly string[],
): Promise<(KnownVisit & { readonly enterpriseId: string })[]> {
  return db
    .selectFrom('visits')
    .select(['id', 'enterpriseId', 'occurredOn', 'topics'])
    .where('enterpriseId', 'in', listed(enterpriseIds))
    .execute()
}

export interface WaitingOfGroup extends RecordKey {
  readonly localSeq: number
  readonly opId: string
}

/** Waiting operations of wholes below a number, the last made first. */
export async function lastWaitingOfGroups(
  db: Reader,
  groupIds: readonly string[],
  below: number,
  limit: number,
): Promise<WaitingOfGroup[]> {
  // In the order of the outbox, whose first table stays the first one: a whole has far more operations than `limit`.
  const { rows } = await sql<WaitingOfGroup>`
    select o.local_seq, o.op_id, o.table_name as ${sql.ref('table')}, o.record_id as id
    from ${sql.table('outbox')} as o cross join ${sql.table('groupOps')} as g
    where o.local_seq < ${below} and g.op_id = o.op_id and g.group_id in ${listed(groupIds)}
    order by o.local_seq desc limit ${limit}`.execute(db as Writer)
  return rows
}

/** Numbers of all waiting operations of some records, by `table id`. */
export async function waitingSeqsOf(db: Reader, keys: readonly RecordKey[]): Promise<Map<string, number[]>> {
  const { rows } = await sql<RecordKey & { readonly localSeq: number }>`
    select table_name as ${sql.ref('table')}, record_id as id, local_seq from ${sql.table('outbox')}
    where (table_name, record_id) in ${pairs(keys)}`.execute(db as Writer)
  const found = new Map<string, number[]>()
  for (const { table, id, localSeq } of rows) {
    const name = `${table} ${id}`
    found.set(name, [...(found.get(name) ?? []), localSeq])
  }
  return found
}

/** Takes operations back that wait to be sent. */
export async function removeWaitingOps(tx: Writer, opIds: readonly string[]): Promise<void> {
  await tx.deleteFrom('outbox').where('opId', 'in', listed(opIds)).execute()
}

/** Forgets what the server confirmed of records on which nothing waits any more. */
export async function dropConfirmedStates(tx: Writer, keys: readonly RecordKey[]): Promise<void> {
  if (keys.length === 0) return
  await sql`delete from ${sql.table('base')} where (table_name, record_id) in ${pairs(keys)}`.execute(tx)
}

/**
 * Ids of those of the records that more than waiting operations make what they are: others' operations lie over them,
 * they are hidden, merged, kept as copies, or the server has them and no feed placed them yet.
 */
export async function entangled(db: Reader, keys: readonly RecordKey[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set()
  const { rows } = await sql<{ readonly id: string }>`
    select key.value ->> 1 as id from json_each(${texts(keys)}) as key
    where exists (select 1 from carried_ops where table_name = key.value ->> 0 and record_id = key.value ->> 1)
      or exists (select 1 from membership
        where table_name = key.value ->> 0 and record_id = key.value ->> 1 and scope = '(departed)')
      or exists (select 1 from kept_copies where table_name = key.value ->> 0 and record_id = key.value ->> 1)
      or key.value ->> 1 in (select record_id from merged_records union all select into_id from merged_records
        union all select stands_id from merged_records where stands_id is not null)
      or exists (select 1 from base where table_name = key.value ->> 0 and record_id = key.value ->> 1
          and state <> 'null')
        and not exists (select 1 from membership
          where table_name = key.value ->> 0 and record_id = key.value ->> 1)`.execute(db as Writer)
  return new Set(rows.map(({ id }) => id))
}

/** Forgets how to put back operations. */
export async function dropGroupOps(tx: Writer, opIds: readonly string[]): Promise<void> {
  await tx.deleteFrom('groupOps').where('opId', 'in', listed(opIds)).execute()
}

/** Makes waiting operations single ones. */
export async function leaveGroup(tx: Writer, opIds: readonly string[]): Promise<void> {
  await tx
    .updateTable('outbox')
    .set({ op: sql<string>`json_remove(op, '$.group')` })
    .where('opId', 'in', listed(opIds))
    .execute()
}

/** Tells the waiting operations of a whole in these places how many they are. */
export async function tellGroupSize(
  tx: Writer,
  groupId: string,
  size: number,
  places: { readonly from: number; readonly to: number },
): Promise<void> {
  const op =
    size === 1 ? sql<string>`json_remove(op, '$.group')` : sql<string>`json_set(op, '$.group.size', ${size})`
  await tx
    .updateTable('outbox')
    .set({ op })
    .where('opId', 'in', (query) =>
      query
        .selectFrom('groupOps')
        .select('opId')
        .where('groupId', '=', groupId)
        .where('place', '>=', places.from)
        .where('place', '<', places.to),
    )
    .execute()
}

/** The records of a whole, what was made last first. */
export async function recordsOfGroup(db: Reader, groupId: string): Promise<RecordKey[]> {
  return db
    .selectFrom('groupOps')
    .select(['tableName as table', 'recordId as id'])
    .where('groupId', '=', groupId)
    .groupBy(['tableName', 'recordId'])
    .orderBy((eb) => eb.fn.max('place'), 'desc')
    .execute()
}

/** The operations of wholes on some records, in their order. */
export async function groupOpsOn(db: Reader, groupIds: readonly string[], keys: readonly RecordKey[]) {
  const order = new Map(groupIds.map((id, index) => [id, index]))
  const found: GroupOpRow[] = []
  // By table and record, as the index has them: a whole has far more operations than these records.
  for (const table of new Set(keys.map((key) => key.table))) {
    const ids = keys.filter((key) => key.table === table).map(({ id }) => id)
    const rows = await db
      .selectFrom('groupOps')
      .selectAll()
      .where('tableName', '=', table)
      .where('recordId', 'in', listed(ids))
      .execute()
    for (const row of rows) if (order.has(row.groupId)) found.push(row)
  }
  return found.sort((a, b) => (order.get(a.groupId) ?? 0) - (order.get(b.groupId) ?? 0) || a.place - b.place)
}

/** Living rows that point to any of these records: who points, and to which. */
export async function pointersTo(
  db: Reader,
  { table, field }: Reference,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly to: string }[]> {
  return db
    .selectFrom(`${table satisfies TableName} as r` as 'visits as r')
    .select(['r.id', sql<string>`${sql.ref(`r.${field}`)}`.as('to')])
    .where(sql.ref(`r.${field}`), 'in', listed(ids))
    .execute()
}

/** As JSON, since SQLite takes a limited number of parameters. */
function listed(ids: readonly string[]) {
  return sql<string>`(select value from json_each(${JSON.stringify(ids)}))`
}

const texts = (keys: readonly RecordKey[]) => JSON.stringify(keys.map(({ table, id }) => [table, id]))
