import { addDays, type CalendarDate, weekday } from '#shared/domain/calendar.ts'

export interface NextDate {
  /** Key of the `next` texts. */
  readonly key: 'tomorrow' | 'friday' | 'next-week' | 'in-a-month'
  readonly day: CalendarDate
}

/**
 * The quick choices for a next step: 明天, 本周五 (only before Friday), 下周 (its Monday), 一个月后. Two that would
 * mean the same day stand once.
 */
export function nextDates(today: CalendarDate): readonly NextDate[] {
  const place = weekday(today)
  const dates: readonly NextDate[] = [
    { key: 'tomorrow', day: addDays(today, 1) },
    ...(place < 5 ? [{ key: 'friday' as const, day: addDays(today, 5 - place) }] : []),
    { key: 'next-week', day: addDays(today, 8 - place) },
    { key: 'in-a-month', day: monthLater(today) },
  ]
  return dates.filter(({ day }, index) => dates.findIndex((date) => date.day === day) === index)
}

/** The same day of the next month, or that month's last day where it is shorter. */
function monthLater(today: CalendarDate): CalendarDate {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number)
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month, Math.min(day, lastDay))).toISOString().slice(0, 10)
}
