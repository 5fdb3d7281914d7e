import type { TripDetail } from '#shared/contract/trips.ts'

export interface ReportGap {
  /** Key of the `trips` texts, `reportBar.<key>`. */
  readonly key: 'noVisits' | 'members' | 'leader' | 'itinerary' | 'theirPeople' | 'ourPeople' | 'content'
  /** Enterprises concerned; 0 where the gap is one of the trip itself. */
  readonly count: number
}

/** What the trip's report still lacks, as the bar of the trip's page names it. The preview knows more. */
export function reportGaps({ members, legs, visits }: TripDetail): ReportGap[] {
  const concerned = (gap: (typeof visits)[number]['gaps'][number]) =>
    new Set(visits.filter(({ gaps }) => gaps.includes(gap)).map(({ enterpriseId }) => enterpriseId)).size
  const gaps: ReportGap[] = [
    { key: 'theirPeople', count: concerned('their-people') },
    { key: 'ourPeople', count: concerned('our-people') },
    { key: 'content', count: concerned('content') },
  ]
  return [
    ...(visits.length === 0 ? [{ key: 'noVisits' as const, count: 0 }] : []),
    ...(members.length === 0 ? [{ key: 'members' as const, count: 0 }] : []),
    ...(members.length > 0 && !members.some(({ role }) => role === 'leader')
      ? [{ key: 'leader' as const, count: 0 }]
      : []),
    ...(legs.length === 0 ? [{ key: 'itinerary' as const, count: 0 }] : []),
    ...gaps.filter(({ count }) => count > 0),
  ]
}
