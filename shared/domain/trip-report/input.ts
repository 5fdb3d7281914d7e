import type { CalendarDate } from '../calendar.ts'
import type { Commitment } from '../commitments.ts'
import type { Demand } from '../demands.ts'
import type { Enterprise } from '../enterprises.ts'
import type { FollowUp } from '../follow-ups.ts'
import type { Trip, TripLeg, TripMember } from '../trips.ts'
import type { Unit } from '../units.ts'
import type { User } from '../users.ts'
import type { Visit } from '../visits.ts'
import type { TripPhoto } from './photos.ts'

/** How complete the records are that a report was made from. */
export interface Freshness {
  /** Local `yyyy-mm-dd HH:mm` up to which the server's records are here; null when never fetched. */
  readonly syncedThrough: string | null
  /** Members of the trip who sign in, and how many of them have sent everything; both null when unknown. */
  readonly people: number | null
  readonly peopleSynced: number | null
}

/** Everything a trip report is made from, as stored. Records deleted or of other trips are left out by the caller. */
export interface TripReportInput {
  readonly trip: Trip
  readonly members: readonly TripMember[]
  readonly legs: readonly TripLeg[]
  readonly visits: readonly Visit[]
  /** At least the enterprises of these visits and legs. */
  readonly enterprises: readonly Enterprise[]
  readonly demands: readonly Demand[]
  readonly commitments: readonly Commitment[]
  readonly followUps: readonly FollowUp[]
  /** In the order in which they were taken; none where the person wants none. */
  readonly photos: readonly TripPhoto[]
  /** The unit that signs the report. */
  readonly unit: Unit
  readonly units: readonly Unit[]
  readonly users: readonly User[]
  /** Local calendar day: the date of the report. */
  readonly today: CalendarDate
  /** Visits of this trip that are still on this device only. */
  readonly unsent: number
  readonly freshness: Freshness
  /** Telephone numbers are shown as 138****1000 in a copy for others. */
  readonly maskPhones: boolean
}

/** Recipient where the trip names none. */
export const defaultRecipient = '市人民政府'

/** True while the trip goes on, while visits are unsent, or while a colleague has not sent everything. */
export function isDraftReport(
  input: Pick<TripReportInput, 'trip' | 'today' | 'unsent' | 'freshness'>,
): boolean {
  const { people, peopleSynced } = input.freshness
  const waiting = people !== null && peopleSynced !== null && peopleSynced < people
  return input.trip.endOn > input.today || input.unsent > 0 || waiting
}
