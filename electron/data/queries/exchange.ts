import { sql } from 'kysely'
import type { Organisation } from '#shared/sync/bundle-readers.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { wasTaken } from './journal.ts'
import { heldFrom, type RecordKey } from './sync.ts'

export interface KnownDevice {
  readonly id: string
  readonly name: string
  readonly userId: string
  readonly publicKey: string
  readonly sealingKey: string
  readonly revoked: boolean
}

/** A device whose keys the feed brought, or undefined. */
export async function findDevice(db: Reader, id: string): Promise<KnownDevice | undefined> {
  return db
    .selectFrom('deviceKeys')
    .select(['id', 'name', 'userId', 'publicKey', 'sealingKey', 'revoked'])
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Devices of the organisation that were not barred, with the names of their users and when one last read from them. */
export async function knownDevices(db: Reader) {
  return db
    .selectFrom('deviceKeys')
    .leftJoin('users', 'users.id', 'deviceKeys.userId')
    .select([
      'deviceKeys.id as device',
      'deviceKeys.name as deviceName',
      'deviceKeys.userId',
      'users.name as userName',
      (eb) =>
        eb
          .selectFrom('bundlesRead')
          .whereRef('bundlesRead.sender', '=', 'deviceKeys.id')
          .select((inner) => inner.fn.max('readAt').as('at'))
          .as('lastReceivedAt'),
    ])
    .where((eb) => eb.or([eb('deviceKeys.revoked', 'is', null), eb('deviceKeys.revoked', '=', false)]))
    .orderBy('users.rankOrder', (order) => order.asc().nullsLast())
    .orderBy('deviceKeys.name')
    .orderBy('deviceKeys.id')
    .execute()
}

/** Trips whose key is here, the latest start first. */
export async function tripsWithKey(db: Reader, limit: number) {
  return db
    .selectFrom('trips')
    .select(['id as tripId', 'title', 'startOn', 'endOn'])
    .where((eb) =>
      eb.exists(eb.selectFrom('tripKeys').select('id').whereRef('tripKeys.tripId', '=', 'trips.id')),
    )
    .orderBy('startOn', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** The latest key of a trip, or undefined. */
export async function latestTripKey(db: Reader, tripId: string) {
  return db
    .selectFrom('tripKeys')
    .select(['id', 'key'])
    .where('tripId', '=', tripId)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst()
}

/** The key of a trip by the id of its record. */
export async function findTripKey(db: Reader, id: string) {
  return db.selectFrom('tripKeys').select(['id', 'tripId', 'key']).where('id', '=', id).executeTakeFirst()
}

/** What decides who reads what, as far as this device knows. */
export async function organisationFor(db: Reader, user: string): Promise<Organisation> {
  return {
    units: await db.selectFrom('units').select(['id', 'parentId']).execute(),
    users: await db.selectFrom('users').select(['id', 'unitId']).where('id', '=', user).execute(),
    trips: await db.selectFrom('trips').select(['id', 'unitId']).execute(),
    tripMembers: await db
      .selectFrom('tripMembers')
      .select(['tripId', 'userId'])
      .where('userId', '=', user)
      .execute(),
  }
}

/** A user's role as the feed brought it, or undefined. */
export async function roleOf(db: Reader, user: string): Promise<string | undefined> {
  const row = await db.selectFrom('users').select('role').where('id', '=', user).executeTakeFirst()
  return row?.role
}

/** Trips on which an enterprise is visited, an enterprise's post or a contact belongs: those of its visits and legs. */
export async function tripsNaming(db: Reader, { table, id }: RecordKey): Promise<string[]> {
  const enterprises =
    table === 'enterprises'
      ? sql`select ${id} as id`
      : table === 'contactPosts'
        ? sql`select enterprise_id as id from contact_posts where id = ${id}`
        : table === 'contacts'
          ? sql`select enterprise_id as id from contact_posts where contact_id = ${id}`
          : undefined
  if (!enterprises) return []
  const rows = await db
    .selectFrom(
      sql<{ tripId: string }>`(
        select trip_id from visits where trip_id is not null and enterprise_id in (${enterprises})
        union select trip_id from trip_legs where trip_id is not null and enterprise_id in (${enterprises}))`.as(
        'named',
      ),
    )
    .select('named.tripId')
    .execute()
  return rows.map(({ tripId }) => tripId)
}

export interface OwnOp extends RecordKey {
  readonly op: string
}

/** Waiting operations of this device, oldest first. */
export async function ownWaiting(db: Reader): Promise<OwnOp[]> {
  return db
    .selectFrom('outbox')
    .select(['tableName as table', 'recordId as id', 'op'])
    .where('localSeq', '<', heldFrom)
    .orderBy('localSeq')
    .execute()
}

/** Own operations that the server acknowledged, as far as the journal goes back, oldest first. */
export async function ownAcknowledged(db: Reader): Promise<OwnOp[]> {
  return db
    .selectFrom('ackedJournal')
    .select([sql<string>`op ->> 'table'`.as('table'), sql<string>`op ->> 'id'`.as('id'), 'op'])
    .where(wasTaken)
    .orderBy('localSeq')
    .execute()
}

/** Whether an operation of this device is or was here, whatever became of it. */
export async function isOwnOp(db: Reader, opId: string): Promise<boolean> {
  for (const table of ['outbox', 'ackedJournal', 'quarantine'] as const) {
    const row = await db.selectFrom(table).select('opId').where('opId', '=', opId).executeTakeFirst()
    if (row) return true
  }
  return false
}

export interface CarriedOpRow extends RecordKey {
  readonly opId: string
  readonly run: string
  readonly op: string
  readonly onServer: boolean
  /** Whether it lies over the record here; else it is carried to the server and nothing more. */
  readonly shown: boolean
}

/** Others' operations that lie over a record, in the order they were made on their devices. */
export async function carriedOpsOf(
  db: Reader,
  { table, id }: RecordKey,
): Promise<{ opId: string; op: string }[]> {
  return db
    .selectFrom('carriedOps')
    .select(['opId', 'op'])
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .where('shown', '=', 1)
    .orderBy('opId')
    .execute()
}

/** The record, the run, the device and the text of a carried operation. */
export async function findCarriedOp(
  db: Reader,
  opId: string,
): Promise<(RecordKey & { run: string; device: string; op: string }) | undefined> {
  return db
    .selectFrom('carriedOps')
    .select(['tableName as table', 'recordId as id', 'run', sql<string>`op ->> 'device'`.as('device'), 'op'])
    .where('opId', '=', opId)
    .executeTakeFirst()
}

/** Keeps an operation that came without the server. */
export async function keepCarriedOp(tx: Writer, row: CarriedOpRow): Promise<void> {
  const { opId, run, table, id, op, onServer, shown } = row
  await tx
    .insertInto('carriedOps')
    .values({
      opId,
      run,
      tableName: table,
      recordId: id,
      op,
      onServer: onServer ? 1 : 0,
      shown: shown ? 1 : 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Keeps a carried operation with the stamps the server gave instead. */
export async function replaceCarriedOp(tx: Writer, opId: string, op: string): Promise<void> {
  await tx.updateTable('carriedOps').set({ op }).where('opId', '=', opId).execute()
}

/** The server has the operation, or refused it. A run of which nothing is left open goes as well. */
export async function removeCarriedOp(tx: Writer, opId: string): Promise<void> {
  const row = await findCarriedOp(tx, opId)
  if (!row) return
  await tx.deleteFrom('carriedOps').where('opId', '=', opId).execute()
  await tx
    .deleteFrom('carriedRuns')
    .where('run', '=', row.run)
    .where('state', '=', 'waiting')
    .where((eb) =>
      eb.not(eb.exists(eb.selectFrom('carriedOps').select('opId').where('carriedOps.run', '=', row.run))),
    )
    .execute()
}

/**
 * A record must leave the device, or what some wrote of it is not to be shown any more: it is still carried.
 * @param which all of the record's unless given
 */
export async function hideCarriedOps(
  tx: Writer,
  { table, id }: RecordKey,
  which?: readonly string[],
): Promise<void> {
  await tx
    .updateTable('carriedOps')
    .set({ shown: 0 })
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .$if(which !== undefined, (some) => some.where('opId', 'in', which ?? []))
    .execute()
}

export interface CarriedRunRow {
  readonly run: string
  readonly device: string
  readonly author: string
  readonly onServer: boolean
  readonly state: 'waiting' | 'unknown-device' | 'revoked'
  readonly operations: number
  readonly body: string
  readonly sender: string
  readonly receivedAt: string
}

/** Keeps a run of another device; one that is here already takes the place with what both hold of it. */
export async function keepCarriedRun(tx: Writer, row: CarriedRunRow): Promise<void> {
  const { onServer, ...rest } = row
  const { body, operations } = rest
  await tx
    .insertInto('carriedRuns')
    .values({ ...rest, onServer: onServer ? 1 : 0 })
    .onConflict((conflict) =>
      conflict
        .column('run')
        .doUpdateSet((eb) => ({ body, operations: eb('carriedRuns.operations', '+', operations) })),
    )
    .execute()
}

/** The body of a run that is here, or undefined. */
export async function carriedRunBody(db: Reader, run: string): Promise<string | undefined> {
  const row = await db.selectFrom('carriedRuns').select('body').where('run', '=', run).executeTakeFirst()
  return row?.body
}

/** Notes how a run of others stands with the server. */
export async function setCarriedRun(
  tx: Writer,
  run: string,
  change: { state: CarriedRunRow['state']; body?: string },
): Promise<void> {
  await tx.updateTable('carriedRuns').set(change).where('run', '=', run).execute()
}

/** Lets go of a run with all its operations. */
export async function removeCarriedRun(tx: Writer, run: string): Promise<void> {
  await tx.deleteFrom('carriedRuns').where('run', '=', run).execute()
  await tx.deleteFrom('carriedOps').where('run', '=', run).execute()
}

/** Runs of others that are here, in the order they came: what builds on another one comes after it. */
export async function carriedRuns(db: Reader): Promise<CarriedRunRow[]> {
  const rows = await db.selectFrom('carriedRuns').selectAll().orderBy(sql`rowid`).execute()
  return rows.map(({ onServer, state, ...row }) => ({
    ...row,
    onServer: onServer === 1,
    state: state === 'revoked' || state === 'unknown-device' ? state : 'waiting',
  }))
}

/** Carried operations that are, as far as known, not on the server, by the device that made them. */
export async function carriedCounts(db: Reader): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('carriedOps')
    .select(['run', sql<number>`count(*)`.as('n')])
    .groupBy('run')
    .execute()
  return new Map(rows.map(({ run, n }) => [run, n]))
}

/** Operations of a run, with the records they are on. */
export async function carriedOpsOfRun(
  db: Reader,
  run: string,
): Promise<(RecordKey & { opId: string; op: string })[]> {
  return db
    .selectFrom('carriedOps')
    .select(['tableName as table', 'recordId as id', 'opId', 'op'])
    .where('run', '=', run)
    .orderBy('opId')
    .execute()
}

/** Records that others' operations lie over. */
export async function carriedRecords(db: Reader): Promise<RecordKey[]> {
  return db
    .selectFrom('carriedOps')
    .select(['tableName as table', 'recordId as id'])
    .where('shown', '=', 1)
    .groupBy(['tableName', 'recordId'])
    .execute()
}

/** Notes that a bundle was taken over, and when. */
export async function noteBundleRead(tx: Writer, id: string, sender: string, readAt: string): Promise<void> {
  await tx
    .insertInto('bundlesRead')
    .values({ id, sender, readAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** When a bundle was taken over; null when it was not. */
export async function bundleReadAt(db: Reader, id: string): Promise<string | null> {
  const row = await db.selectFrom('bundlesRead').select('readAt').where('id', '=', id).executeTakeFirst()
  return row?.readAt ?? null
}

/** Remembers which stamp the server put in the place of which. */
export async function noteReplacedStamps(tx: Writer, oldToNew: ReadonlyMap<string, string>): Promise<void> {
  for (const [oldHlc, newHlc] of oldToNew)
    await tx
      .insertInto('replacedStamps')
      .values({ oldHlc, newHlc })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

/** Those of the stamps that the server replaced, with what stands there now. */
export async function replacedStamps(db: Reader, stamps: readonly string[]): Promise<Map<string, string>> {
  if (stamps.length === 0) return new Map()
  const rows = await db
    .selectFrom('replacedStamps')
    .selectAll()
    .where('oldHlc', 'in', [...new Set(stamps)])
    .execute()
  return new Map(rows.map(({ oldHlc, newHlc }) => [oldHlc, newHlc]))
}
