import { addDays, type CalendarDate, isCalendarDate } from '#shared/domain/calendar.ts'

const nearDays: Readonly<Record<string, number>> = { 昨天: -1, 今天: 0, 明天: 1, 后天: 2 }

/**
 * A day as people type it (`2026-11-5`, `20261105`, `2026年11月5日`, `11.5`, `11月5日`, `明天`) as `yyyy-mm-dd`; without
 * a year the year of `today` is meant. Undefined for what is no day.
 */
export function typedDate(text: string, today: CalendarDate): CalendarDate | undefined {
  const plain = text.normalize('NFKC').replace(/\s/g, '')
  const near = nearDays[plain]
  if (near !== undefined) return addDays(today, near)
  const [, year = today.slice(0, 4), month = '', day = ''] =
    /^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?$/.exec(plain) ??
    /^(\d{4})?(\d{2})(\d{2})$/.exec(plain) ??
    []
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isCalendarDate(date) ? date : undefined
}
