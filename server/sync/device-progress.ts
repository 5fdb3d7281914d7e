import { sql } from 'kysely'
import type { Database } from '../database/open-database.ts'

export interface Progress {
  readonly device: string
  /** What the device has applied of each scope. */
  readonly cursors: ReadonlyMap<string, number>
  /** Operations that wait on the device; null when it does not say. */
  readonly waiting: number | null
  readonly now: Date
}

/**
 * Keeps what a device says of itself when it asks for changes: how far it has come, so that nothing it lacks is
 * thrown away, and whether it has handed everything in, which colleagues see as the freshness of the data.
 */
export async function noteProgress(db: Database, progress: Progress): Promise<void> {
  const { device, cursors, waiting, now } = progress
  await sql`
    insert into device_cursors (device, scope, seq, at)
    select ${device}::uuid, scope, seq, ${now}
    from unnest(${[...cursors.keys()]}::text[], ${[...cursors.values()]}::bigint[]) as said (scope, seq)
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
