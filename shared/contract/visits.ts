import { z } from 'zod'
import { OptionalCalendarDate } from '../domain/calendar.ts'
import type { Commitment } from '../domain/commitments.ts'
import type { Demand } from '../domain/demands.ts'
import { RecordId } from '../domain/entity.ts'
import { outcomeLevels, visitTypes } from '../domain/enumerations.ts'
import { type Visit, VisitDraft, type VisitGap } from '../domain/visits.ts'
import { command, query, returns } from './call.ts'
import { Page, type Stretch } from './page.ts'
import type { RecordFoot, Safety } from './records.ts'
import { Seen } from './seen.ts'

export const VisitFilter = Page.extend({
  text: z.string().max(100).default(''),
  from: OptionalCalendarDate,
  to: OptionalCalendarDate,
  type: z.enum(visitTypes).nullable().default(null),
  outcomeLevel: z.enum(outcomeLevels).nullable().default(null),
  enterpriseId: RecordId.nullable().default(null),
  tripId: RecordId.nullable().default(null),
  authorId: RecordId.nullable().default(null),
  onlyLocal: z.boolean().default(false),
})

export interface VisitSummary
  extends Pick<
    Visit,
    | 'id'
    | 'type'
    | 'mode'
    | 'occurredOn'
    | 'startTime'
    | 'enterpriseId'
    | 'tripId'
    | 'topics'
    | 'outcomeLevel'
    | 'nextStep'
    | 'nextDue'
  > {
  readonly enterpriseName: string | null
  readonly tripTitle: string | null
  readonly authorId: string
  readonly authorName: string | null
  /** Names joined by 、 in rank order. */
  readonly ourPeople: string
  readonly theirPeople: string
  readonly lateEntryDays: number
  readonly gaps: readonly VisitGap[]
  readonly safety: Safety
}

export interface VisitDetail {
  readonly visit: Visit
  readonly enterpriseName: string | null
  readonly tripTitle: string | null
  readonly demands: readonly Demand[]
  readonly commitments: readonly Commitment[]
  readonly lateEntryDays: number
  readonly gaps: readonly VisitGap[]
  /** Only the author edits a visit. */
  readonly mine: boolean
  readonly foot: RecordFoot
}

export const visitsContract = {
  'visits.list': query(VisitFilter, returns<Stretch<VisitSummary>>()),
  'visits.get': query(z.object({ id: RecordId }), returns<VisitDetail | null>()),
  /**
   * Saves a visit with the demands and commitments captured inside it and, where there is a next step, its
   * follow-up. `newEnterprise` creates the enterprise on the spot under `enterpriseId`. One transaction.
   */
  'visits.save': command(
    VisitDraft.safeExtend({
      id: RecordId,
      seen: Seen,
      newEnterprise: z
        .object({
          name: z.string().trim().min(1, 'required').max(200, 'too-long'),
          city: z.string().trim().max(60).nullable().default(null),
        })
        .nullable()
        .default(null),
    }),
    returns<{ readonly savedAt: string }>(),
  ),
}
