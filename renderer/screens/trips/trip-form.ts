import type { DefaultValues } from 'react-hook-form'
import type { z } from 'zod'
import type { UserRow } from '#shared/contract/people.ts'
import type { TripDetail } from '#shared/contract/trips.ts'
import type { HalfDay } from '#shared/domain/enumerations.ts'
import { TripDraft } from '#shared/domain/trips.ts'
import { newId } from '../../lib/ids.ts'

export const tripSchema = TripDraft
export type TripInput = z.input<typeof tripSchema>
export type TripOutput = z.output<typeof tripSchema>
export type MemberInput = TripInput['members'][number]
export type LegInput = TripInput['legs'][number]

/** What the form of a trip shows at first. */
export function initialTrip(detail: TripDetail | null): DefaultValues<TripInput> {
  if (!detail) {
    return { kind: 'small_team', state: 'planned', cities: [], members: [], legs: [] }
  }
  const { id: _id, unitId: _unit, createdBy: _by, createdAt: _at, ...own } = detail.trip
  const { origin: _origin, importBatchId: _batch, ...trip } = own
  return {
    ...trip,
    members: detail.members.map(
      ({ id, userId, name, organisation, post, role, duty, phone, rankOrder, days }) => ({
        id,
        userId,
        name,
        organisation,
        post,
        role,
        duty,
        phone,
        rankOrder,
        days,
      }),
    ),
    legs: detail.legs.map((leg) => ({
      id: leg.id,
      date: leg.date,
      half: leg.half,
      startTime: leg.startTime,
      place: leg.place,
      activity: leg.activity,
      enterpriseId: leg.enterpriseId,
      counterpart: leg.counterpart,
      participants: leg.participants,
      transport: leg.transport,
      remarks: leg.remarks,
      position: leg.position,
    })),
  }
}

/** A user as a member of the delegation. */
export function memberOf(user: UserRow, role: MemberInput['role']): MemberInput {
  const { id: userId, name, post, unitName: organisation, phone, rankOrder } = user
  return { id: newId(), userId, name, organisation, post, role, duty: null, phone, rankOrder, days: null }
}

/** A row for one more member. */
export function emptyMember(): MemberInput {
  return {
    id: newId(),
    userId: null,
    name: '',
    organisation: null,
    post: null,
    role: 'member',
    duty: null,
    phone: null,
    rankOrder: null,
    days: null,
  }
}

/** A row for one more stop of a half day. */
export function emptyLeg(date: string, half: HalfDay): LegInput {
  return {
    id: newId(),
    date,
    half,
    startTime: null,
    place: null,
    activity: '',
    enterpriseId: null,
    counterpart: null,
    participants: null,
    transport: null,
    remarks: null,
    position: null,
  }
}

/** Numbers the activities of each half day in the order they stand in. */
export function withPositions(trip: TripOutput): TripOutput {
  const counts = new Map<string, number>()
  return {
    ...trip,
    legs: trip.legs.map((leg) => {
      const key = `${leg.date} ${leg.half}`
      const position = counts.get(key) ?? 0
      counts.set(key, position + 1)
      return { ...leg, position }
    }),
  }
}
