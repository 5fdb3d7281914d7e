import { sql } from 'kysely'
import type { z } from 'zod'
import type { VisitFilter, VisitSummary } from '#shared/contract/visits.ts'
import type { Visit } from '#shared/domain/visits.ts'
import type { Reader } from '../database/schema.ts'
import { anywhere, safetyOf } from './safety.ts'
import { enterprisesSpelled } from './spelling.ts'

/** The list's filter; `ids`, where given, are the visits that say what was typed, and the text does not count. */
export type VisitQuery = z.output<typeof VisitFilter> & { readonly ids?: readonly string[] | null }
/** A visit of a list, before the rules say what it lacks and how late it was entered. */
export type VisitRow = Omit<VisitSummary, 'ourPeople' | 'theirPeople' | 'lateEntryDays' | 'gaps'> &
  Pick<Visit, 'ourPeople' | 'theirPeople' | 'noCounterpartReason' | 'createdAt'>

/** A living visit, or undefined. */
export async function findVisit(db: Reader, id: string): Promise<Visit | undefined> {
  return db.selectFrom('visits').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Names that a visit's page shows beside it. */
export async function visitSurroundings(
  db: Reader,
  { enterpriseId, tripId }: Pick<Visit, 'enterpriseId' | 'tripId'>,
): Promise<{ enterpriseName: string | null; tripTitle: string | null }> {
  return db
    .selectNoFrom((eb) => [
      eb.selectFrom('enterprises').select('name').where('id', '=', enterpriseId).as('enterpriseName'),
      eb
        .selectFrom('trips')
        .select('title')
        .where('id', '=', tripId ?? '')
        .as('tripTitle'),
    ])
    .executeTakeFirstOrThrow()
}

/** One page of the list, the latest visit first. */
export async function visitsMatching(db: Reader, filter: VisitQuery): Promise<VisitRow[]> {
  const page = matching(db, filter)
    .select('v.id')
    .orderBy('v.occurredOn', 'desc')
    .orderBy('v.startTime', (order) => order.desc().nullsLast())
    .orderBy('v.id', 'desc')
    .limit(filter.limit)
    .offset(filter.offset)
  return (
    db
      .with('page', () => page)
      .selectFrom('page')
      // In this order: for the order of the rows alone SQLite would walk through all visits.
      .crossJoin('visits as v')
      .leftJoin('enterprises as e', 'e.id', 'v.enterpriseId')
      .leftJoin('trips as t', 't.id', 'v.tripId')
      .leftJoin('users as u', 'u.id', 'v.createdBy')
      .select([
        'v.id',
        'v.type',
        'v.mode',
        'v.occurredOn',
        'v.startTime',
        'v.enterpriseId',
        'v.tripId',
        'v.topics',
        'v.outcomeLevel',
        'v.nextStep',
        'v.nextDue',
        'v.ourPeople',
        'v.theirPeople',
        'v.noCounterpartReason',
        'v.createdAt',
        'v.createdBy as authorId',
        'e.name as enterpriseName',
        't.title as tripTitle',
        'u.name as authorName',
        safetyOf('visits', 'v.id').as('safety'),
      ])
      .whereRef('v.id', '=', 'page.id')
      .orderBy(sql`+v.occurred_on`, 'desc')
      .orderBy('v.startTime', (order) => order.desc().nullsLast())
      .orderBy('v.id', 'desc')
      .execute()
  )
}

/** How many visits the filter finds. */
export async function countVisits(db: Reader, filter: VisitQuery): Promise<number> {
  const row = await matching(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

/** All visits that the filter finds, whole, the earliest first; page and offset do not count. */
export async function wholeVisitsMatching(
  db: Reader,
  filter: VisitQuery,
): Promise<
  (Visit & {
    readonly safety: VisitSummary['safety']
    readonly demands: number
    readonly commitments: number
  })[]
> {
  return matching(db, filter)
    .selectAll('v')
    .select([
      safetyOf('visits', 'v.id').as('safety'),
      sql<number>`(select count(*) from demands d where d.visit_id = v.id)`.as('demands'),
      sql<number>`(select count(*) from commitments c where c.visit_id = v.id)`.as('commitments'),
    ])
    .orderBy('v.occurredOn')
    .orderBy('v.startTime', (order) => order.asc().nullsLast())
    .orderBy('v.id')
    .execute()
}

function matching(db: Reader, filter: VisitQuery) {
  const { text, from, to, type, outcomeLevel, enterpriseId, tripId, authorId, onlyLocal, ids = null } = filter
  return db
    .selectFrom('visits as v')
    .$if(ids !== null, (query) => query.where('v.id', 'in', listed(ids ?? [])))
    .$if(ids === null && text.trim() !== '', (query) => query.where(says(text)))
    .$if(from !== null, (query) => query.where('v.occurredOn', '>=', from ?? ''))
    .$if(to !== null, (query) => query.where('v.occurredOn', '<=', to ?? ''))
    .$if(type !== null, (query) => query.where(sql<boolean>`v.type = ${type}`))
    .$if(outcomeLevel !== null, (query) => query.where('v.outcomeLevel', '=', outcomeLevel))
    .$if(enterpriseId !== null, (query) => query.where('v.enterpriseId', '=', enterpriseId ?? ''))
    .$if(tripId !== null, (query) => query.where('v.tripId', '=', tripId))
    .$if(authorId !== null, (query) => query.where('v.createdBy', '=', authorId ?? ''))
    .$if(onlyLocal, (query) =>
      query.where(
        sql<boolean>`exists (select 1 from outbox where table_name = 'visits' and record_id = v.id)`,
      ),
    )
}

const listed = (ids: readonly string[]) => sql<string>`(select value from json_each(${JSON.stringify(ids)}))`

/** Visits to one of these enterprises. */
export async function visitsToEnterprises(db: Reader, enterpriseIds: readonly string[]): Promise<string[]> {
  if (enterpriseIds.length === 0) return []
  const rows = await db
    .selectFrom('visits')
    .select('id')
    .where('enterpriseId', 'in', listed(enterpriseIds))
    .execute()
  return rows.map(({ id }) => id)
}

/** Any part of what was said and agreed, of the people present, or of the enterprise's name, pinyin and initials. */
function says(text: string) {
  const part = anywhere(text)
  return sql<boolean>`(
    v.topics like ${part} escape '\\' or v.outcome like ${part} escape '\\'
    or v.next_step like ${part} escape '\\' or v.place like ${part} escape '\\'
    or ${isNamedIn('v.ourPeople', part)} or ${isNamedIn('v.theirPeople', part)}
    or v.enterprise_id in ${enterprisesSpelled(text)}
  )`
}

/** Looks at the names alone: the stored text has identifiers in it, in which some letters are found by chance. */
function isNamedIn(people: string, part: string) {
  const column = sql.ref(people)
  return sql`(${column} like ${part} escape '\\' and exists (
    select 1 from json_each(${column}) person where json_extract(person.value, '$.name') like ${part} escape '\\'
  ))`
}
