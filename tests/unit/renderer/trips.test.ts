import { describe, expect, it } from 'vitest'
import { isReportLate } from '../../../renderer/screens/trips/report-due.ts'
import { reportGaps } from '../../../renderer/screens/trips/report-gaps.ts'
import { emptyLeg, type TripOutput, withPositions } from '../../../renderer/screens/trips/trip-form.ts'
import type { TripDetail } from '../../../shared/contract/trips.ts'

type Gap = TripDetail['visits'][number]['gaps'][number]

/** The parts of a trip's page that the bar looks at. */
function detail(
  visits: readonly { readonly enterpriseId: string; readonly gaps: readonly Gap[] }[],
  roles: readonly string[] = ['leader'],
): TripDetail {
  return { visits, members: roles.map((role) => ({ role })), legs: [{}] } as unknown as TripDetail
}

describe('The bar that leads to the report', () => {
  it('counts enterprises, not visits, whose people are missing', () => {
    const visits = [
      { enterpriseId: 'a', gaps: ['their-people' as const] },
      { enterpriseId: 'a', gaps: ['their-people' as const] },
      { enterpriseId: 'b', gaps: ['their-people' as const, 'content' as const] },
    ]
    expect(reportGaps(detail(visits))).toEqual([
      { key: 'theirPeople', count: 2 },
      { key: 'content', count: 1 },
    ])
  })

  it('is satisfied with a trip whose report would be complete', () => {
    expect(reportGaps(detail([{ enterpriseId: 'a', gaps: [] }]))).toEqual([])
  })

  it('asks for a head of the delegation and for visits', () => {
    expect(reportGaps(detail([], ['member'])).map(({ key }) => key)).toEqual(['noVisits', 'leader'])
  })
})

describe('A report', () => {
  it('is late from the day after it was due, until it is handed in', () => {
    const due = { state: 'returned', reportDueOn: '2026-11-20' } as const
    expect(isReportLate(due, '2026-11-20')).toBe(false)
    expect(isReportLate(due, '2026-11-21')).toBe(true)
    expect(isReportLate({ ...due, state: 'reported' }, '2026-11-21')).toBe(false)
  })
})

describe('The itinerary of a trip', () => {
  it('keeps the order in which the activities of each half day stand', () => {
    const legs = [
      emptyLeg('2026-11-20', 'morning'),
      emptyLeg('2026-11-20', 'afternoon'),
      emptyLeg('2026-11-20', 'morning'),
      emptyLeg('2026-11-21', 'morning'),
    ]
    const trip = { legs } as unknown as TripOutput
    expect(withPositions(trip).legs.map(({ position }) => position)).toEqual([0, 0, 1, 0])
  })
})
