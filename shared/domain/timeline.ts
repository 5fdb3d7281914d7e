import type { CalendarDate } from './calendar.ts'
import { type Commitment, isOverdue } from './commitments.ts'
import { type Demand, isOverdueDemand } from './demands.ts'
import { firstLine } from './excerpts.ts'
import { type FollowUp, isLate } from './follow-ups.ts'
import type { Note } from './notes.ts'
import type { Visit } from './visits.ts'

/** What a timeline says of one thing that happened. */
export interface Moment {
  readonly on: CalendarDate
  readonly title: string
  readonly text: string | null
  /** Code of a tag: an outcome level, a demand's state, `overdue`, `done`, `open`. */
  readonly tag: string | null
}

const titleLength = 60

/** A visit by what was talked about, or whom one met; what came of it below. */
export function visitMoment(visit: Visit): Moment {
  const met = visit.theirPeople.map(({ name }) => name).join('、')
  const said = visit.topics ?? visit.outcome ?? (met || visit.place || visit.occurredOn)
  const title = firstLine(said, titleLength)
  const more = visit.outcome !== null && visit.topics !== null ? visit.outcome : visit.nextStep
  return { on: visit.occurredOn, title, text: more, tag: visit.outcomeLevel }
}

/** A note by its first line; the whole of it below where there is more. */
export function noteMoment(note: Pick<Note, 'occurredOn'> & { readonly text: string }): Moment {
  const title = firstLine(note.text, titleLength)
  return { on: note.occurredOn, title, text: title === note.text.trim() ? null : note.text, tag: null }
}

/** @param on the local day on which the demand was written down */
export function demandMoment(demand: Demand, on: CalendarDate, today: CalendarDate): Moment {
  const tag = isOverdueDemand(demand, today) ? 'overdue' : demand.state
  return { on, title: firstLine(demand.content, titleLength), text: demand.result, tag }
}

/** @param on the local day on which the commitment was written down, where the day it was made is not known */
export function commitmentMoment(commitment: Commitment, on: CalendarDate, today: CalendarDate): Moment {
  const tag = commitment.fulfilledOn !== null ? 'done' : isOverdue(commitment, today) ? 'overdue' : 'open'
  return {
    on: commitment.madeOn ?? on,
    title: firstLine(commitment.content, titleLength),
    text: commitment.evidence,
    tag,
  }
}

/** @param on the local day on which the follow-up was written down */
export function followUpMoment(followUp: FollowUp, on: CalendarDate, today: CalendarDate): Moment {
  const tag = followUp.doneOn !== null ? 'done' : isLate(followUp, today) ? 'overdue' : 'open'
  return { on, title: firstLine(followUp.title, titleLength), text: followUp.owner, tag }
}
