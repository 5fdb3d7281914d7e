import { sql } from 'kysely'
import type { Database } from '../database/open-database.ts'
import { rightsOf } from './rights.ts'

/** A device that was silent for longer does not hold up what is said of its user. */
const silentDays = 60

export interface PersonFreshness {
  readonly userId: string
  readonly syncedThrough: string | null
}

/**
 * Up to when each person in sight of a user (own units and below, members of own trips) has handed everything in:
 * the earliest of their devices counts. Null when a device of theirs never said that nothing waits, or they have none.
 */
export async function freshnessFor(db: Database, userId: string, now: Date): Promise<PersonFreshness[]> {
  const { units, trips } = await rightsOf(db, userId)
  const { rows } = await sql<{ user_id: string; handed_in: Date | null }>`
    with people as (
      select id::text as id from records
      where table_name = 'users' and life <> 'deleted' and data->>'unitId' = any(${[...units]}::text[])
      union
      select data->>'userId' from records
      where table_name = 'tripMembers' and life <> 'deleted' and data->>'userId' is not null
        and data->>'tripId' = any(${[...trips]}::text[])
    )
    select people.id as user_id,
      case when bool_or(devices.handed_in_at is null) then null else min(devices.handed_in_at) end as handed_in
    from people left join devices on devices.user_id::text = people.id and devices.revoked_at is null
      and (devices.token_hash is not null or devices.waiting > 0)
      and devices.last_seen_at > ${now}::timestamptz - make_interval(days => ${silentDays})
    group by people.id order by people.id`.execute(db)
  return rows.map(({ user_id, handed_in }) => ({
    userId: user_id,
    syncedThrough: handed_in?.toISOString() ?? null,
  }))
}
