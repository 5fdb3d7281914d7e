import type { CalendarDate } from '#shared/domain/calendar.ts'

/** What a list of demands, commitments or follow-ups shows. */
export interface PromiseQuery {
  readonly text: string
  readonly enterpriseId: string | null
  /** `open`: what still has to be done; `overdue`: of these, what was due before `today`. */
  readonly show: 'open' | 'overdue' | 'all'
  readonly today: CalendarDate
  /** User whose ones are shown, or null for everybody's. */
  readonly mine: string | null
  readonly limit: number
  readonly offset: number
}
