import { sql } from 'kysely'
import { belowScope, orgScope, tripScope, unitScope, userScope } from '#shared/domain/scopes.ts'
import type { Rights } from '#shared/sync/rights.ts'
import type { Database } from '../database/open-database.ts'

/** Reads a user's rights. A user without a record has none beyond the organisation's own. */
export async function rightsOf(
  db: Database,
  userId: string,
): Promise<Rights & { grants: readonly string[] }> {
  const { rows } = await sql<{
    role: string | null
    below: string[]
    above: string[]
    joined: string[]
    trips: string[]
    living: string[]
  }>`
    with recursive own as materialized (
      select data->>'unitId' as unit, data->>'role' as role from records
      where table_name = 'users' and id = ${userId}
    ), below (id) as (
      select unit from own
      union
      select records.id::text from records join below on records.data->>'parentId' = below.id
      where records.table_name = 'units'
    ), above (id) as (
      select unit from own
      union
      select records.data->>'parentId' from records join above on records.id::text = above.id
      where records.table_name = 'units'
    ), units as materialized (
      select array(select id from below where id is not null) as below,
        array(select id from above where id is not null and id not in (select unit from own)) as above
    ), joined as materialized (
      select distinct data->>'tripId' as id from records
      where table_name = 'tripMembers' and data->>'userId' = ${userId}
        and life <> 'deleted' and data->>'tripId' is not null
    ), trips as materialized (
      select id, life from records
      where table_name = 'trips' and data->>'unitId' = any((select below from units)::text[])
      union
      select id, life from records
      where table_name = 'trips' and id = any(array(select id::uuid from joined where id ~ ${uuidPattern.source}))
    )
    select (select role from own) as role, units.below, units.above,
      array(select id from joined) as joined, array(select id::text from trips order by trips.id) as trips,
      array(select id::text from trips where life <> 'deleted' order by trips.id) as living
    from units`.execute(db)
  const { role = null, below = [], above = [], joined = [], trips = [], living = [] } = rows[0] ?? {}
  return {
    userId,
    role,
    units: new Set(below),
    trips: new Set([...joined, ...trips]),
    grants: [
      orgScope,
      userScope(userId),
      ...living.map(tripScope),
      ...below.map(unitScope).sort(),
      ...above.map(belowScope).sort(),
    ],
  }
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether a text can be compared with an identifier column: lower case, as PostgreSQL prints it. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && uuidPattern.test(value)
}
