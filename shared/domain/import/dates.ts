import { addDays, type CalendarDate, isCalendarDate } from '../calendar.ts'
import { type Cell, cellText, nothingRead, plain, type Read, remark } from './values.ts'

const firstYear = 1990
const lastYear = 2100
/** Day 0 of the 1900 date system, shifted for the leap day 1900 that it wrongly counts. */
const serialZero = '1899-12-30'

/**
 * A day as people type it: `2026/7/1`, `2026-7-15`, `2026.7.1`, `2026年7月1日`, `26/7/1`, `20260701`, a spreadsheet serial, and
 * `7月1日` in the year of `today` or the one before, whichever is not ahead. `7月底` and `去年` stay words, with a
 * remark.
 */
export function readDate(cell: Cell, today: CalendarDate): Read<CalendarDate> {
  if (typeof cell === 'number') return readSerial(cell)
  const text = cellText(cell)
  if (text === '') return nothingRead
  const whole = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?(?:[ t].*|[上下]午|晚上?)?$/i.exec(text)
  if (whole) return checked(text, whole[1], whole[2], whole[3])
  // 26/3/5: only a first number that is no month is surely the year.
  const short = /^(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?$/.exec(text)
  if (short)
    return Number(short[1]) > 12 ? checked(text, `20${short[1]}`, short[2], short[3]) : unreadable(text)
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (compact) return checked(text, compact[1], compact[2], compact[3])
  if (/^\d{5}$/.test(text)) return readSerial(Number(text))
  const withoutYear = /^(\d{1,2})(?:月|[-/.])(\d{1,2})[日号]?$/.exec(text)
  if (withoutYear) return withAssumedYear(text, today, withoutYear[1], withoutYear[2])
  const vague = /[年月]|上|下|初|底|末|中旬|前|后|近期|最近|季度/.test(text)
  return { value: null, remarks: [remark(vague ? 'date-vague' : 'date-unreadable', { text })], left: text }
}

function readSerial(serial: number): Read<CalendarDate> {
  const text = String(serial)
  if (/^\d{8}$/.test(text)) return checked(text, text.slice(0, 4), text.slice(4, 6), text.slice(6, 8))
  const day =
    Number.isFinite(serial) && serial > 0 && serial < 80_000 ? addDays(serialZero, Math.floor(serial)) : ''
  return isLikely(day) ? plain(day) : unreadable(text)
}

function checked(text: string, year = '', month = '', day = ''): Read<CalendarDate> {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isLikely(date) ? plain(date) : unreadable(text)
}

function withAssumedYear(text: string, today: CalendarDate, month = '', day = ''): Read<CalendarDate> {
  const thisYear = Number(today.slice(0, 4))
  const inThisYear = checked(text, String(thisYear), month, day)
  const ahead = inThisYear.value !== null && inThisYear.value > today
  const { value, remarks } = ahead ? checked(text, String(thisYear - 1), month, day) : inThisYear
  if (value === null) return { value, remarks, left: text }
  return { value, remarks: [remark('date-year-assumed', { text, year: value.slice(0, 4) })], left: null }
}

function isLikely(date: string): boolean {
  const year = Number(date.slice(0, 4))
  return isCalendarDate(date) && year >= firstYear && year <= lastYear
}

function unreadable(text: string): Read<never> {
  return { value: null, remarks: [remark('date-unreadable', { text })], left: text }
}
