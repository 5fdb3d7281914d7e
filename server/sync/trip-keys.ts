import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { v7 } from 'uuid'
import { publish } from '../administration/publish.ts'
import type { Database } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import { isUuid } from './rights.ts'

const keyLock = 0x0b0e

/**
 * Gives every trip that these operations touched its key, and a fresh one where a member was taken off: who left can
 * read what was written for the trip before, not what is written after.
 */
export async function keepTripKeys(db: Database, ops: readonly unknown[], nowMs: number): Promise<void> {
  const trips = new Set(ops.flatMap(tripOf))
  const left = await tripsLeft(db, ops)
  for (const trip of new Set([...trips, ...left])) await keepTripKey(db, trip, left.has(trip), nowMs)
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
    const { rows } = await sql<{ unit: string; has: boolean }>`
      select data->>'unitId' as unit, exists (
        select from records where table_name = 'tripKeys' and data->>'tripId' = ${trip}) as has
      from records where table_name = 'trips' and id = ${trip} and life <> 'deleted'`.execute(tx)
    const [found] = rows
    if (!found || (found.has && !fresh)) return
    const values = { tripId: trip, unitId: found.unit, key: randomBytes(32).toString('base64url') }
    await publish(tx, 'tripKeys', v7({ msecs: nowMs }), values, nowMs)
  })
}

function tripOf(op: unknown): string[] {
  if (typeof op !== 'object' || op === null || !('table' in op) || !('id' in op)) return []
  return op.table === 'trips' && isUuid(op.id) ? [op.id] : []
}

/** Trips whose members these operations took off. */
async function tripsLeft(db: Database, ops: readonly unknown[]): Promise<Set<string>> {
  const members = ops.flatMap((op) => {
    if (typeof op !== 'object' || op === null) return []
    const { table, kind, id } = op as { table?: unknown; kind?: unknown; id?: unknown }
    return table === 'tripMembers' && kind === 'delete' && isUuid(id) ? [id] : []
  })
  if (members.length === 0) return new Set()
  const { rows } = await sql<{ trip: string }>`
    select distinct data->>'tripId' as trip from records
    where table_name = 'tripMembers' and life = 'deleted' and id = any(${members}::uuid[])
      and data->>'userId' is not null`.execute(db)
  return new Set(rows.map(({ trip }) => trip).filter(isUuid))
}
