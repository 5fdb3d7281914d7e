import { AppError } from '#shared/contract/errors.ts'
import type { TripDetail, TripSummary, tripsContract } from '#shared/contract/trips.ts'
import { addDays, isCalendarDate } from '#shared/domain/calendar.ts'
import { reportDueOn } from '#shared/domain/trips.ts'
import type { Reader } from '../database/schema.ts'
import type { CallClock, Handlers } from '../host/context.ts'
import { recordFoot } from '../queries/records.ts'
import {
  countTrips,
  findTrip,
  legsOf,
  membersOf,
  storedLegsOf,
  type TripRow,
  tripsAround,
  tripsMatching,
} from '../queries/trips.ts'
import { record } from '../record/record.ts'
import { replaceRecords, saveRecord } from './save-records.ts'
import { visitSummaries } from './visits.ts'

/** A visit on the way there or back, or entered late at night, still belongs to the trip. */
const slackDays = 1
const mostVisits = 1000
/** So long after the return a visit of the trip may still be entered late (补录). */
const lateEntryDays = 15

export const tripHandlers: Handlers<typeof tripsContract> = {
  'trips.list': ({ read }, filter) =>
    read(async (db) => ({
      rows: (await tripsMatching(db, filter)).map(summaryOf),
      total: await countTrips(db, filter),
    })),
  'trips.on': ({ read, account, clock }, { date }) => {
    if (!isCalendarDate(date)) return []
    const query = {
      from: addDays(date, -slackDays),
      to: addDays(date, slackDays),
      returnedSince: addDays(clock.today, -lateEntryDays),
      userId: account?.userId ?? null,
    }
    return read(async (db) => (await tripsAround(db, query)).map(summaryOf))
  },
  'trips.get': ({ read, clock }, { id }) => read((db) => tripDetail(db, clock, id)),
  'trips.save': async ({ write, author }, { id, seen, members, legs, ...values }) => {
    const context = author()
    await write(async (tx) => {
      await saveRecord(tx, context, { table: 'trips', id, kind: 'set', values, seen })
      await replaceRecords(
        tx,
        context,
        'tripMembers',
        await membersOf(tx, id),
        members.map(
          ({ id: memberId, ...member }) =>
            ({ table: 'tripMembers', id: memberId, kind: 'set', values: { ...member, tripId: id } }) as const,
        ),
        seen?.members,
      )
      await replaceRecords(
        tx,
        context,
        'tripLegs',
        await storedLegsOf(tx, id),
        legs.map(
          ({ id: legId, ...leg }) =>
            ({ table: 'tripLegs', id: legId, kind: 'set', values: { ...leg, tripId: id } }) as const,
        ),
        seen?.legs,
      )
    })
    return null
  },
  'trips.setState': async ({ write, author }, { id, state }) => {
    const context = author()
    await write(async (tx) => {
      if (!(await findTrip(tx, id))) throw new AppError('record/not-found')
      await record(tx, context, { table: 'trips', id, kind: 'set', values: { state } })
    })
    return null
  },
}

function summaryOf(row: TripRow): TripSummary {
  return { ...row, reportDueOn: reportDueOn(row) }
}

async function tripDetail(db: Reader, clock: CallClock, id: string): Promise<TripDetail | null> {
  const trip = await findTrip(db, id)
  const foot = await recordFoot(db, 'trips', id)
  if (!trip || !foot) return null
  return {
    trip,
    members: await membersOf(db, id),
    legs: await legsOf(db, id),
    visits: await visitSummaries(db, clock, {
      ...{ text: '', from: null, to: null, type: null, outcomeLevel: null, enterpriseId: null },
      ...{ tripId: id, authorId: null, onlyLocal: false, limit: mostVisits, offset: 0 },
    }),
    reportDueOn: reportDueOn(trip),
    foot,
  }
}
