import { describe, expect, it } from 'vitest'
import { isDraftReport, type TripReportInput } from '#shared/domain/trip-report/input.ts'
import { tripReportProblems } from '#shared/domain/trip-report/problems.ts'
import en from '#shared/i18n/en/reports.json' with { type: 'json' }
import zh from '#shared/i18n/zh-CN/reports.json' with { type: 'json' }
import { commitment, demand, enterprise, input, leg, member, trip, visit } from './trip-sample.ts'
import { wholeTrip } from './whole-trip.ts'

const firm = enterprise('a', '甲科技有限公司')
const good: Partial<TripReportInput> = {
  trip: trip({ startOn: '2026-11-18', endOn: '2026-11-18' }),
  members: [member('m', '样例甲', { role: 'leader' })],
  legs: [leg('l')],
  visits: [visit('v', 'a')],
  enterprises: [firm],
}
const found = (changes: Partial<TripReportInput>) =>
  tripReportProblems(input({ ...good, ...changes })).map(
    ({ severity, code, subject }) => `${severity} ${code} ${subject.table}.${subject.field}`,
  )
const withVisit = (changes: Parameters<typeof visit>[2]) => found({ visits: [visit('v', 'a', changes)] })
const withFirm = (changes: Parameters<typeof enterprise>[2]) =>
  found({ enterprises: [enterprise('a', '甲科技有限公司', changes)] })

describe('what is missing before a report is handed in', () => {
  it('is nothing for a complete trip', () => {
    expect(found({})).toEqual([])
  })

  const cases: [name: string, problems: string[], expected: string[]][] = [
    ['no members', found({ members: [] }), ['missing no-members trips.members']],
    ['no leader', found({ members: [member('m', '样例甲')] }), ['missing no-leader trips.members']],
    [
      'a member without post',
      found({ members: [member('m', '样例甲', { role: 'leader', post: null })] }),
      ['missing member-without-post tripMembers.post'],
    ],
    [
      'no filing number',
      found({ trip: trip({ endOn: '2026-11-18', filingNo: null }) }),
      ['missing no-filing-number trips.filingNo'],
    ],
    [
      'no recipient',
      found({ trip: trip({ endOn: '2026-11-18', reportTo: null }) }),
      ['advice no-recipient trips.reportTo'],
    ],
    [
      'a day without plan or visit',
      found({ trip: trip({ endOn: '2026-11-19' }) }),
      ['missing day-without-legs trips.legs'],
    ],
    ['a day of visits without plan', found({ legs: [] }), ['advice day-without-legs trips.legs']],
    ['no visits', found({ visits: [] }), ['missing no-visits trips.null']],
    ['visits only on this device', found({ unsent: 2 }), ['missing unsent-visits trips.null']],
    ['nobody of ours', withVisit({ ourPeople: [] }), ['missing visit-without-our-people visits.ourPeople']],
    [
      'nobody of theirs',
      withVisit({ theirPeople: [] }),
      ['missing visit-without-their-people visits.theirPeople'],
    ],
    ['nobody of theirs with a reason', withVisit({ theirPeople: [], noCounterpartReason: '外出' }), []],
    [
      'too little content',
      withVisit({ topics: '产业园区' }),
      ['missing visit-content-too-short visits.topics'],
    ],
    ['no outcome', withVisit({ outcome: null }), ['missing visit-without-outcome visits.outcome']],
    ['no next step', withVisit({ nextStep: null }), ['missing visit-without-next-step visits.nextStep']],
    [
      'nobody for the next step',
      withVisit({ nextOwner: null }),
      ['missing visit-without-next-owner visits.nextOwner'],
    ],
    [
      'no day for the next step',
      withVisit({ nextDue: null }),
      ['missing visit-without-next-due visits.nextDue'],
    ],
    [
      'a visit on another day',
      withVisit({ occurredOn: '2026-11-21' }),
      ['missing visit-outside-trip visits.occurredOn'],
    ],
    [
      'people who are no members',
      withVisit({ ourPeople: [{ personId: null, name: '样例寅', post: null }] }),
      ['advice visit-people-not-members visits.ourPeople'],
    ],
    [
      'an enterprise that is not here',
      found({ enterprises: [] }),
      ['missing visit-without-enterprise visits.enterpriseId'],
    ],
    [
      'an enterprise without city',
      withFirm({ city: null }),
      ['missing enterprise-without-city enterprises.city'],
    ],
    [
      'an enterprise without products',
      withFirm({ mainProducts: null }),
      ['missing enterprise-without-products enterprises.mainProducts'],
    ],
    [
      'an enterprise without code',
      withFirm({ usccMissingReason: null }),
      ['advice enterprise-without-uscc enterprises.uscc'],
    ],
    [
      'a demand for nobody',
      found({ demands: [demand('d', 'a', { responsible: null })] }),
      ['advice demand-without-responsible demands.responsible'],
    ],
    [
      'a promise without basis',
      found({ commitments: [commitment('c', 'a', { basisPolicy: null })] }),
      ['advice commitment-without-basis commitments.basisPolicy'],
    ],
  ]
  it.each(cases)('names %s and where to mend it', (_, problems, expected) => {
    expect(problems).toEqual(expected)
  })

  it('finds one enterprise entered twice under two spellings', () => {
    const twice = found({
      visits: [visit('v', 'a'), visit('w', 'b')],
      enterprises: [firm, enterprise('b', '甲科技股份有限公司 ')],
    })
    expect(twice).toEqual(['missing duplicate-enterprises enterprises.name'])
  })

  it('puts gaps before advice', () => {
    const severities = tripReportProblems(wholeTrip()).map(({ severity }) => severity)
    expect(severities).toEqual([...severities].sort().reverse())
  })

  it('has a sentence for every code in both languages', () => {
    const everything = tripReportProblems(
      input({
        unsent: 1,
        trip: trip({ filingNo: null, cities: [], region: null, purpose: null }),
        visits: [visit('v', 'x')],
      }),
    )
    for (const { code } of everything) {
      expect(zh.problems).toHaveProperty(code)
      expect(en.problems).toHaveProperty(code)
    }
  })
})

describe('a report is a draft', () => {
  const cases: [name: string, changes: Partial<TripReportInput>, draft: boolean][] = [
    ['is not one when everything has arrived', {}, false],
    ['while visits are only on this device', { unsent: 1 }, true],
    ['while the trip goes on', { today: '2026-11-19' }, true],
    [
      'while a colleague has not sent everything',
      { freshness: { syncedThrough: null, people: 4, peopleSynced: 3 } },
      true,
    ],
  ]
  it.each(cases)('%s', (_, changes, draft) => {
    expect(isDraftReport(input(changes))).toBe(draft)
  })
})
