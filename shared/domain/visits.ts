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
import { sourceFields } from './source-fields.ts'

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
    type: choice(visitTypes, { synonyms: ['拜访方式', '走访方式', '走访类型', '拜访类型', '活动类型'] }),
    mode: choice(visitModes, { synonyms: ['洽谈方式', '沟通方式'] }),
    occurredOn: textOf(CalendarDateSchema, {
      synonyms: [
        '日期',
        '拜访日期',
        '走访日期',
        '拜访时间',
        '走访时间',
        '洽谈时间',
        '洽谈日期',
        '活动时间',
        '时间',
      ],
    }),
    startTime: textOf(OptionalTime),
    endTime: textOf(OptionalTime),
    enterpriseId: textOf(RecordId),
    tripId: textOf(RecordId.nullable().default(null)),
    place: optionalText(200, { searched: true, synonyms: ['地点', '拜访地点', '走访地点', '洽谈地点'] }),
    ourPeople: structured(z.array(Attendee).max(50, 'too-many').default([]), {
      searched: true,
      synonyms: [
        '我方人员',
        '我方参加人员',
        '参加人员',
        '走访人员',
        '拜访人员',
        '走访人',
        '拜访人',
        '陪同人员',
      ],
    }),
    theirPeople: structured(z.array(Attendee).max(50, 'too-many').default([]), {
      searched: true,
      synonyms: ['对方人员', '对方参加人员', '企业方人员', '企业参加人员', '接待人员', '接待人', '会见人员'],
    }),
    noCounterpartReason: optionalText(100),
    topics: optionalText(20_000, {
      searched: true,
      synonyms: [
        '洽谈内容',
        '拜访内容',
        '走访内容',
        '走访情况',
        '拜访情况',
        '洽谈情况',
        '沟通内容',
        '主要内容',
      ],
    }),
    outcome: optionalText(5000, {
      searched: true,
      synonyms: ['达成共识', '洽谈结果', '走访成效', '拜访成效', '成效', '结果'],
    }),
    outcomeLevel: optionalChoice(outcomeLevels, { synonyms: ['意向程度', '合作意向'] }),
    investIntent: optionalNumber(1e9),
    nextStep: optionalText(500, {
      searched: true,
      synonyms: ['下一步举措', '下一步工作', '下一步计划', '下一步打算', '后续跟进', '后续工作'],
    }),
    nextOwnerId: textOf(RecordId.nullable().default(null)),
    nextOwner: optionalText(60, { synonyms: ['责任人', '跟进人', '跟进责任人'] }),
    nextDue: textOf(OptionalCalendarDate, { synonyms: ['时限', '完成时限', '跟进时限'] }),
    leaderActions: structured(z.array(LeaderAction).max(20, 'too-many').default([])),
    confidentiality: choice(confidentialities),
    ...sourceFields,
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
