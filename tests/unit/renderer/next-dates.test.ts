import { describe, expect, it } from 'vitest'
import { nextDates } from '../../../renderer/screens/visits/next-dates.ts'

const days = (today: string) => Object.fromEntries(nextDates(today).map(({ key, day }) => [key, day]))

describe('The quick dates for a next step', () => {
  it('are tomorrow, this Friday, next Monday and the same day of the next month', () => {
    expect(days('2026-11-18')).toEqual({
      tomorrow: '2026-11-19',
      friday: '2026-11-20',
      'next-week': '2026-11-23',
      'in-a-month': '2026-12-18',
    })
  })
  it('leave out this Friday once it has come', () => {
    expect(days('2026-11-20')).not.toHaveProperty('friday')
  })
  it('name a day only once: on Thursday tomorrow is Friday, on Sunday tomorrow is next Monday', () => {
    expect(Object.keys(days('2026-11-19'))).toEqual(['tomorrow', 'next-week', 'in-a-month'])
    expect(Object.keys(days('2026-11-22'))).toEqual(['tomorrow', 'in-a-month'])
  })
  it('stay inside a shorter month and go over the end of the year', () => {
    expect(days('2027-01-31')['in-a-month']).toBe('2027-02-28')
    expect(days('2026-12-15')['in-a-month']).toBe('2027-01-15')
  })
})
