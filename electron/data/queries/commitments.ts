import { sql } from 'kysely'
import type { CommitmentRow } from '#shared/contract/promises.ts'
import type { Commitment } from '#shared/domain/commitments.ts'
import type { Reader } from '../database/schema.ts'
import type { PromiseQuery } from './promise-filter.ts'
import { anywhere, safetyOf } from './safety.ts'

/** Commitments captured in the given visits. */
export async function commitmentsOfVisits(db: Reader, visitIds: readonly string[]): Promise<Commitment[]> {
  return db
    .selectFrom('commitments')
    .selectAll()
    .where('visitId', 'in', sql<string>`(select value from json_each(${JSON.stringify(visitIds)}))`)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
}

/** One page of the list, the one due first at the top. */
export async function commitmentsMatching(
  db: Reader,
  filter: PromiseQuery,
): Promise<Omit<CommitmentRow, 'overdue'>[]> {
  return matching(db, filter)
    .leftJoin('enterprises as e', 'e.id', 'c.enterpriseId')
    .selectAll('c')
    .select(['e.name as enterpriseName', safetyOf('commitments', 'c.id').as('safety')])
    .orderBy('c.dueOn', (order) => order.asc().nullsLast())
    .orderBy('c.createdAt', 'desc')
    .orderBy('c.id')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute()
}

/** How many commitments the filter finds. */
export async function countCommitments(db: Reader, filter: PromiseQuery): Promise<number> {
  const row = await matching(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

function matching(db: Reader, { text, enterpriseId, show, today, mine }: PromiseQuery) {
  const part = anywhere(text)
  return db
    .selectFrom('commitments as c')
    .$if(text.trim() !== '', (query) =>
      query.where(sql<boolean>`(
        c.content like ${part} escape '\\' or c.responsible like ${part} escape '\\'
        or c.made_by like ${part} escape '\\'
        or c.enterprise_id in (select id from enterprises where name like ${part} escape '\\')
      )`),
    )
    .$if(enterpriseId !== null, (query) => query.where('c.enterpriseId', '=', enterpriseId ?? ''))
    .$if(show !== 'all', (query) => query.where('c.fulfilledOn', 'is', null))
    .$if(show === 'overdue', (query) => query.where('c.dueOn', '<', today))
    .$if(mine !== null, (query) => query.where('c.createdBy', '=', mine ?? ''))
}
