import { sql } from 'kysely'
import type { z } from 'zod'
import type { TripDetail, TripSummary, tripsContract } from '#shared/contract/trips.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import type { Trip, TripLeg, TripMember } from '#shared/domain/trips.ts'
import type { Reader } from '../database/schema.ts'
import { anywhere, safetyOf } from './safety.ts'

export type TripFilter = z.output<(typeof tripsContract)['trips.list']['input']>
/** A trip of a list, before the day its report is due is worked out. */
export type TripRow = Omit<TripSummary, 'reportDueOn'> & Pick<Trip, 'reportDueOn'>

/** A living trip, or undefined. */
export async function findTrip(db: Reader, id: string): Promise<Trip | undefined> {
  return db.selectFrom('trips').selectAll().where('id', '=', id).executeTakeFirst()
}

/** One page of the list, the latest trip first. */
export async function tripsMatching(db: Reader, filter: TripFilter): Promise<TripRow[]> {
  return summaries(matching(db, filter))
    .orderBy('t.startOn', 'desc')
    .orderBy('t.id', 'desc')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute()
}

/** How many trips the filter finds. */
export async function countTrips(db: Reader, filter: TripFilter): Promise<number> {
  const row = await matching(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

interface TripsAround {
  readonly from: CalendarDate
  readonly to: CalendarDate
  readonly returnedSince: CalendarDate
  readonly userId: string | null
}

/**
 * Trips that touch the days from `from` to `to`: planned, under way, or returned with their last day not before
 * `returnedSince`. Those `userId` is a member of first, then the one under way, then the latest start.
 */
export async function tripsAround(
  db: Reader,
  { from, to, returnedSince, userId }: TripsAround,
): Promise<TripRow[]> {
  return summaries(
    db
      .selectFrom('trips as t')
      .where((eb) =>
        eb.or([
          eb('t.state', 'in', ['planned', 'on_the_way']),
          eb.and([eb('t.state', '=', 'returned'), eb('t.endOn', '>=', returnedSince)]),
        ]),
      )
      .where('t.startOn', '<=', to)
      .where('t.endOn', '>=', from),
  )
    .orderBy(
      sql`exists (select 1 from trip_members m where m.trip_id = t.id and m.user_id = ${userId})`,
      'desc',
    )
    .orderBy(sql`t.state = 'on_the_way'`, 'desc')
    .orderBy('t.startOn', 'desc')
    .orderBy('t.id', 'desc')
    .limit(20)
    .execute()
}

function matching(db: Reader, { text, kind, state }: TripFilter) {
  const part = anywhere(text)
  return db
    .selectFrom('trips as t')
    .$if(text.trim() !== '', (query) =>
      query.where(sql<boolean>`(
        t.title like ${part} escape '\\' or t.filing_no like ${part} escape '\\'
        or t.purpose like ${part} escape '\\' or t.cities like ${part} escape '\\'
        or exists (select 1 from trip_members m where m.trip_id = t.id and m.name like ${part} escape '\\')
      )`),
    )
    .$if(kind !== null, (query) => query.where('t.kind', '=', kind ?? 'small_team'))
    .$if(state !== null, (query) => query.where('t.state', '=', state ?? 'planned'))
}

function summaries(trips: ReturnType<typeof matching>) {
  return trips.select((eb) => [
    't.id',
    't.title',
    't.kind',
    't.filingNo',
    't.region',
    't.cities',
    't.startOn',
    't.endOn',
    't.state',
    't.reportDueOn',
    eb
      .selectFrom('tripMembers as m')
      .select('m.name')
      .whereRef('m.tripId', '=', 't.id')
      .where('m.role', '=', 'leader')
      .orderBy('m.rankOrder', (order) => order.asc().nullsLast())
      .orderBy('m.id')
      .limit(1)
      .as('leaderName'),
    sql<number>`(select count(*) from trip_members m where m.trip_id = t.id)`.as('memberCount'),
    sql<number>`(select count(*) from visits v where v.trip_id = t.id)`.as('visitCount'),
    safetyOf('trips', 't.id').as('safety'),
  ])
}

/** Members of a trip in rank order, the leaders first where no rank is given. */
export async function membersOf(db: Reader, tripId: string): Promise<TripMember[]> {
  return db
    .selectFrom('tripMembers')
    .selectAll()
    .where('tripId', '=', tripId)
    .orderBy('rankOrder', (order) => order.asc().nullsLast())
    .orderBy(sql`role = 'leader'`, 'desc')
    .orderBy('id')
    .execute()
}

/** Itinerary of a trip by day, half day, position and time, with the names of the enterprises. */
export async function legsOf(db: Reader, tripId: string): Promise<TripDetail['legs']> {
  return db
    .selectFrom('tripLegs as l')
    .leftJoin('enterprises as e', 'e.id', 'l.enterpriseId')
    .selectAll('l')
    .select('e.name as enterpriseName')
    .where('l.tripId', '=', tripId)
    .orderBy('l.date')
    .orderBy(sql`case l.half when 'morning' then 1 when 'afternoon' then 2 else 3 end`)
    .orderBy('l.position', (order) => order.asc().nullsLast())
    .orderBy('l.startTime', (order) => order.asc().nullsLast())
    .orderBy('l.id')
    .execute()
}

/** Itinerary of a trip as it is stored. */
export async function storedLegsOf(db: Reader, tripId: string): Promise<TripLeg[]> {
  return db.selectFrom('tripLegs').selectAll().where('tripId', '=', tripId).orderBy('id').execute()
}
