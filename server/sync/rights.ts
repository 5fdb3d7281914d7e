import { sql } from 'kysely'
import { belowScope, orgScope, tripScope, unitScope, userScope } from '#shared/domain/scopes.ts'
import type { Database } from '../database/open-database.ts'

/** What a user may read and write, as a function of the records as they are now. */
export interface Rights {
  readonly userId: string
  /** The user's role, null without a record. */
  readonly role: string | null
  /** The user's unit and every unit below it. */
  readonly units: ReadonlySet<string>
  /** Trips the user is a member of or whose unit is one of `units`, ended and deleted ones too. */
  readonly trips: ReadonlySet<string>
}

/**
 * Whether records of a scope are the user's to read and to write into. What a unit hands down is read by those below
 * it, but written by those who hold the unit itself.
 */
export function holds(rights: Rights, scope: string): boolean {
  if (scope === orgScope || scope === userScope(rights.userId)) return true
  const [kind, id = ''] = scope.split(':', 2)
  const ofUnit = kind === 'unit' || kind === 'below'
  return (ofUnit && rights.units.has(id)) || (kind === 'trip' && rights.trips.has(id))
}

/** Reads a user's rights. A user without a record has none beyond the organisation's own. */
export async function rightsOf(
  db: Database,
  userId: string,
): Promise<Rights & { grants: readonly string[] }> {
  const units = await unitsOf(db, userId)
  const memberships = await sql<{ trip: string }>`
    select distinct data->>'tripId' as trip from records
    where table_name = 'tripMembers' and data->>'userId' = ${userId}
      and life <> 'deleted' and data->>'tripId' is not null`.execute(db)
  const joined = memberships.rows.map(({ trip }) => trip)
  const trips = await sql<{ id: string; life: string }>`
    select id, life from records where table_name = 'trips' and data->>'unitId' = any(${units}::text[])
    union
    select id, life from records where table_name = 'trips' and id = any(${joined.filter(isUuid)}::uuid[])
    order by id`.execute(db)
  const roles = await sql<{ role: string | null }>`
    select data->>'role' as role from records where table_name = 'users' and id = ${userId}`.execute(db)
  const living = trips.rows.filter(({ life }) => life !== 'deleted')
  return {
    userId,
    role: roles.rows[0]?.role ?? null,
    units: new Set(units),
    trips: new Set([...joined, ...trips.rows.map(({ id }) => id)]),
    grants: [
      orgScope,
      userScope(userId),
      ...living.map(({ id }) => tripScope(id)),
      ...units.map(unitScope).sort(),
      ...(await unitsAbove(db, userId)).map(belowScope).sort(),
    ],
  }
}

async function unitsOf(db: Database, userId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive below (id) as (
      select data->>'unitId' from records where table_name = 'users' and id = ${userId}
      union
      select records.id::text from records join below on records.data->>'parentId' = below.id
      where records.table_name = 'units'
    )
    select id from below where id is not null`.execute(db)
  return rows.map(({ id }) => id)
}

/** The units above a user's own, whose word goes down to it. */
async function unitsAbove(db: Database, userId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive own (id) as (
      select data->>'unitId' from records where table_name = 'users' and id = ${userId}
    ), above (id) as (
      select id from own
      union
      select records.data->>'parentId' from records join above on records.id::text = above.id
      where records.table_name = 'units'
    )
    select id from above where id is not null and id not in (select id from own where id is not null)`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

/** Whether a text can be compared with an identifier column: lower case, as PostgreSQL prints it. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
}
