import { sql } from 'kysely'
import { orgScope, tripScope, unitScope, userScope } from '#shared/domain/scopes.ts'
import { worthSnapshot } from '#shared/sync/snapshot.ts'
import type { Database } from '../database/open-database.ts'
import { rightsOf } from './rights.ts'

export interface ScopeHead {
  readonly scope: string
  readonly head: number
  /** Not needed for today's work. */
  readonly archive: boolean
  /** About so many bytes travel when it is read: reckoned, not measured. */
  readonly bytes: number
}

/** What gzip leaves of the changes of a library; measured on the bench's records. */
const compressed = 0.2
/** Latest changes from which the size of all is reckoned. */
const sampled = 200

/**
 * Granted scopes that are large enough for a snapshot, the most useful first: the user's own, trips that are under
 * way or begin within 30 days, the organisation and what units above hand down, the user's unit, other units, then past and far trips.
 * @param today local calendar day, yyyy-mm-dd
 */
export async function scopesWorthSnapshot(db: Database, userId: string, today: string): Promise<ScopeHead[]> {
  const { grants } = await rightsOf(db, userId)
  const { rows } = await sql<{ id: string; max_seq: number; usual: number | null }>`
    select id, max_seq, (
      select avg(size)::float8 from change where scope = scope.id and seq > max_seq - ${sql.lit(sampled)}
    ) as usual
    from scope where id = any(${grants}::text[]) and max_seq >= ${worthSnapshot}`.execute(db)
  const near = new Set(await nearTrips(db, today))
  const { rows: own } = await sql<{ unit: string | null }>`
    select data->>'unitId' as unit from records where table_name = 'users' and id = ${userId}`.execute(db)
  const rank = (scope: string): number => {
    if (scope === userScope(userId)) return 0
    if (near.has(scope)) return 1
    if (scope === orgScope || scope.startsWith('below:')) return 2
    if (scope === unitScope(own[0]?.unit ?? '')) return 3
    return scope.startsWith('unit:') ? firstOfArchive : 5
  }
  return rows
    .map(({ id, max_seq, usual }) => ({
      scope: id,
      head: max_seq,
      archive: rank(id) >= firstOfArchive,
      bytes: Math.round(max_seq * (usual ?? 0) * compressed),
    }))
    .sort((a, b) => rank(a.scope) - rank(b.scope) || (a.scope < b.scope ? -1 : 1))
}

const firstOfArchive = 4
const daysAhead = 30

async function nearTrips(db: Database, today: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id::text as id from records where table_name = 'trips' and life <> 'deleted'
      and data->>'endOn' >= ${today}
      and data->>'startOn' <= (${today}::date + ${sql.lit(daysAhead)})::text`.execute(db)
  return rows.map(({ id }) => tripScope(id))
}
