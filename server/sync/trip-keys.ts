import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { v7 } from 'uuid'
import { RecordId } from '#shared/domain/entity.ts'
import { type PushResult, takenStatuses } from '#shared/sync/protocol.ts'
import { publish } from '../administration/publish.ts'
import type { Database } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import { isUuid } from './rights.ts'

const keyLock = 0x0b0e

/**
 * Gives every trip that these operations touched its key, and a fresh one where a member was taken off or replaced:
 * who left can read what was written for the trip before, not what is written after.
 * @param ops that were taken
 */
export async function keepTripKeys(db: Database, ops: readonly unknown[], nowMs: number): Promise<void> {
  const trips = new Set(ops.flatMap(tripOf))
  const left = await tripsLeft(db, ops)
  for (const trip of new Set([...trips, ...left])) await keepTripKey(db, trip, left.has(trip), nowMs)
}

/** Those of these operations that the server has taken, as their results say. */
export function takenAmong(ops: readonly unknown[], results: readonly PushResult[]): readonly unknown[] {
  const taken = new Set(
    results.filter(({ status }) => takenStatuses.includes(status)).map(({ opId }) => opId),
  )
  return ops.filter(
    (op) => typeof op === 'object' && op !== null && 'opId' in op && taken.has(String(op.opId)),
  )
}

/** Trips without a key: for those that were made before there were keys. */
export async function giveMissingTripKeys(db: Database, nowMs: number): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from records trips where table_name = 'trips' and life <> 'deleted' and not exists (
      select from records keys where keys.table_name = 'tripKeys' and keys.data->>'tripId' = trips.id::text)
    order by id`.execute(db)
  for (const { id } of rows) await keepTripKey(db, id, false, nowMs)
}

async function keepTripKey(db: Database, trip: string, fresh: boolean, nowMs: number): Promise<void> {
  await transact(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(keyLock)}, hashtext(${trip}))`.execute(tx)
    const { rows } = await sql<{ unit: string | null; has: boolean }>`
      select data->>'unitId' as unit, exists (
        select from records where table_name = 'tripKeys' and data->>'tripId' = ${trip}) as has
      from records where table_name = 'trips' and id = ${trip} and life <> 'deleted'`.execute(tx)
    const [found] = rows
    // A newer version may write a trip of no unit: it has no key, and nobody waits for one.
    if (!found || !RecordId.safeParse(found.unit).success || (found.has && !fresh)) return
    const values = { tripId: trip, unitId: found.unit, key: randomBytes(32).toString('base64url') }
    await publish(tx, 'tripKeys', v7({ msecs: nowMs }), values, nowMs)
  })
}

function tripOf(op: unknown): string[] {
  if (typeof op !== 'object' || op === null || !('table' in op) || !('id' in op)) return []
  return op.table === 'trips' && isUuid(op.id) ? [op.id] : []
}

/** Trips whose members these operations took off, or whose membership they gave to somebody else. */
async function tripsLeft(db: Database, ops: readonly unknown[]): Promise<Set<string>> {
  const members = ops.flatMap(memberOf)
  if (members.length === 0) return new Set()
  const removed = members.flatMap(({ id, kind }) => (kind === 'delete' ? [id] : []))
  const replaced = members.flatMap(({ id, kind }) => (kind === 'delete' ? [] : [id]))
  const { rows } = await sql<{ trip: string }>`
    select distinct data->>'tripId' as trip from records
    where table_name = 'tripMembers' and (
      (id = any(${removed}::uuid[]) and life = 'deleted' and data->>'userId' is not null)
      or id = any(${replaced}::uuid[])
    )`.execute(db)
  return new Set(rows.map(({ trip }) => trip).filter(isUuid))
}

/** The membership that an operation ends for somebody. */
function memberOf(op: unknown): { id: string; kind: unknown }[] {
  if (typeof op !== 'object' || op === null) return []
  const { table, kind, id, fields } = op as {
    table?: unknown
    kind?: unknown
    id?: unknown
    fields?: unknown
  }
  if (table !== 'tripMembers' || !isUuid(id)) return []
  const written = typeof fields === 'object' && fields !== null ? fields : {}
  const gives = Object.hasOwn(written, 'userId') && !Object.hasOwn(written, 'createdBy')
  return kind === 'delete' || gives ? [{ id, kind }] : []
}
