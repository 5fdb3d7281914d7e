import { sql } from 'kysely'
import type { FollowUpRow } from '#shared/contract/promises.ts'
import type { FollowUp } from '#shared/domain/follow-ups.ts'
import type { Reader } from '../database/schema.ts'
import type { PromiseQuery } from './promise-filter.ts'
import { anywhere, safetyOf } from './safety.ts'

/** A living follow-up, or undefined. */
export async function findFollowUp(db: Reader, id: string): Promise<FollowUp | undefined> {
  return db.selectFrom('followUps').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Follow-ups that came from the given visits. */
export async function followUpsOfVisits(db: Reader, visitIds: readonly string[]): Promise<FollowUp[]> {
  return db
    .selectFrom('followUps')
    .selectAll()
    .where('visitId', 'in', sql<string>`(select value from json_each(${JSON.stringify(visitIds)}))`)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
}

/** One page of the list, the one due first at the top. */
export async function followUpsMatching(
  db: Reader,
  filter: PromiseQuery,
): Promise<Omit<FollowUpRow, 'overdue'>[]> {
  return matching(db, filter)
    .leftJoin('enterprises as e', 'e.id', 'f.enterpriseId')
    .selectAll('f')
    .select(['e.name as enterpriseName', safetyOf('followUps', 'f.id').as('safety')])
    .orderBy('f.dueOn', (order) => order.asc().nullsLast())
    .orderBy('f.createdAt', 'desc')
    .orderBy('f.id')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute()
}

/** How many follow-ups the filter finds. */
export async function countFollowUps(db: Reader, filter: PromiseQuery): Promise<number> {
  const row = await matching(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

/** Mine is what I am to do, and what I wrote down without naming anybody. */
function matching(db: Reader, { text, enterpriseId, show, today, mine }: PromiseQuery) {
  const part = anywhere(text)
  return db
    .selectFrom('followUps as f')
    .$if(text.trim() !== '', (query) =>
      query.where(sql<boolean>`(
        f.title like ${part} escape '\\' or f.owner like ${part} escape '\\'
        or f.enterprise_id in (select id from enterprises where name like ${part} escape '\\')
      )`),
    )
    .$if(enterpriseId !== null, (query) => query.where('f.enterpriseId', '=', enterpriseId))
    .$if(show !== 'all', (query) => query.where('f.doneOn', 'is', null))
    .$if(show === 'overdue', (query) => query.where('f.dueOn', '<', today))
    .$if(mine !== null, (query) =>
      query.where((eb) =>
        eb.or([
          eb('f.ownerId', '=', mine),
          eb.and([
            eb('f.ownerId', 'is', null),
            eb('f.owner', 'is', null),
            eb('f.createdBy', '=', mine ?? ''),
          ]),
        ]),
      ),
    )
}
