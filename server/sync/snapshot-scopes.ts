import { sql } from 'kysely'
import { orgScope, tripScope, unitScope, userScope } from '#shared/domain/scopes.ts'
import { worthSnapshot } from '#shared/sync/snapshot.ts'
import type { Database } from '../database/open-database.ts'
import { rightsOf } from './rights.ts'

export interface ScopeHead {
  readonly scope: string
  readonly head: number
}

/**
 * Granted scopes that are large enough for a snapshot, the most useful first: the user's own, trips that are under
 * way or begin within 30 days, the organisation, the user's unit, other units, then past and far trips.
 * @param today local calendar day, yyyy-mm-dd
 */
export async function scopesWorthSnapshot(db: Database, userId: string, today: string): Promise<ScopeHead[]> {
  const { grants } = await rightsOf(db, userId)
  const { rows } = await sql<{ id: string; max_seq: number }>`
    select id, max_seq from scope where id = any(${grants}::text[]) and max_seq >= ${worthSnapshot}`.execute(
    db,
  )
  const near = new Set(await nearTrips(db, today))
  const { rows: own } = await sql<{ unit: string | null }>`
    select data->>'unitId' as unit from records where table_name = 'users' and id = ${userId}`.execute(db)
  const rank = (scope: string): number => {
    if (scope === userScope(userId)) return 0
    if (near.has(scope)) return 1
    if (scope === orgScope) return 2
    if (scope === unitScope(own[0]?.unit ?? '')) return 3
    return scope.startsWith('unit:') ? 4 : 5
  }
  return rows
    .map(({ id, max_seq }) => ({ scope: id, head: max_seq }))
    .sort((a, b) => rank(a.scope) - rank(b.scope) || (a.scope < b.scope ? -1 : 1))
}

const daysAhead = 30

async function nearTrips(db: Database, today: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id::text as id from records where table_name = 'trips' and life <> 'deleted'
      and data->>'endOn' >= ${today}
      and data->>'startOn' <= (${today}::date + ${sql.lit(daysAhead)})::text`.execute(db)
  return rows.map(({ id }) => tripScope(id))
}
