import { sql } from 'kysely'
import type { z } from 'zod'
import type {
  EnterpriseFilter,
  EnterpriseSuggestion,
  EnterpriseSummary,
  RelatedEnterprise,
} from '#shared/contract/enterprises.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import { intervalByPriority } from '#shared/domain/contact-light.ts'
import { openDemandStates } from '#shared/domain/demands.ts'
import type { Enterprise } from '#shared/domain/enterprises.ts'
import type { Reader } from '../database/schema.ts'
import { safetyOf } from './safety.ts'
import { placesOf } from './spelling.ts'

/**
 * The list's filter; `cities`, where given, are those of the region that was asked for, `ids` the enterprises that say
 * what was typed.
 */
export type EnterpriseQuery = Omit<z.output<typeof EnterpriseFilter>, 'region' | 'text'> & {
  readonly cities: readonly string[] | null
  readonly ids: readonly string[] | null
  readonly today: CalendarDate
}

/** A living enterprise, or undefined. */
export async function findEnterprise(db: Reader, id: string): Promise<Enterprise | undefined> {
  return db.selectFrom('enterprises').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Living enterprises by their ids. */
export async function enterprisesByIds(db: Reader, ids: readonly string[]): Promise<Enterprise[]> {
  if (ids.length === 0) return []
  // As JSON, since an import may ask for more than SQLite takes parameters.
  return db
    .selectFrom('enterprises')
    .selectAll()
    .where('id', 'in', sql<string>`(select value from json_each(${JSON.stringify(ids)}))`)
    .execute()
}

/** One page of the list, in the order asked for, with what visits say of each enterprise. */
export async function enterprisesMatching(
  db: Reader,
  filter: EnterpriseQuery,
): Promise<Omit<EnterpriseSummary, 'light' | 'dueInDays'>[]> {
  const page = matching(db, filter)
    .select('e.id')
    .$if(filter.sort === 'updated', (query) => query.orderBy('e.updatedAt', 'desc'))
    .$if(filter.sort === 'name', (query) => query.orderBy('e.pinyin').orderBy('e.name'))
    .$if(filter.sort === 'last-visit', (query) => query.orderBy('e.lastVisitOn', 'desc'))
    .orderBy('e.id')
    .limit(filter.limit)
    .offset(filter.offset)
  const rows = await db
    .with('page', () => page)
    .selectFrom('page')
    // In this order: for the order of the rows alone SQLite would walk through all enterprises.
    .crossJoin('enterprises as e')
    .select([
      'e.id',
      'e.name',
      'e.shortName',
      'e.city',
      'e.industryChain',
      'e.badges',
      'e.priority',
      'e.status',
      'e.investIntent',
      'e.targetLevel',
      'e.targetCategory',
      'e.liaisonLeader',
      'e.isLocal',
      'e.contactIntervalDays',
      'e.updatedAt',
      'e.lastVisitOn',
      'e.visitCount',
      safetyOf('enterprises', 'e.id').as('safety'),
    ])
    .whereRef('e.id', '=', 'page.id')
    .$if(filter.sort === 'updated', (query) => query.orderBy(sql`+e.updated_at`, 'desc'))
    .$if(filter.sort === 'name', (query) => query.orderBy(sql`+e.pinyin`).orderBy('e.name'))
    .$if(filter.sort === 'last-visit', (query) => query.orderBy(sql`+e.last_visit_on`, 'desc'))
    .orderBy('e.id')
    .execute()
  return rows.map((row) => ({ ...row, isLocal: row.isLocal ?? false, updatedAt: row.updatedAt ?? '' }))
}

/** Ids of what the filter finds, `most` at most. */
export async function idsOfEnterprises(db: Reader, filter: EnterpriseQuery, most: number): Promise<string[]> {
  const rows = await matching(db, filter).select('e.id').orderBy('e.id').limit(most).execute()
  return rows.map(({ id }) => id)
}

/** The day of the last visit to an enterprise, null before the first. */
export async function lastVisitTo(db: Reader, id: string): Promise<CalendarDate | null> {
  const row = await db.selectFrom('enterprises').select('lastVisitOn').where('id', '=', id).executeTakeFirst()
  return row?.lastVisitOn ?? null
}

/** The enterprises of which one is the head, by name. */
export async function subsidiariesOf(db: Reader, id: string): Promise<RelatedEnterprise[]> {
  return db
    .selectFrom('enterprises')
    .select(['id', 'name'])
    .where('parentId', '=', id)
    .orderBy('name')
    .execute()
}

/** How many enterprises the filter finds. */
export async function countEnterprises(db: Reader, filter: EnterpriseQuery): Promise<number> {
  const row = await matching(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

function matching(db: Reader, filter: EnterpriseQuery) {
  const { ids, library, city, cities, chain, badge, badgeYear, priority, status, level } = filter
  const { light, liaisonLeader, isLocal, today } = filter
  return (
    db
      .selectFrom('enterprises as e')
      .$if(ids !== null, (query) =>
        query.where('e.id', 'in', sql<string>`(select value from json_each(${JSON.stringify(ids)}))`),
      )
      .$if(library === 'target', (query) =>
        query.where((eb) =>
          eb.or([
            eb('e.targetLevel', 'is not', null),
            eb('e.targetCategory', 'is not', null),
            eb('e.priority', 'is not', null),
          ]),
        ),
      )
      .$if(library === 'customer', (query) =>
        query.where((eb) =>
          eb.or([
            eb('e.visitCount', '>', 0),
            eb.exists(eb.selectFrom('contactPosts').select('id').whereRef('enterpriseId', '=', 'e.id')),
          ]),
        ),
      )
      .$if(library === 'project', (query) =>
        query.where((eb) =>
          eb.exists(eb.selectFrom('projects').select('id').whereRef('enterpriseId', '=', 'e.id')),
        ),
      )
      .$if(city !== null, (query) => query.where('e.city', '=', city))
      // A region is a large part of all: the list's own order is read until the page is full.
      .$if(cities !== null, (query) => query.where(sql`+e.city`, 'in', [...(cities ?? [])]))
      .$if(chain !== null, (query) => query.where('e.industryChain', '=', chain))
      // The code stands in the text as JSON writes it; no text a user types can look like that.
      .$if(badge !== null, (query) => query.where(sql<boolean>`instr(e.badges, ${`"type":"${badge}"`}) > 0`))
      .$if(priority !== null, (query) => query.where('e.priority', '=', priority))
      .$if(status !== null, (query) => query.where('e.status', '=', status))
      .$if(level !== null, (query) => query.where('e.targetLevel', '=', level))
      .$if(liaisonLeader !== null, (query) => query.where('e.liaisonLeader', '=', liaisonLeader))
      .$if(isLocal !== null, (query) =>
        query.where(sql<boolean>`coalesce(e.is_local, 0) = ${Number(isLocal)}`),
      )
      .$if(badgeYear !== null, (query) =>
        query.where(
          sql<boolean>`exists (select 1 from json_each(e.badges) badge
            where badge.value ->> '$.listYear' = ${badgeYear}
              and (${badge} is null or badge.value ->> '$.type' = ${badge}))`,
        ),
      )
      .$if(light !== null, (query) => query.where(sql<boolean>`${lightOn(today)} = ${light}`))
  )
}

/** `contactLight` (shared/domain/contact-light.ts) of each enterprise, as the list is narrowed by it. */
function lightOn(today: CalendarDate) {
  const { A, B, C } = intervalByPriority
  const interval = sql`coalesce(nullif(e.contact_interval_days, 0),
    case e.priority when 'A' then ${A} when 'B' then ${B} when 'C' then ${C} end)`
  const since = sql`cast(julianday(${today}) - julianday(e.last_visit_on) as integer)`
  return sql<string | null>`case
    when ${interval} is null then null
    when e.last_visit_on is null then 'never'
    when ${since} > ${interval} then 'red'
    when ${since} >= ${interval} - max(1, round(${interval} * 0.2)) + 1 then 'yellow'
    else 'green' end`
}

/** Cities, industry chains and liaison leaders that occur, the commoner first. */
export async function enterpriseFacets(
  db: Reader,
): Promise<{ cities: string[]; chains: string[]; leaders: string[] }> {
  return {
    cities: await valuesOf(db, 'city'),
    chains: await valuesOf(db, 'industryChain'),
    leaders: await valuesOf(db, 'liaisonLeader'),
  }
}

/** Cities in which enterprises lie. Goes from one to the next in the index, however many lie there. */
export async function citiesOfEnterprises(db: Reader): Promise<string[]> {
  const cities = sql<{ city: string }>`(
    with recursive cities (city) as (
      select min(city) from enterprises
      union all
      select (select min(city) from enterprises where city > cities.city) from cities where cities.city is not null
    )
    select city from cities where city is not null)`
  const rows = await db.selectFrom(cities.as('cities')).select('cities.city').execute()
  return rows.map(({ city }) => city)
}

async function valuesOf(db: Reader, column: 'city' | 'industryChain' | 'liaisonLeader'): Promise<string[]> {
  const rows = await db
    .selectFrom('enterprises')
    .select((eb) => [`${column} as value` as const, eb.fn.countAll<number>().as('rows')])
    .where(column, 'is not', null)
    .groupBy(column)
    .orderBy('rows', 'desc')
    .orderBy('value')
    .execute()
  return rows.flatMap(({ value }) => (value === null ? [] : [value]))
}

/** Of these enterprises and the lately visited, those called so: a name that begins with it first, then the last visit. */
export async function enterprisesCalled(
  db: Reader,
  plain: string,
  {
    ids,
    lately,
    limit,
  }: { readonly ids: readonly string[]; readonly lately: number; readonly limit: number },
): Promise<EnterpriseSuggestion[]> {
  const places = [sql`name_norm`, sql`short_name`, sql`initials`, sql`pinyin`]
  const begins = sql<number>`coalesce(${sql.join(
    places.map((place) => sql`instr(${place}, ${plain}) = 1`),
    sql` or `,
  )}, 0)`
  const visited = sql`select id from enterprises where last_visit_on is not null
    order by last_visit_on desc, id limit ${lately}`
  return db
    .selectFrom('enterprises')
    .select(['id', 'name', 'city', 'lastVisitOn'])
    .where(
      sql<boolean>`id in (select value from json_each(${JSON.stringify(ids)}) union select * from (${visited}))`,
    )
    .where(sql<boolean>`(${sql.join(placesOf(plain), sql` or `)})`)
    .orderBy(begins, 'desc')
    .orderBy('lastVisitOn', (order) => order.desc().nullsLast())
    .orderBy('nameNorm')
    .limit(limit)
    .execute()
}

/** Enterprises received in bulk whose spelling is not made yet: they stand together at the beginning of the index. */
export async function unspelledNamed(
  db: Reader,
  plain: string,
  limit: number,
): Promise<EnterpriseSuggestion[]> {
  if (plain === '') return []
  const rows = await db
    .selectFrom('enterprises')
    .select(['id', 'name', 'city'])
    .where('nameNorm', 'is', null)
    .where(sql<boolean>`instr(lower(name), ${plain}) > 0`)
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...row, lastVisitOn: null }))
}

