import { sql } from 'kysely'
import type { Safety } from '#shared/contract/records.ts'
import type { Commitment } from '#shared/domain/commitments.ts'
import type { Demand } from '#shared/domain/demands.ts'
import type { FollowUp } from '#shared/domain/follow-ups.ts'
import type { Note } from '#shared/domain/notes.ts'
import type { Visit } from '#shared/domain/visits.ts'
import type { Reader } from '../database/schema.ts'
import { safetyOf } from './safety.ts'

interface Shown {
  readonly authorName: string | null
  readonly safety: Safety
}

/** Everything that happened with one enterprise, each kind newest first. */
export interface EnterpriseHistory {
  readonly visits: readonly (Visit & Shown)[]
  readonly notes: readonly (Note & Shown & { readonly text: string })[]
  readonly demands: readonly (Demand & Shown)[]
  readonly commitments: readonly (Commitment & Shown)[]
  readonly followUps: readonly (FollowUp & Shown)[]
}

const most = 500

/** Gathers the history of an enterprise, one statement a table. */
export async function historyOf(db: Reader, enterpriseId: string): Promise<EnterpriseHistory> {
  return {
    visits: await db
      .selectFrom('visits as r')
      .leftJoin('users as u', 'u.id', 'r.createdBy')
      .selectAll('r')
      .select(['u.name as authorName', safetyOf('visits', 'r.id').as('safety')])
      .where('r.enterpriseId', '=', enterpriseId)
      .orderBy('r.occurredOn', 'desc')
      .orderBy('r.id', 'desc')
      .limit(most)
      .execute(),
    notes: await db
      .selectFrom('notes as r')
      .leftJoin('users as u', 'u.id', 'r.createdBy')
      .leftJoin('noteTexts as t', 't.noteId', 'r.id')
      .selectAll('r')
      .select([
        'u.name as authorName',
        sql<string>`coalesce(t.plain, r.body, '')`.as('text'),
        safetyOf('notes', 'r.id').as('safety'),
      ])
      .where('r.enterpriseId', '=', enterpriseId)
      .orderBy('r.occurredOn', 'desc')
      .orderBy('r.id', 'desc')
      .limit(most)
      .execute(),
    demands: await madeLately(db, 'demands', enterpriseId),
    commitments: await madeLately(db, 'commitments', enterpriseId),
    followUps: await madeLately(db, 'followUps', enterpriseId),
  }
}

interface Made {
  demands: Demand
  commitments: Commitment
  followUps: FollowUp
}

async function madeLately<T extends keyof Made>(
  db: Reader,
  table: T,
  enterpriseId: string,
): Promise<(Made[T] & Shown)[]> {
  // The columns named here are those that the three have in common.
  const rows: unknown = await db
    .selectFrom(`${table} as r` as 'demands as r')
    .leftJoin('users as u', 'u.id', 'r.createdBy')
    .selectAll('r')
    .select(['u.name as authorName', safetyOf(table, 'r.id').as('safety')])
    .where('r.enterpriseId', '=', enterpriseId)
    .orderBy('r.createdAt', 'desc')
    .orderBy('r.id', 'desc')
    .limit(most)
    .execute()
  return rows as (Made[T] & Shown)[]
}
