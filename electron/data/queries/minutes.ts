import { sql } from 'kysely'
import type { MinutesRow } from '#shared/contract/minutes.ts'
import type { Minutes } from '#shared/domain/minutes.ts'
import type { Reader } from '../database/schema.ts'
import { safetyOf } from './safety.ts'

/** Living minutes, or undefined. */
export async function findMinutes(db: Reader, id: string): Promise<Minutes | undefined> {
  return db.selectFrom('minutes').selectAll().where('id', '=', id).executeTakeFirst()
}

export interface MinutesFilter {
  readonly enterpriseId: string | null
  readonly visitId: string | null
  readonly tripId: string | null
}

/** Minutes of an enterprise, a visit or a trip, newest first. */
export async function minutesOf(db: Reader, filter: MinutesFilter): Promise<MinutesRow[]> {
  const { enterpriseId, visitId, tripId } = filter
  return db
    .selectFrom('minutes as m')
    .leftJoin('users as u', 'u.id', 'm.createdBy')
    .select([
      'm.id',
      'm.title',
      'm.occurredOn',
      'm.place',
      'm.visitId',
      'm.confidentiality',
      'u.name as authorName',
      sql<number>`json_array_length(coalesce(m.demands, '[]'))`.as('demands'),
      sql<number>`json_array_length(coalesce(m.agreed, '[]'))`.as('agreed'),
      safetyOf('minutes', 'm.id').as('safety'),
    ])
    .$if(enterpriseId !== null, (query) => query.where('m.enterpriseId', '=', enterpriseId ?? ''))
    .$if(visitId !== null, (query) => query.where('m.visitId', '=', visitId))
    .$if(tripId !== null, (query) => query.where('m.tripId', '=', tripId))
    .orderBy('m.occurredOn', 'desc')
    .orderBy('m.id', 'desc')
    .limit(500)
    .execute()
}
