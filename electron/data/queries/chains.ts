import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { ChainCandidate, ChainEnterprise, ChainPeriod, GapVisit } from '#shared/contract/chains.ts'
import type { Safety } from '#shared/contract/records.ts'
import type { ChainLink, IndustryChain } from '#shared/domain/industry-chains.ts'
import type { Reader } from '../database/schema.ts'
import { safetyOf } from './safety.ts'

export type Period = z.output<typeof ChainPeriod>

/** A living chain, or undefined. */
export async function findChain(db: Reader, id: string): Promise<IndustryChain | undefined> {
  return db.selectFrom('industryChains').selectAll().where('id', '=', id).executeTakeFirst()
}

/** All living chains by rank and name. */
export async function allChains(db: Reader): Promise<(IndustryChain & { safety: Safety })[]> {
  return db
    .selectFrom('industryChains as c')
    .selectAll('c')
    .select(safetyOf('industryChains', 'c.id').as('safety'))
    .orderBy('c.rankOrder', (order) => order.asc().nullsLast())
    .orderBy('c.name')
    .orderBy('c.id')
    .execute()
}

/** A living link, or undefined. */
export async function findLink(db: Reader, id: string): Promise<ChainLink | undefined> {
  return db.selectFrom('chainLinks').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Living links of a chain, or of all chains. */
export async function linksOf(db: Reader, chainId: string | null): Promise<ChainLink[]> {
  return db
    .selectFrom('chainLinks')
    .selectAll()
    .$if(chainId !== null, (query) => query.where('chainId', '=', chainId ?? ''))
    .execute()
}

/** The target library, as the list of enterprises has it. */
const isTarget = sql<boolean>`(e.target_level is not null or e.target_category is not null or e.priority is not null)`
const isHome = sql<boolean>`coalesce(e.is_local, 0) = 1`

/** Who stands on a link, by kind (1 at home, 2 target, 3 other). */
export interface OnLink {
  readonly linkId: string
  readonly kind: number
  readonly enterpriseIds: readonly string[]
  readonly lastVisitOn: string | null
}

/** Who stands on each of the links themselves; a few long rows, since one an enterprise would cost ten times that. */
export async function standingOn(db: Reader, linkIds: readonly string[]): Promise<OnLink[]> {
  const rows = await db
    .selectFrom('enterpriseLinks')
    .select([
      'linkId',
      'kind',
      sql<string>`group_concat(enterprise_id)`.as('ids'),
      sql<string | null>`max(last_visit_on)`.as('lastVisitOn'),
    ])
    .where('linkId', 'in', among(linkIds))
    .groupBy(['linkId', 'kind'])
    .execute()
  return rows.map(({ ids, ...row }) => ({ ...row, enterpriseIds: ids.split(',') }))
}

/** How often each enterprise on the links was visited in the period; those that were not are left out. */
export async function visitsOn(
  db: Reader,
  linkIds: readonly string[],
  { from, to }: Period,
): Promise<Map<string, number>> {
  const rows = await db
    .with('member', (cte) =>
      cte
        .selectFrom('enterpriseLinks')
        .select('enterpriseId')
        .distinct()
        .where('linkId', 'in', among(linkIds))
        .where('lastVisitOn', '>=', from),
    )
    .with('counted', (cte) =>
      cte
        .selectFrom('member as m')
        .innerJoin('visits as v', 'v.enterpriseId', 'm.enterpriseId')
        .select((eb) => ['m.enterpriseId', eb.fn.countAll<number>().as('visits')])
        .where('v.occurredOn', '>=', from)
        .where('v.occurredOn', '<=', to)
        .groupBy('m.enterpriseId'),
    )
    .selectFrom('counted')
    .select(['visits', sql<string>`group_concat(enterprise_id)`.as('ids')])
    .groupBy('visits')
    .execute()
  return new Map(rows.flatMap(({ ids, visits }) => ids.split(',').map((id) => [id, visits] as const)))
}

/** As JSON, since a chain may have more links than SQLite takes parameters. */
const among = (ids: readonly string[]) => sql<string>`(select value from json_each(${JSON.stringify(ids)}))`

/**
 * Visited enterprises on links that are missing at home, the last visit first. Where the last visit of all lies in the
 * period it is the last of the period too, and only the latest are looked at; the others (of a period that is over)
 * are asked one by one.
 */
export async function gapVisitsOf(
  db: Reader,
  links: readonly Pick<ChainLink, 'id'>[],
  { from, to }: Period,
  limit: number,
): Promise<GapVisit[]> {
  if (links.length === 0) return []
  const ids = links.map(({ id }) => id)
  const inPeriod = (what: RawBuilder<unknown>) =>
    sql`(select ${what} from visits v where v.enterprise_id = el.enterprise_id
      and v.occurred_on between ${from} and ${to})`
  const gaps = sql<GapVisit>`(
    with last (link_id, enterprise_id, visited_on) as (
      select * from (
        select el.link_id, el.enterprise_id, el.last_visit_on from enterprise_links el
        where el.link_id in ${among(ids)} and el.last_visit_on between ${from} and ${to}
        order by el.last_visit_on desc, el.enterprise_id limit ${limit})
      union all
      select el.link_id, el.enterprise_id, ${inPeriod(sql`max(v.occurred_on)`)} from enterprise_links el
      where el.link_id in ${among(ids)} and el.last_visit_on > ${to})
    select e.id as enterpriseId, e.name as enterpriseName, l.id as linkId, l.name as linkName,
      ${inPeriod(sql`count(*)`)} as visits, el.visited_on as lastVisitOn
    from last el join enterprises e on e.id = el.enterprise_id join chain_links l on l.id = el.link_id
    where el.visited_on is not null
    order by el.visited_on desc, e.id, l.id limit ${limit})`
  return db.selectFrom(gaps.as('gaps')).selectAll().execute()
}

/** Enterprises on any of the links: those at home first, then targets, then by name. */
export async function enterprisesOnLinks(
  db: Reader,
  linkIds: readonly string[],
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<Omit<ChainEnterprise, 'linkIds'>[]> {
  return onLinks(db, linkIds)
    .select([
      'e.id',
      'e.name',
      'e.city',
      'e.mainProducts',
      'e.lastVisitOn',
      sql<
        ChainEnterprise['kind']
      >`case when ${isHome} then 'local' when ${isTarget} then 'target' else 'other' end`.as('kind'),
    ])
    .orderBy(sql`case when ${isHome} then 1 when ${isTarget} then 2 else 3 end`)
    .orderBy('e.pinyin')
    .orderBy('e.id')
    .limit(limit)
    .offset(offset)
    .execute()
}

/** How many enterprises stand on any of these links. */
export async function countOnLinks(db: Reader, linkIds: readonly string[]): Promise<number> {
  const row = await onLinks(db, linkIds)
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

function onLinks(db: Reader, linkIds: readonly string[]) {
  return db.selectFrom('enterprises as e').where('e.id', 'in', (query) =>
    query
      .selectFrom('enterpriseLinks')
      .select('enterpriseId')
      .where('linkId', 'in', sql<string>`(select value from json_each(${JSON.stringify(linkIds)}))`),
  )
}

/** On which of the links each of the enterprises stands. */
export async function linksOfEnterprises(
  db: Reader,
  enterpriseIds: readonly string[],
  linkIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await db
    .selectFrom('enterpriseLinks')
    .selectAll()
    .where('enterpriseId', 'in', sql<string>`(select value from json_each(${JSON.stringify(enterpriseIds)}))`)
    .where('linkId', 'in', sql<string>`(select value from json_each(${JSON.stringify(linkIds)}))`)
    .execute()
  const found = new Map<string, string[]>()
  for (const { enterpriseId, linkId } of rows)
    found.set(enterpriseId, [...(found.get(enterpriseId) ?? []), linkId])
  return found
}

/** What offices typed as 产业链, each text once. */
export async function typedChains(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('enterprises')
    .select('industryChain')
    .distinct()
    .where('industryChain', 'is not', null)
    .execute()
  return rows.flatMap(({ industryChain }) => industryChain ?? [])
}

/** Enterprises with one of the typed texts that stand on none of the links. */
export async function typedButUnlinked(
  db: Reader,
  typed: readonly string[],
  linkIds: readonly string[],
): Promise<(Omit<ChainCandidate, 'suggestion'> & { chainLinkIds: readonly string[] })[]> {
  if (typed.length === 0) return []
  const rows = await db
    .selectFrom('enterprises as e')
    .select(['e.id', 'e.name', 'e.city', 'e.industryChain as typed', 'e.mainProducts', 'e.chainLinkIds'])
    .where('e.industryChain', 'in', sql<string>`(select value from json_each(${JSON.stringify(typed)}))`)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('enterpriseLinks as l')
            .select('l.linkId')
            .whereRef('l.enterpriseId', '=', 'e.id')
            .where('l.linkId', 'in', sql<string>`(select value from json_each(${JSON.stringify(linkIds)}))`),
        ),
      ),
    )
    .orderBy('e.pinyin')
    .orderBy('e.id')
    .execute()
  return rows.map((row) => ({ ...row, typed: row.typed ?? '', chainLinkIds: row.chainLinkIds ?? [] }))
}