/** The enterprises that were visited last. */
export async function latelyVisited(db: Reader, limit: number): Promise<EnterpriseSuggestion[]> {
  return db
    .selectFrom('enterprises')
    .select(['id', 'name', 'city', 'lastVisitOn'])
    .where('lastVisitOn', 'is not', null)
    .orderBy('lastVisitOn', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Everything by which enterprises are recognised, of all of them. */
export async function enterpriseIdentities(db: Reader) {
  return db.selectFrom('enterprises').select(['id', 'name', 'shortName', 'uscc', 'city']).execute()
}

/** Counts that the head of an enterprise's page shows. */
export async function enterpriseCounts(
  db: Reader,
  id: string,
): Promise<{ openDemands: number; openCommitments: number; visitCount: number }> {
  return db
    .selectNoFrom((eb) => [
      eb
        .selectFrom('demands')
        .select((count) => count.fn.countAll<number>().as('rows'))
        .where('enterpriseId', '=', id)
        .where('state', 'in', openDemandStates)
        .as('openDemands'),
      eb
        .selectFrom('commitments')
        .select((count) => count.fn.countAll<number>().as('rows'))
        .where('enterpriseId', '=', id)
        .where('fulfilledOn', 'is', null)
        .as('openCommitments'),
      eb
        .selectFrom('visits')
        .select((count) => count.fn.countAll<number>().as('rows'))
        .where('enterpriseId', '=', id)
        .as('visitCount'),
    ])
    .executeTakeFirstOrThrow()
    .then((row) => ({
      openDemands: row.openDemands ?? 0,
      openCommitments: row.openCommitments ?? 0,
      visitCount: row.visitCount ?? 0,
    }))
}
