import { z } from 'zod'
import { RecordId } from '../domain/entity.ts'
import { tripKinds, tripStates } from '../domain/enumerations.ts'
import { type Trip, TripDraft, type TripLeg, type TripMember } from '../domain/trips.ts'
import { command, query, returns } from './call.ts'
import { Page } from './page.ts'
import type { RecordFoot, Safety } from './records.ts'
import { Seen } from './seen.ts'
import type { VisitSummary } from './visits.ts'

export interface TripSummary
  extends Pick<
    Trip,
    'id' | 'title' | 'kind' | 'filingNo' | 'region' | 'cities' | 'startOn' | 'endOn' | 'state'
  > {
  readonly leaderName: string | null
  readonly memberCount: number
  readonly visitCount: number
  readonly reportDueOn: string
  readonly safety: Safety
}

export interface TripDetail {
  readonly trip: Trip
  /** In rank order. */
  readonly members: readonly TripMember[]
  /** By day, half day and position. */
  readonly legs: readonly (TripLeg & { readonly enterpriseName: string | null })[]
  readonly visits: readonly VisitSummary[]
  readonly reportDueOn: string
  readonly foot: RecordFoot
}

export const tripsContract = {
  'trips.list': query(
    Page.extend({
      text: z.string().max(100).default(''),
      kind: z.enum(tripKinds).nullable().default(null),
      state: z.enum(tripStates).nullable().default(null),
    }),
    returns<{ readonly rows: readonly TripSummary[]; readonly total: number }>(),
  ),
  /** Trips a visit on that day can belong to, those the user is a member of first. */
  'trips.on': query(z.object({ date: z.string() }), returns<readonly TripSummary[]>()),
  'trips.get': query(z.object({ id: RecordId }), returns<TripDetail | null>()),
  /** Saves a trip with members and itinerary; rows missing from the lists are deleted. */
  'trips.save': command(TripDraft.safeExtend({ id: RecordId, seen: Seen }), returns<null>()),
  'trips.setState': command(z.object({ id: RecordId, state: z.enum(tripStates) }), returns<null>()),
}
