import { sql } from 'kysely'
import type { Op } from '#shared/sync/op.ts'
import { opText } from '#shared/sync/op-text.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { wasTaken } from './journal.ts'

/** A record's place in the store. */
export interface RecordKey {
  readonly table: string
  readonly id: string
}

export interface OutboxRow {
  readonly localSeq: number
  readonly opId: string
  readonly tableName: string
  readonly recordId: string
  readonly op: string
}

/** The oldest waiting operations, in the order they were made, from `after` on. */
export async function waitingOps(db: Reader, after: number, limit: number): Promise<OutboxRow[]> {
  return db
    .selectFrom('outbox')
    .select(['localSeq', 'opId', 'tableName', 'recordId', 'op'])
    .where('localSeq', '>', after)
    .where('localSeq', '<', heldFrom)
    .orderBy('localSeq')
    .limit(limit)
    .execute()
}

/**
 * Number of the first operation that may not leave the device yet: an import or its undoing is still being written.
 */
export const heldFrom = sql<number>`coalesce((select min(hold_from) from import_batches where hold_from is not null), 9007199254740991)`

/** Every waiting operation with the record it belongs to, oldest first. */
export async function waitingChanges(db: Reader, limit: number) {
  return db.selectFrom('outbox').selectAll().orderBy('localSeq').limit(limit).execute()
}

/** Waiting operations of one record, oldest first. */
export async function waitingOpsOf(db: Reader, { table, id }: RecordKey): Promise<OutboxRow[]> {
  return db
    .selectFrom('outbox')
    .select(['localSeq', 'opId', 'tableName', 'recordId', 'op'])
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .orderBy('localSeq')
    .execute()
}

/** Waiting operations of many records, oldest first. */
export async function waitingOpsAmong(db: Reader, keys: readonly RecordKey[]): Promise<OutboxRow[]> {
  return db
    .selectFrom('outbox')
    .select(['localSeq', 'opId', 'tableName', 'recordId', 'op'])
    .where(sql<boolean>`(table_name, record_id) in ${pairs(keys)}`)
    .orderBy('localSeq')
    .execute()
}

/** The record a waiting operation belongs to, or undefined when it waits no longer. */
export async function recordOfWaitingOp(db: Reader, opId: string): Promise<RecordKey | undefined> {
  const row = await db
    .selectFrom('outbox')
    .select(['tableName', 'recordId'])
    .where('opId', '=', opId)
    .executeTakeFirst()
  return row && { table: row.tableName, id: row.recordId }
}

/** Puts an operation among those that wait, at the place of its number. */
export async function keepWaitingOp(
  tx: Writer,
  { table, id }: RecordKey,
  op: Op,
  createdAt: string,
): Promise<void> {
  const { localSeq, opId } = op
  await tx
    .insertInto('outbox')
    .values({ localSeq, opId, tableName: table, recordId: id, op: opText(op), createdAt })
    .execute()
}

/** Puts another text in the place of a waiting operation. */
export async function replaceWaitingOp(tx: Writer, opId: string, op: string): Promise<void> {
  await tx.updateTable('outbox').set({ op }).where('opId', '=', opId).execute()
}

export async function removeWaitingOp(tx: Writer, opId: string): Promise<void> {
  await tx.deleteFrom('outbox').where('opId', '=', opId).execute()
}

