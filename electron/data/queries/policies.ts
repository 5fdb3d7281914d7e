import { type SqlBool, sql } from 'kysely'
import type { z } from 'zod'
import type { PolicyFilter } from '#shared/contract/policies.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import type { Policy } from '#shared/domain/policies.ts'
import type { Reader } from '../database/schema.ts'

/** The list's filter; `ids`, where given, are the policies that say what was typed. */
export type PolicyQuery = Omit<z.output<typeof PolicyFilter>, 'text'> & {
  readonly ids: readonly string[] | null
  readonly today: CalendarDate
}

/** A published policy, or undefined. */
export async function findPolicy(db: Reader, id: string): Promise<Policy | undefined> {
  return db.selectFrom('policies').selectAll().where('id', '=', id).executeTakeFirst()
}

/** One page of the list, the newest first. */
export async function policiesMatching(db: Reader, filter: PolicyQuery) {
  return matching(db, filter)
    .select(['id', 'title', 'level', 'docNo', 'issuer', 'validFrom', 'validTo', 'industries'])
    .orderBy('validFrom', 'desc')
    .orderBy('title')
    .orderBy('id')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute()
}

/** How many policies the filter finds. */
export async function countPolicies(db: Reader, filter: PolicyQuery): Promise<number> {
  const row = await matching(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

function matching(db: Reader, { ids, level, onlyInForce, today }: PolicyQuery) {
  return db
    .selectFrom('policies')
    .$if(ids !== null, (query) =>
      query.where('id', 'in', sql<string>`(select value from json_each(${JSON.stringify(ids)}))`),
    )
    .$if(level !== null, (query) => query.where('level', '=', level))
    .$if(onlyInForce, (query) =>
      query
        .where(sql<SqlBool>`coalesce(valid_from, '') <= ${today}`)
        .where(sql<SqlBool>`coalesce(valid_to, '9') >= ${today}`),
    )
}
