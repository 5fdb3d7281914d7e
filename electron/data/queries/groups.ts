import { sql } from 'kysely'
import type { Reader, Writer } from '../database/schema.ts'
import type { RecordKey } from './sync.ts'

export interface GroupOpRow {
  readonly groupId: string
  readonly place: number
  readonly opId: string
  readonly tableName: string
  readonly recordId: string
  readonly hlc: string
  /** JSON text of an `Inverse`. */
  readonly inverse: string
}

export async function keepGroupOp(tx: Writer, row: GroupOpRow): Promise<void> {
  await tx.insertInto('groupOps').values(row).execute()
}

/** The operations of a whole that this device made, in their order. */
export async function groupOpsOf(db: Reader, groupId: string): Promise<GroupOpRow[]> {
  return db.selectFrom('groupOps').selectAll().where('groupId', '=', groupId).orderBy('place').execute()
}

/** Tells the waiting operations of a whole how many they are; a single one is no whole. */
export async function setGroupSize(tx: Writer, groupId: string, size: number): Promise<void> {
  const op =
    size === 1 ? sql<string>`json_remove(op, '$.group')` : sql<string>`json_set(op, '$.group.size', ${size})`
  await tx
    .updateTable('outbox')
    .set({ op })
    .where('opId', 'in', (query) =>
      query.selectFrom('groupOps').select('opId').where('groupId', '=', groupId),
    )
    .execute()
}

/** Operations of a whole that still wait, in their order. */
export async function waitingOpIdsOfGroup(db: Reader, groupId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('groupOps as g')
    .innerJoin('outbox as o', 'o.opId', 'g.opId')
    .select('g.opId')
    .where('g.groupId', '=', groupId)
    .orderBy('g.place')
    .execute()
  return rows.map(({ opId }) => opId)
}

/** Follows a stamp the server replaced. */
export async function renameInGroups(
  tx: Writer,
  { table, id }: RecordKey,
  from: string,
  to: string,
): Promise<void> {
  await tx
    .updateTable('groupOps')
    .set({ hlc: to })
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .where('hlc', '=', from)
    .execute()
}

/** Puts entries of a scope's feed by until the rest of their whole is there. */
export async function holdChanges(
  tx: Writer,
  scope: string,
  changes: readonly { readonly seq: number; readonly change: string }[],
): Promise<void> {
  for (const { seq, change } of changes)
    await tx
      .insertInto('heldChanges')
      .values({ scope, seq, change })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

/** What was put by of a scope's feed, in order. */
export async function heldChangesOf(db: Reader, scope: string): Promise<{ seq: number; change: string }[]> {
  return db
    .selectFrom('heldChanges')
    .select(['seq', 'change'])
    .where('scope', '=', scope)
    .orderBy('seq')
    .execute()
}

/** The last number put by in each scope that has any. */
export async function heldUpTo(db: Reader): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('heldChanges')
    .select((eb) => ['scope', eb.fn.max('seq').as('seq')])
    .groupBy('scope')
    .execute()
  return new Map(rows.map(({ scope, seq }) => [scope, seq]))
}
