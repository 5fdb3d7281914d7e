import { sql } from 'kysely'
import type { Database } from '../database/open-database.ts'

export interface Progress {
  readonly device: string
  /** The scopes that its user may read. */
  readonly grants: readonly string[]
  /** What the device says it has applied of each scope. */
  readonly cursors: ReadonlyMap<string, number>
  /** Operations that wait on the device; null when it does not say. */
  readonly waiting: number | null
  readonly now: Date
}

/**
 * Keeps what a device says of itself when it asks for changes: how far it has come, so that nothing it lacks is
 * thrown away, and whether it has handed everything in, which colleagues see as the freshness of the data.
 * Of a scope that its user may not read nothing is kept: names that somebody made up would fill the table, and what a
 * scope of others keeps for its readers is not theirs to say.
 */
export async function noteProgress(db: Database, progress: Progress): Promise<void> {
  const { device, grants, cursors, waiting, now } = progress
  const granted = grants.filter((scope) => cursors.has(scope))
  await sql`
    insert into device_cursors (device, scope, seq, at)
    select ${device}::uuid, scope, seq, ${now}
    from unnest(${granted}::text[], ${granted.map((scope) => cursors.get(scope))}::bigint[]) as said (scope, seq)
    on conflict (device, scope) do update set seq = excluded.seq, at = excluded.at
    where device_cursors.seq <> excluded.seq or device_cursors.at < excluded.at - interval '1 hour'`.execute(
    db,
  )
  if (waiting === null) return
  await sql`
    update devices set waiting = ${waiting},
      handed_in_at = case when ${waiting} = 0 then ${now}::timestamptz else handed_in_at end
    where id = ${device}`.execute(db)
}
