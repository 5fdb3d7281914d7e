import type { z } from 'zod'
import { type CalendarDate, OptionalCalendarDate } from './calendar.ts'
import { defineEntity, optionalText, RecordId, requiredText, textOf } from './entity.ts'
import { unitAndTripScopes } from './scopes.ts'
import type { Visit } from './visits.ts'

/** 待办: a next step with an owner and a date. One that comes from a visit points to it. */
export const followUps = defineEntity({
  table: 'followUps',
  mergeClass: 'shared',
  fields: {
    enterpriseId: textOf(RecordId.nullable().default(null)),
    visitId: textOf(RecordId.nullable().default(null)),
    tripId: textOf(RecordId.nullable().default(null)),
    title: requiredText(500, { searched: true }),
    ownerId: textOf(RecordId.nullable().default(null)),
    owner: optionalText(60),
    dueOn: textOf(OptionalCalendarDate, { surfaced: true }),
    doneOn: textOf(OptionalCalendarDate, { surfaced: true }),
  },
  scopes: unitAndTripScopes,
})

export type FollowUp = z.infer<typeof followUps.record>

/** A follow-up is overdue when its day has passed and it is not done. Dates are local calendar days. */
export function isLate(followUp: Pick<FollowUp, 'dueOn' | 'doneOn'>, today: CalendarDate): boolean {
  return followUp.doneOn === null && followUp.dueOn !== null && followUp.dueOn < today
}

export type NextStep = Pick<FollowUp, 'enterpriseId' | 'tripId' | 'title' | 'ownerId' | 'owner' | 'dueOn'>

/** The follow-up that a visit's next step asks for, or null where there is none. */
export function nextStepOf(
  visit: Pick<Visit, 'enterpriseId' | 'tripId' | 'nextStep' | 'nextOwnerId' | 'nextOwner' | 'nextDue'>,
): NextStep | null {
  if (visit.nextStep === null) return null
  return {
    enterpriseId: visit.enterpriseId,
    tripId: visit.tripId,
    title: visit.nextStep,
    ownerId: visit.nextOwnerId,
    owner: visit.nextOwner,
    dueOn: visit.nextDue,
  }
}

/**
 * What to write on a visit's follow-up when the visit is saved again: only what the visit itself changed, since the
 * follow-up may have been given another day or owner meanwhile.
 */
export function changedNextStep(before: NextStep | null, after: NextStep): Partial<NextStep> {
  if (before === null) return after
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => before[field as keyof NextStep] !== value),
  )
}
