import { type CalendarDate, weekday } from '#shared/domain/calendar.ts'
import { localDate, localTime } from './clock.ts'
import { i18n } from './i18n.ts'

const language = (): string => i18n.language || 'zh-CN'

/** Making a formatter costs a hundred times its use, and lists use it for every row. */
const formatters = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>()

function kept<F extends Intl.DateTimeFormat | Intl.NumberFormat>(name: string, make: () => F): F {
  const known = formatters.get(name)
  // Each name is of one kind of formatter.
  if (known) return known as F
  const made = make()
  formatters.set(name, made)
  return made
}

function dayFormat(locale: string, withYear: boolean): Intl.DateTimeFormat {
  return kept(
    `day ${locale} ${withYear}`,
    () =>
      new Intl.DateTimeFormat(locale, {
        ...(withYear ? { year: 'numeric' } : {}),
        month: locale === 'en' ? 'short' : 'long',
        day: 'numeric',
        ...(locale === 'en' ? { weekday: 'short' } : {}),
        timeZone: 'UTC',
      }),
  )
}

/** A day as people say it: `11月22日 周日`, with the year when it is not the present one. */
export function formatDay(date: CalendarDate, now: Date = new Date()): string {
  const sameYear = date.slice(0, 4) === String(now.getFullYear())
  const day = dayFormat(language(), !sameYear).format(new Date(`${date}T00:00:00Z`))
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
  const locale = language()
  const format = kept(`amount ${locale}`, () => new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }))
  return format.format(amount)
}

/** An amount of money kept in 万元 as people say it: `50,000 万元`, in English `CNY 500M`. */
export function formatMoney(tenThousands: number): string {
  if (language() !== 'en') return `${formatAmount(tenThousands)} 万元`
  const compact = kept(
    'compact en',
    () => new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }),
  )
  return `CNY ${compact.format(tenThousands * 10_000)}`
}
