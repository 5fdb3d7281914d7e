import { sql } from 'kysely'
import type { DemandRow } from '#shared/contract/promises.ts'
import { type Demand, openDemandStates } from '#shared/domain/demands.ts'
import type { Reader } from '../database/schema.ts'
import type { PromiseQuery } from './promise-filter.ts'
import { anywhere, safetyOf } from './safety.ts'

/** Demands captured in the given visits. */
export async function demandsOfVisits(db: Reader, visitIds: readonly string[]): Promise<Demand[]> {
  return db
    .selectFrom('demands')
    .selectAll()
    .where('visitId', 'in', sql<string>`(select value from json_each(${JSON.stringify(visitIds)}))`)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
}

/** One page of the list, the one due first at the top. */
export async function demandsMatching(
  db: Reader,
  filter: PromiseQuery,
): Promise<Omit<DemandRow, 'overdue'>[]> {
  return matching(db, filter)
    .leftJoin('enterprises as e', 'e.id', 'd.enterpriseId')
    .selectAll('d')
    .select(['e.name as enterpriseName', safetyOf('demands', 'd.id').as('safety')])
    .orderBy('d.dueOn', (order) => order.asc().nullsLast())
    .orderBy('d.createdAt', 'desc')
    .orderBy('d.id')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute()
}

/** How many demands the filter finds. */
export async function countDemands(db: Reader, filter: PromiseQuery): Promise<number> {
  const row = await matching(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

function matching(db: Reader, { text, enterpriseId, show, today, mine }: PromiseQuery) {
  const part = anywhere(text)
  return db
    .selectFrom('demands as d')
    .$if(text.trim() !== '', (query) =>
      query.where(sql<boolean>`(
        d.content like ${part} escape '\\' or d.responsible like ${part} escape '\\'
        or d.enterprise_id in (select id from enterprises where name like ${part} escape '\\')
      )`),
    )
    .$if(enterpriseId !== null, (query) => query.where('d.enterpriseId', '=', enterpriseId ?? ''))
    .$if(show !== 'all', (query) => query.where('d.state', 'in', openDemandStates))
    .$if(show === 'overdue', (query) => query.where('d.dueOn', '<', today))
    .$if(mine !== null, (query) => query.where('d.createdBy', '=', mine ?? ''))
}
