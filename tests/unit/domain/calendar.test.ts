import { describe, expect, it } from 'vitest'
import {
  addDays,
  daysBetween,
  eachDay,
  isCalendarDate,
  OptionalCalendarDate,
  OptionalTime,
  officialDate,
  officialMonthDay,
  weekday,
} from '../../../shared/domain/calendar.ts'

describe('a calendar day', () => {
  it.each([
    ['2026-11-22', true],
    ['2024-02-29', true],
    ['2026-02-29', false],
    ['2026-02-30', false],
    ['2026-13-01', false],
    ['2026-1-5', false],
    ['2026-11-22T00:00', false],
    ['', false],
  ])('%s exists: %s', (text, exists) => {
    expect(isCalendarDate(text)).toBe(exists)
  })

  it('is counted over the ends of months, years and leap days, whatever the clocks do', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29')
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30')
    expect(daysBetween('2026-01-31', '2026-03-01')).toBe(29)
    expect(daysBetween('2026-03-01', '2026-01-31')).toBe(-29)
    expect(eachDay('2026-11-29', '2026-12-01')).toEqual(['2026-11-29', '2026-11-30', '2026-12-01'])
    expect(eachDay('2026-12-01', '2026-11-29')).toEqual([])
  })

  it('is written in official texts without leading zeros', () => {
    expect(officialDate('2026-01-05')).toBe('2026年1月5日')
    expect(officialMonthDay('2026-11-22')).toBe('11月22日')
  })

  it('begins its week on Monday', () => {
    expect([weekday('2026-11-23'), weekday('2026-11-22')]).toEqual([1, 7])
  })

  it('may be left empty in a form, as may a time', () => {
    expect(OptionalCalendarDate.parse('')).toBeNull()
    expect(OptionalCalendarDate.parse(undefined)).toBeNull()
    expect(OptionalCalendarDate.safeParse('7月底').error?.issues[0]?.message).toBe('date')
    expect(OptionalTime.parse('')).toBeNull()
    expect(OptionalTime.parse('23:59')).toBe('23:59')
    expect(OptionalTime.safeParse('24:00').success).toBe(false)
  })
})
