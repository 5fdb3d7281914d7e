import type { z } from 'zod'
import { type CalendarDate, OptionalCalendarDate } from './calendar.ts'
import { defineEntity, optionalText, RecordId, requiredText, textOf } from './entity.ts'
import { unitAndTripScopes } from './scopes.ts'

/** 承诺: what somebody of ours promised an enterprise; reviewed until it is kept. */
export const commitments = defineEntity({
  table: 'commitments',
  mergeClass: 'shared',
  fields: {
    enterpriseId: textOf(RecordId),
    visitId: textOf(RecordId.nullable().default(null)),
    tripId: textOf(RecordId.nullable().default(null)),
    /** The minutes in which it was written down. */
    minutesId: textOf(RecordId.nullable().default(null)),
    content: requiredText(1000, { searched: true }),
    madeBy: optionalText(60),
    madeOn: textOf(OptionalCalendarDate),
    basisPolicy: optionalText(200),
    responsible: optionalText(100),
    dueOn: textOf(OptionalCalendarDate, { surfaced: true }),
    fulfilledOn: textOf(OptionalCalendarDate, { surfaced: true }),
    evidence: optionalText(500),
  },
  scopes: unitAndTripScopes,
})

export type Commitment = z.infer<typeof commitments.record>

/** A commitment as it is typed inside the visit form. */
export const CapturedCommitment = commitments.draft
  .pick({ content: true, madeBy: true, basisPolicy: true, responsible: true, dueOn: true })
  .extend({ id: RecordId })

/** A commitment is overdue when its due date has passed and nothing proves it was kept. Dates are local days. */
export function isOverdue(
  commitment: Pick<Commitment, 'fulfilledOn' | 'dueOn'>,
  today: CalendarDate,
): boolean {
  return commitment.fulfilledOn === null && commitment.dueOn !== null && commitment.dueOn < today
}
