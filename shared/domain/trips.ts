import { z } from 'zod'
import { addDays, CalendarDateSchema, daysBetween, OptionalCalendarDate, OptionalTime } from './calendar.ts'
import {
  choice,
  defineEntity,
  optionalChoice,
  optionalInteger,
  optionalNumber,
  optionalText,
  RecordId,
  requiredText,
  setOf,
  textOf,
} from './entity.ts'
import { halfDays, regions, tripKinds, tripRoles, tripStates } from './enumerations.ts'
import { tripScope, unitAndTripScopes, unitScope } from './scopes.ts'

/** Days after the return within which the report is due where the unit set no other (通政办发〔2004〕44号). */
const defaultReportDays = 15
/** More is a slip of the keyboard: a year like 2206 would make an itinerary of thousands of days. */
const longestTripDays = 366

/** 外出招商: a trip with its filing, region and dates. Members and itinerary are records of their own. */
export const trips = defineEntity({
  table: 'trips',
  mergeClass: 'shared',
  fields: {
    title: requiredText(100, { searched: true }),
    kind: choice(tripKinds),
    filingNo: optionalText(60, { searched: true }),
    approvedBy: optionalText(60),
    purpose: optionalText(500, { searched: true }),
    region: optionalChoice(regions),
    cities: setOf(z.array(z.string().trim().min(1).max(40, 'too-long')).max(30, 'too-many').default([])),
    startOn: textOf(CalendarDateSchema, { surfaced: true }),
    endOn: textOf(CalendarDateSchema, { surfaced: true }),
    state: choice(tripStates, { surfaced: true }),
    /** 主送: to whom the report is addressed. */
    reportTo: optionalText(60),
    /** 需市级协调等: closing remarks of the lead that belong into section 三 and 四 of the report. */
    reportProblems: optionalText(2000),
    reportNextSteps: optionalText(2000),
    reportDueOn: textOf(OptionalCalendarDate),
  },
  scopes: (values) => [
    ...(typeof values.unitId === 'string' ? [unitScope(values.unitId)] : []),
    ...(typeof values.id === 'string' ? [tripScope(values.id)] : []),
  ],
})

/** 团组成员. `userId` is null for a person who does not sign in to Outpost. */
export const tripMembers = defineEntity({
  table: 'tripMembers',
  mergeClass: 'shared',
  fields: {
    tripId: textOf(RecordId),
    userId: textOf(RecordId.nullable().default(null)),
    name: requiredText(40),
    organisation: optionalText(100),
    post: optionalText(60),
    role: choice(tripRoles),
    duty: optionalText(60),
    phone: optionalText(30),
    rankOrder: optionalInteger(9999),
    /** Days taken part, halves counted as 0.5. */
    days: optionalNumber(366),
  },
  scopes: unitAndTripScopes,
})

/** 行程: one half day of a trip. */
export const tripLegs = defineEntity({
  table: 'tripLegs',
  mergeClass: 'shared',
  fields: {
    tripId: textOf(RecordId),
    date: textOf(CalendarDateSchema),
    half: choice(halfDays),
    startTime: textOf(OptionalTime),
    place: optionalText(100),
    activity: requiredText(200),
    enterpriseId: textOf(RecordId.nullable().default(null)),
    counterpart: optionalText(100),
    participants: optionalText(100),
    transport: optionalText(60),
    remarks: optionalText(200),
    position: optionalInteger(9999),
  },
  scopes: unitAndTripScopes,
})

export type Trip = z.infer<typeof trips.record>
export type TripMember = z.infer<typeof tripMembers.record>
export type TripLeg = z.infer<typeof tripLegs.record>

/** What the trip form hands in: the trip itself with the rows of its members and its itinerary. */
export const TripDraft = trips.draft
  .extend({
    members: z.array(tripMembers.draft.omit({ tripId: true }).extend({ id: RecordId })).max(100, 'too-many'),
    legs: z.array(tripLegs.draft.omit({ tripId: true }).extend({ id: RecordId })).max(500, 'too-many'),
  })
  .superRefine((trip, context) => {
    if (trip.endOn < trip.startOn)
      context.addIssue({ code: 'custom', path: ['endOn'], message: 'end-before-start' })
    if (daysBetween(trip.startOn, trip.endOn) >= longestTripDays)
      context.addIssue({ code: 'custom', path: ['endOn'], message: 'trip-too-long' })
    trip.legs.forEach((leg, index) => {
      if (leg.date < trip.startOn || leg.date > trip.endOn)
        context.addIssue({ code: 'custom', path: ['legs', index, 'date'], message: 'outside-trip' })
    })
  })
export type TripDraft = z.infer<typeof TripDraft>

/** The day the trip's report must be handed in. */
export function reportDueOn(trip: Pick<Trip, 'endOn' | 'reportDueOn'>): string {
  return trip.reportDueOn ?? addDays(trip.endOn, defaultReportDays)
}
