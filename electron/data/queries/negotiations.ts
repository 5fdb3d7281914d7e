import type { Safety } from '#shared/contract/records.ts'
import type { NegotiationRound, NegotiationTopic } from '#shared/domain/negotiations.ts'
import type { Reader } from '../database/schema.ts'
import { safetyOf } from './safety.ts'

export interface LedgerOwner {
  readonly enterpriseId: string | null
  readonly projectId: string | null
}

/** Topics of an enterprise or of a project, in the order in which they are shown. */
export async function topicsOf(
  db: Reader,
  { enterpriseId, projectId }: LedgerOwner,
): Promise<(NegotiationTopic & { readonly safety: Safety })[]> {
  return db
    .selectFrom('negotiationTopics as t')
    .selectAll('t')
    .select(safetyOf('negotiationTopics', 't.id').as('safety'))
    .$if(enterpriseId !== null, (query) => query.where('t.enterpriseId', '=', enterpriseId ?? ''))
    .$if(projectId !== null, (query) => query.where('t.projectId', '=', projectId))
    .orderBy('t.position', (order) => order.asc().nullsLast())
    .orderBy('t.createdAt')
    .orderBy('t.id')
    .limit(500)
    .execute()
}

export interface RoundRow extends NegotiationRound {
  readonly authorName: string | null
  readonly visitType: string | null
  readonly safety: Safety
}

/** What was said of these topics, round by round. */
export async function roundsOf(db: Reader, topicIds: readonly string[]): Promise<RoundRow[]> {
  if (topicIds.length === 0) return []
  return db
    .selectFrom('negotiationRounds as r')
    .leftJoin('users as u', 'u.id', 'r.createdBy')
    .leftJoin('visits as v', 'v.id', 'r.visitId')
    .selectAll('r')
    .select([
      'u.name as authorName',
      'v.type as visitType',
      safetyOf('negotiationRounds', 'r.id').as('safety'),
    ])
    .where('r.topicId', 'in', topicIds)
    .orderBy('r.occurredOn')
    .orderBy('r.id')
    .execute()
}
