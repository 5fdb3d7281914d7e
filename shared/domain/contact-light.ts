import { addDays, type CalendarDate, daysBetween } from './calendar.ts'
import type { Enterprise } from './enterprises.ts'

export const contactLights = ['green', 'yellow', 'red', 'never'] as const
/** How the contact with an enterprise stands: in time, due soon, overdue, or nobody was ever there. */
export type ContactLight = (typeof contactLights)[number]

/** Days between two visits where the enterprise says nothing else, by its priority (domain brief, row 30). */
export const intervalByPriority = { A: 30, B: 60, C: 90 } as const

/** Of an interval, the part at whose end a visit is about to be due. */
const soon = 0.2

/** After how many days somebody should visit the enterprise again; null where no interval is set for it. */
export function contactInterval(
  enterprise: Pick<Enterprise, 'contactIntervalDays' | 'priority'>,
): number | null {
  const own = enterprise.contactIntervalDays
  if (own !== null && own > 0) return own
  return enterprise.priority === null ? null : intervalByPriority[enterprise.priority]
}

/** The days between which the light is yellow: before the first it is green, after the last red. */
function dueSoon(lastVisitOn: CalendarDate, interval: number): [from: CalendarDate, to: CalendarDate] {
  const margin = Math.max(1, Math.round(interval * soon))
  return [addDays(lastVisitOn, interval - margin + 1), addDays(lastVisitOn, interval)]
}

/** The light of an enterprise on a day; null for one without an interval. */
export function contactLight(
  enterprise: Pick<Enterprise, 'contactIntervalDays' | 'priority'>,
  lastVisitOn: CalendarDate | null,
  today: CalendarDate,
): ContactLight | null {
  const interval = contactInterval(enterprise)
  if (interval === null) return null
  if (lastVisitOn === null) return 'never'
  const [from, to] = dueSoon(lastVisitOn, interval)
  if (today > to) return 'red'
  return today >= from ? 'yellow' : 'green'
}

/** Days until the next visit is due; negative when it is overdue. */
export function daysUntilDue(lastVisitOn: CalendarDate, interval: number, today: CalendarDate): number {
  return interval - daysBetween(lastVisitOn, today)
}
