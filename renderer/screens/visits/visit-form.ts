import { z } from 'zod'
import type { Input } from '#shared/contract/index.ts'
import type { VisitDetail } from '#shared/contract/visits.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import { enterprises } from '#shared/domain/enterprises.ts'
import { type Attendee, VisitDraft } from '#shared/domain/visits.ts'

/** What the form holds: the draft of the visit and the name of the enterprise, which may be only typed yet. */
export const VisitForm = VisitDraft.safeExtend({
  enterpriseName: z.string().default(''),
  enterpriseIsNew: z.boolean().default(false),
}).superRefine(({ enterpriseIsNew, enterpriseName }, context) => {
  const name = enterprises.draft.shape.name.safeParse(enterpriseName)
  if (!enterpriseIsNew || name.success) return
  // The name has no field of its own: it is typed where the enterprise is chosen.
  const message = name.error.issues[0]?.message ?? 'invalid'
  context.addIssue({ code: 'custom', path: ['enterpriseId'], message })
})
export type VisitFormValues = z.input<typeof VisitForm>
export type VisitFormOutput = z.output<typeof VisitForm>

interface Beginning {
  readonly day: CalendarDate
  readonly time: string
  readonly me: Attendee
}

/** A new visit: now, on site, by me; internal unless said otherwise. */
export function newVisit({ day, time, me }: Beginning): VisitFormValues {
  return {
    type: 'door_to_door',
    mode: 'onsite',
    occurredOn: day,
    startTime: time,
    endTime: null,
    enterpriseId: '',
    enterpriseName: '',
    enterpriseIsNew: false,
    tripId: null,
    place: null,
    ourPeople: [me],
    theirPeople: [],
    noCounterpartReason: null,
    topics: null,
    outcome: null,
    outcomeLevel: null,
    investIntent: null,
    nextStep: null,
    nextOwnerId: me.personId,
    nextOwner: me.name,
    nextDue: null,
    leaderActions: [],
    confidentiality: 'internal',
    demands: [],
    commitments: [],
  }
}

/** A saved visit as the form shows it for a change. */
export function visitFormOf({ visit, enterpriseName, demands, commitments }: VisitDetail): VisitFormValues {
  const { id: _, unitId: __, createdBy, createdAt, origin, importBatchId, ...own } = visit
  return {
    ...own,
    enterpriseName: enterpriseName ?? '',
    enterpriseIsNew: false,
    demands: demands.map(({ id, content, category, responsible, dueOn }) => ({
      id,
      content,
      category,
      responsible,
      dueOn,
    })),
    commitments: commitments.map(({ id, content, madeBy, basisPolicy, responsible, dueOn }) => ({
      id,
      content,
      madeBy,
      basisPolicy,
      responsible,
      dueOn,
    })),
  }
}

/**
 * What the form held when it was left, or null when the stored body is none of this form. The input may be
 * unfinished, so only its outline is checked.
 */
export function visitFormOfDraft(body: unknown, beginning: Beginning): VisitFormValues | null {
  if (typeof body !== 'object' || body === null || !('enterpriseName' in body)) return null
  return { ...newVisit(beginning), ...(body as Partial<VisitFormValues>) }
}

/** What `visits.save` takes: an owner only where there is a next step, the enterprise where it is new. */
export function visitToSave(id: string, form: VisitFormOutput): Input<'visits.save'> {
  const { enterpriseName, enterpriseIsNew, ...draft } = form
  return {
    ...draft,
    ...(draft.nextStep ? {} : { nextOwnerId: null, nextOwner: null }),
    id,
    newEnterprise: enterpriseIsNew ? { name: enterpriseName, city: null } : null,
  }
}