/** Keeps an acknowledged operation, to be offered again should the server be set back. */
export async function keepAcknowledgedOp(
  tx: Writer,
  row: {
    readonly opId: string
    readonly localSeq: number
    readonly op: string
    readonly result: string
    readonly ackedAt: string
  },
): Promise<void> {
  await tx
    .insertInto('ackedJournal')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function removeAcknowledgedOp(tx: Writer, opId: string): Promise<void> {
  await tx.deleteFrom('ackedJournal').where('opId', '=', opId).execute()
}

/** Those of some operations that the journal holds as taken, JSON text; refused ones taken off the list are left out. */
export async function takenAmong(db: Reader, opIds: readonly string[]): Promise<string[]> {
  if (opIds.length === 0) return []
  const rows = await db
    .selectFrom('ackedJournal')
    .select('op')
    .where('opId', 'in', [...opIds])
    .where('op', '<>', 'null')
    .where(wasTaken)
    .execute()
  return rows.map(({ op }) => op)
}

/** Forgets acknowledged operations from before an instant. */
export async function dropAcknowledgedBefore(tx: Writer, instant: string): Promise<void> {
  await tx.deleteFrom('ackedJournal').where('ackedAt', '<', instant).execute()
}

export interface QuarantineRow {
  readonly opId: string
  readonly tableName: string
  readonly recordId: string
  readonly op: string
  readonly reason: string
  readonly detail: string | null
  readonly at: string
}

export async function keepRefusedOp(tx: Writer, row: QuarantineRow): Promise<void> {
  await tx
    .insertInto('quarantine')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Operations the server refused, newest first. */
export async function refusedOps(db: Reader, limit: number): Promise<QuarantineRow[]> {
  return db.selectFrom('quarantine').selectAll().orderBy('at', 'desc').limit(limit).execute()
}

/** Operations of one record that the server refused, in the order of their refusal. */
export async function refusedOpsOf(db: Reader, { table, id }: RecordKey): Promise<QuarantineRow[]> {
  return db
    .selectFrom('quarantine')
    .selectAll()
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .orderBy('at')
    .execute()
}

export async function findRefusedOp(db: Reader, opId: string): Promise<QuarantineRow | undefined> {
  return db.selectFrom('quarantine').selectAll().where('opId', '=', opId).executeTakeFirst()
}

/** Those of these operations that stand among the refused ones. Another device's with the same id is another one. */
export async function refusedAmong(db: Reader, ops: readonly Op[]): Promise<Op[]> {
  if (ops.length === 0) return []
  const ids = ops.map(({ opId }) => opId)
  const rows = await db
    .selectFrom('quarantine')
    .select(['opId', sql<string>`op ->> 'device'`.as('device')])
    .where('opId', 'in', ids)
    .execute()
  const refused = new Map(rows.map(({ opId, device }) => [opId, device]))
  return ops.filter(({ opId, device }) => refused.get(opId) === device)
}

export async function removeRefusedOp(tx: Writer, opId: string): Promise<void> {
  await tx.deleteFrom('quarantine').where('opId', '=', opId).execute()
}

/** What the server confirmed of some records: of those on which any operation waits. */
export async function confirmedStatesOf(
  db: Reader,
  keys: readonly RecordKey[],
): Promise<(RecordKey & { readonly state: string })[]> {
  return db
    .selectFrom('base')
    .select(['tableName as table', 'recordId as id', 'state'])
    .where(sql<boolean>`(table_name, record_id) in ${pairs(keys)}`)
    .execute()
}

export async function keepConfirmedState(tx: Writer, { table, id }: RecordKey, state: string): Promise<void> {
  await tx
    .insertInto('base')
    .values({ tableName: table, recordId: id, state })
    .onConflict((conflict) => conflict.columns(['tableName', 'recordId']).doUpdateSet({ state }))
    .execute()
}

/** How far each scope's feed was applied. */
export async function cursors(db: Reader): Promise<{ scope: string; seq: number; head: number }[]> {
  return db.selectFrom('cursors').selectAll().orderBy('scope').execute()
}

/** Where a scope's feed was applied up to. What was held of it is applied then, or to be read anew. */
export async function setCursor(tx: Writer, scope: string, seq: number, head: number): Promise<void> {
  await tx.deleteFrom('heldChanges').where('scope', '=', scope).execute()
  await tx
    .insertInto('cursors')
    .values({ scope, seq, head })
    .onConflict((conflict) => conflict.column('scope').doUpdateSet({ seq, head }))
    .execute()
}

export async function removeCursor(tx: Writer, scope: string): Promise<void> {
  await tx.deleteFrom('heldChanges').where('scope', '=', scope).execute()
  await tx.deleteFrom('cursors').where('scope', '=', scope).execute()
}

/** Scopes through which a record is on this device. */
export async function scopesOf(db: Reader, { table, id }: RecordKey): Promise<string[]> {
  const rows = await db
    .selectFrom('membership')
    .select('scope')
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .execute()
  return rows.map(({ scope }) => scope)
}

/** Some records of a scope. */
export async function recordsOfScope(db: Reader, scope: string, limit: number): Promise<RecordKey[]> {
  const rows = await db
    .selectFrom('membership')
    .select(['tableName', 'recordId'])
    .where('scope', '=', scope)
    .limit(limit)
    .execute()
  return rows.map(({ tableName, recordId }) => ({ table: tableName, id: recordId }))
}

export async function enterScope(tx: Writer, { table, id }: RecordKey, scope: string): Promise<void> {
  await tx
    .insertInto('membership')
    .values({ tableName: table, recordId: id, scope })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function leaveScope(tx: Writer, { table, id }: RecordKey, scope: string): Promise<void> {
  await tx
    .deleteFrom('membership')
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .where('scope', '=', scope)
    .execute()
}

/** Follows a stamp the server replaced into the history of lost values. */
export async function renameInHistory(
  tx: Writer,
  { table, id }: RecordKey,
  from: string,
  to: string,
): Promise<void> {
  const history = () =>
    tx.updateTable('fieldHistory').where('tableName', '=', table).where('recordId', '=', id)
  await history().set({ lostHlc: to }).where('lostHlc', '=', from).execute()
  await history().set({ keptHlc: to }).where('keptHlc', '=', from).execute()
}

/** Tables that hold something of a record beside its row. */
const companions = [
  'recordClocks',
  'graveyard',
  'unknownRecords',
  'base',
  'conflicts',
  'fieldHistory',
  'membership',
  'departed',
  'keptCopies',
  'unplaced',
  'groupOps',
] as const

/** Removes all that is kept of a record beside its row and its search text. Own operations stay. */
export async function removeCompanions(tx: Writer, { table, id }: RecordKey): Promise<void> {
  for (const companion of companions)
    await tx.deleteFrom(companion).where('tableName', '=', table).where('recordId', '=', id).execute()
  await dropSetAsideOf(tx, table, [id])
}

/** `removeCompanions` for many records of a table. */
export async function removeCompanionsOf(tx: Writer, table: string, ids: readonly string[]): Promise<void> {
  const these = sql<string>`(select value from json_each(${JSON.stringify(ids)}))`
  for (const companion of companions)
    await tx.deleteFrom(companion).where('tableName', '=', table).where('recordId', 'in', these).execute()
  await dropSetAsideOf(tx, table, ids)
}

/** Forgets what was set aside of records: as a change of the feed, or as a record or a line of a snapshot. */
async function dropSetAsideOf(tx: Writer, table: string, ids: readonly string[]): Promise<void> {
  const part = (...paths: readonly string[]) =>
    sql`coalesce(${sql.join(paths.map((path) => sql`json_extract(change, ${path})`))})`
  await tx
    .deleteFrom('setAside')
    .where(sql<boolean>`${part('$.op.table', '$.record.table', '$.table', '$.shape.table')} = ${table}`)
    .where(
      sql<boolean>`${part('$.op.id', '$.record.id', '$.id', '$.line[1]')}
        in (select value from json_each(${JSON.stringify(ids)}))`,
    )
    .execute()
}

/** A change of the feed that could not be applied, kept as it came. */
export async function setChangeAside(
  tx: Writer,
  row: {
    readonly scope: string
    readonly seq: number
    readonly change: string
    readonly problem: string
    readonly at: string
  },
): Promise<void> {
  await tx
    .insertInto('setAside')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Forgets what was set aside of a scope that was taken away. */
export async function dropSetAside(tx: Writer, scope: string): Promise<void> {
  await tx.deleteFrom('setAside').where('scope', '=', scope).execute()
}

/** How many operations wait, were refused, and how many conflicts await an answer. */
export async function syncCounts(
  db: Reader,
): Promise<{ waiting: number; refused: number; conflicts: number }> {
  return db
    .selectNoFrom([
      sql<number>`(select count(*) from outbox)`.as('waiting'),
      sql<number>`(select count(*) from quarantine)`.as('refused'),
      sql<number>`(select count(*) from conflicts)
        + (select count(*) from record_clocks where life = 'edited-while-deleted')`.as('conflicts'),
    ])
    .executeTakeFirstOrThrow()
}

/** Open conflicts, the longest standing first. `writes` is JSON text. */
export async function openConflicts(db: Reader, limit: number) {
  return db.selectFrom('conflicts').selectAll().orderBy('since').limit(limit).execute()
}

/** Names of users by their id. */
export async function userNames(db: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('users')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Tables and ids of records, for `(table_name, record_id) in`. */
export function pairs(keys: readonly RecordKey[]) {
  const texts = JSON.stringify(keys.map(({ table, id }) => [table, id]))
  return sql`(select value ->> 0, value ->> 1 from json_each(${texts}))`
}
