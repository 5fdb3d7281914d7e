import { create } from 'zustand'
import { addDays, type CalendarDate } from '#shared/domain/calendar.ts'

export const periods = ['year', 'quarter', 'month', 'last-year'] as const
export type PeriodName = (typeof periods)[number]
export const chainTabs = ['links', 'panorama', 'situation', 'coverage', 'enterprises'] as const
export type ChainTab = (typeof chainTabs)[number]

interface ChainView {
  readonly period: PeriodName
  readonly choosePeriod: (period: PeriodName) => void
}

/** The period whose visits are counted. */
export const useChainView = create<ChainView>()((set) => ({
  period: 'year',
  choosePeriod: (period) => set({ period }),
}))

/** The days of a period: this year, the last three months, the last month (30 days), the year before. */
export function periodDays(
  period: PeriodName,
  today: CalendarDate,
): { from: CalendarDate; to: CalendarDate } {
  const year = Number(today.slice(0, 4))
  switch (period) {
    case 'year':
      return { from: `${year}-01-01`, to: today }
    case 'quarter':
      return { from: addDays(today, -89), to: today }
    case 'month':
      return { from: addDays(today, -29), to: today }
    case 'last-year':
      return { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` }
  }
}
