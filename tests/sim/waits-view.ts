import { heldOps } from '../../electron/data/queries/kept-copies.ts'
import { grantsOf } from './server-view.ts'
import type { SimDatabase } from './sim-database.ts'
import type { SimDevice } from './sim-device.ts'

/**
 * Operations of a laptop that wait for a right which their author does not have, as the judge reads it: the server has
 * the record, in no scope of the author's, and asked to wait with the change, since others may still bring what gives
 * the right (ADR 0021).
 */
export async function waitingForARight(
  device: SimDevice,
  database: SimDatabase,
): Promise<ReadonlySet<string>> {
  const held = await device.store().read(async (db) => {
    const asked = await heldOps(db)
    const rows = await db.selectFrom('outbox').select(['opId', 'tableName', 'recordId']).execute()
    return rows.filter(({ opId }) => asked.has(opId))
  })
  if (held.length === 0) return new Set()
  const grants = await grantsOf(database, device.enrolment.user.id, 'also of deleted trips')
  const known = await database.query<{ name: string; scopes: string[] }>(
    `select table_name || ' ' || id as name, scopes from records where id::text = any($1)`,
    [held.map(({ recordId }) => recordId)],
  )
  const foreign = new Set(
    known.filter(({ scopes }) => !scopes.some((scope) => grants.includes(scope))).map(({ name }) => name),
  )
  return new Set(
    held.filter(({ tableName, recordId }) => foreign.has(`${tableName} ${recordId}`)).map(({ opId }) => opId),
  )
}
