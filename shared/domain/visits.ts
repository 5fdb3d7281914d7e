import { z } from 'zod'
import {
  type CalendarDate,
  CalendarDateSchema,
  daysBetween,
  OptionalCalendarDate,
  OptionalTime,
} from './calendar.ts'
import { CapturedCommitment } from './commitments.ts'
import { CapturedDemand } from './demands.ts'
import {
  choice,
  defineEntity,
  optionalChoice,
  optionalNumber,
  optionalText,
  RecordId,
  structured,
  textOf,
} from './entity.ts'
import {
  confidentialities,
  leaderActionItems,
  outcomeLevels,
  visitModes,
  visitTypes,
} from './enumerations.ts'
import { unitAndTripScopes } from './scopes.ts'

/** A person present at a visit, in rank order. Our people point to a user, theirs to a contact, where known. */
export const Attendee = z.object({
  personId: RecordId.nullable().default(null),
  name: z.string().trim().min(1, 'required').max(60, 'too-long'),
  post: z.string().trim().max(60, 'too-long').nullable().default(null),
})
export type Attendee = z.infer<typeof Attendee>

/** 六个亲自: one thing a leader did in person, with the visit as its evidence. */
export const LeaderAction = z.object({
  item: z.enum(leaderActionItems),
  leader: z.string().trim().min(1, 'required').max(60, 'too-long'),
})
export type LeaderAction = z.infer<typeof LeaderAction>

/** 拜访洽谈. Written by its author alone. `investIntent` in 万元. */
export const visits = defineEntity({
  table: 'visits',
  mergeClass: 'author',
  fields: {
    type: choice(visitTypes),
    mode: choice(visitModes),
    occurredOn: textOf(CalendarDateSchema),
    startTime: textOf(OptionalTime),
    endTime: textOf(OptionalTime),
    enterpriseId: textOf(RecordId),
    tripId: textOf(RecordId.nullable().default(null)),
    place: optionalText(200),
    ourPeople: structured(z.array(Attendee).max(50, 'too-many').default([])),
    theirPeople: structured(z.array(Attendee).max(50, 'too-many').default([])),
    noCounterpartReason: optionalText(100),
    topics: optionalText(20_000, { searched: true }),
    outcome: optionalText(5000, { searched: true }),
    outcomeLevel: optionalChoice(outcomeLevels),
    investIntent: optionalNumber(1e9),
    nextStep: optionalText(500, { searched: true }),
    nextOwnerId: textOf(RecordId.nullable().default(null)),
    nextOwner: optionalText(60),
    nextDue: textOf(OptionalCalendarDate),
    leaderActions: structured(z.array(LeaderAction).max(20, 'too-many').default([])),
    confidentiality: choice(confidentialities),
  },
  scopes: unitAndTripScopes,
})

export type Visit = z.infer<typeof visits.record>

/** What the visit form hands in: the visit with the demands and commitments captured inside it. */
export const VisitDraft = visits.draft
  .extend({
    demands: z.array(CapturedDemand).max(50, 'too-many').default([]),
    commitments: z.array(CapturedCommitment).max(50, 'too-many').default([]),
  })
  .superRefine((visit, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (visit.startTime && visit.endTime && visit.endTime < visit.startTime)
      issue('endTime', 'end-before-start')
    if (visit.nextDue && visit.nextDue < visit.occurredOn) issue('nextDue', 'due-before-visit')
    if (visit.nextDue && !visit.nextStep) issue('nextStep', 'next-step-missing')
  })
export type VisitDraft = z.infer<typeof VisitDraft>

/** Days between the visit and its entry; above 0 the visit is marked 补录. Dates are local calendar days. */
export function lateEntryDays(occurredOn: CalendarDate, enteredOn: CalendarDate): number {
  return Math.max(0, daysBetween(occurredOn, enteredOn))
}

/** Least number of characters of content for a visit that counts (domain brief 4.5). */
export const leastContent = 20

/** What a visit still lacks to count in indicators and to stand in a report. */
export type VisitGap = 'our-people' | 'their-people' | 'content'

/**
 * Gaps of a visit by the rule "has enterprise, date, at least one of ours, at least one of theirs or a stated
 * reason, content of at least 20 characters" (domain brief 4.5). Empty: the visit is valid.
 */
export function visitGaps(
  visit: Pick<Visit, 'ourPeople' | 'theirPeople' | 'noCounterpartReason' | 'topics'>,
): VisitGap[] {
  const gaps: VisitGap[] = []
  if (visit.ourPeople.length === 0) gaps.push('our-people')
  if (visit.theirPeople.length === 0 && !visit.noCounterpartReason) gaps.push('their-people')
  if (Array.from(visit.topics ?? '').length < leastContent) gaps.push('content')
  return gaps
}
