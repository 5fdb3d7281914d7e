import { type CalendarDate, weekday } from '#shared/domain/calendar.ts'
import { localDate, localTime } from './clock.ts'
import { i18n } from './i18n.ts'

const language = (): string => i18n.language || 'zh-CN'

/** A day as people say it: `11月22日 周日`, with the year when it is not the present one. */
export function formatDay(date: CalendarDate, now: Date = new Date()): string {
  const sameYear = date.slice(0, 4) === String(now.getFullYear())
  const day = new Intl.DateTimeFormat(language(), {
    ...(sameYear ? {} : { year: 'numeric' }),
    month: language() === 'en' ? 'short' : 'long',
    day: 'numeric',
    ...(language() === 'en' ? { weekday: 'short' } : {}),
    timeZone: 'UTC',
  }).format(new Date(`${date}T00:00:00Z`))
  return language() === 'en' ? day : `${day} 周${'一二三四五六日'.charAt(weekday(date) - 1)}`
}

/** An instant as `14:32` today and `11月20日 周五 14:32` otherwise. */
export function formatInstant(instant: string, now: Date = new Date()): string {
  const at = new Date(instant)
  const time = localTime(at)
  return localDate(at) === localDate(now) ? time : `${formatDay(localDate(at), now)} ${time}`
}

/** `14:32` of an instant. */
export const formatTime = (instant: string): string => localTime(new Date(instant))

/** An amount with thousands separators; the unit stands in the heading. */
export function formatAmount(amount: number): string {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: 2 }).format(amount)
}
