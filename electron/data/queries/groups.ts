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

/** Notes that an operation belongs to a whole. */
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

/** Entries of a scope's feed that wait for the rest of their whole. Both texts are JSON arrays. */
export interface HeldRow {
  readonly scope: string
  /** Number of the last of them. */
  readonly seq: number
  readonly changes: string
  /** Ids of the wholes that go on after it. */
  readonly openGroups: string
}

/** Keeps a part of a whole until all of it is here. */
export async function holdChanges(tx: Writer, row: HeldRow): Promise<void> {
  await tx.insertInto('heldChanges').values(row).execute()
}

/** All that is held of a scope's feed, in order. */
export async function heldOf(db: Reader, scope: string): Promise<HeldRow[]> {
  return db.selectFrom('heldChanges').selectAll().where('scope', '=', scope).orderBy('seq').execute()
}

/** Up to where each scope's feed is held, with the wholes that are open there. */
export async function heldUpTo(db: Reader): Promise<Omit<HeldRow, 'changes'>[]> {
  return db
    .selectFrom('heldChanges as h')
    .select(['h.scope', 'h.seq', 'h.openGroups'])
    .where('h.seq', '=', (query) =>
      query
        .selectFrom('heldChanges as other')
        .select((eb) => eb.fn.max('other.seq').as('seq'))
        .whereRef('other.scope', '=', 'h.scope'),
    )
    .execute()
}

/** The whole that each of these operations of this device is part of. */
export async function groupsOfOps(db: Reader, opIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('groupOps')
    .select(['opId', 'groupId'])
    .where('opId', 'in', sql<string>`(select value from json_each(${JSON.stringify(opIds)}))`)
    .execute()
  return new Map(rows.map(({ opId, groupId }) => [opId, groupId]))
}

/** Operations of a whole that the server refused. */
export async function refusedOpsOfGroup(db: Reader, groupId: string): Promise<{ op: string }[]> {
  return db
    .selectFrom('quarantine')
    .select('op')
    .where(sql<string>`json_extract(op, '$.group.id')`, '=', groupId)
    .execute()
}
