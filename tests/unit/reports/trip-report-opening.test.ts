import { describe, expect, it } from 'vitest'
import type { TripReportInput } from '#shared/domain/trip-report/input.ts'
import { tripReport } from '#shared/domain/trip-report/trip-report.ts'
import { enterprise, input, member, trip, visit } from './trip-sample.ts'

const leader = member('m1', '样例甲', { role: 'leader', post: '局长' })
const lead = (changes: Partial<TripReportInput>) => tripReport(input(changes)).lead
const plain = { purpose: null, approvedBy: null, filingNo: null }

describe('the title of a trip report', () => {
  const cases: [cities: string[], title: string, lines: number][] = [
    [['深圳市'], '关于赴深圳开展招商活动情况的报告', 1],
    [['深圳市', '深圳', '东莞'], '关于赴深圳、东莞开展招商活动情况的报告', 1],
    [['深圳', '东莞', '惠州'], '关于赴深圳、东莞、惠州等地开展招商活动情况的报告', 2],
    [['深圳', '东莞', '惠州', '佛山'], '关于赴深圳、东莞、惠州等地开展招商活动情况的报告', 2],
  ]
  it.each(cases)('for %j reads %s', (cities, title, lines) => {
    const report = tripReport(input({ trip: trip({ cities }) }))
    expect(report.title).toBe(title)
    expect(report.titleLines).toHaveLength(lines)
    expect(report.titleLines.join('')).toBe(title)
  })

  it('falls back to the region where no city was entered', () => {
    expect(tripReport(input({ trip: trip({ cities: [] }) })).title).toBe(
      '关于赴粤港澳大湾区开展招商活动情况的报告',
    )
  })
})

describe('the opening paragraph', () => {
  it('leaves out every figure that is 0 and everything that is unknown', () => {
    expect(lead({ trip: trip({ ...plain, cities: ['深圳市'] }), members: [leader] })).toBe(
      '11月18日至20日，宁川市招商局局长样例甲赴深圳市开展上门招商。现将有关情况报告如下：',
    )
  })

  it('names basis, purpose, leader, units and cities once each', () => {
    const members = [
      member('m2', '样例乙', { organisation: '宁川经济开发区管委会', rankOrder: 2 }),
      member('m1', '样例甲', { role: 'leader', post: '局长', rankOrder: 1 }),
    ]
    expect(lead({ members })).toBe(
      '为深入推进新能源产业链招商，经市政府批准（宁招报〔2026〕12号），11月18日至20日，由宁川市招商局局长样例甲带队，宁川市招商局、宁川经济开发区管委会等2家单位共2人组成招商小分队，赴深圳、东莞2市开展上门招商。现将有关情况报告如下：',
    )
  })

  it.each([
    ['宁招报〔2026〕12号', '市政府', '经市政府批准（宁招报〔2026〕12号），11月18日'],
    [null, '市政府同意', '经市政府同意，11月18日'],
    ['宁招报〔2026〕12号', null, '按照报备计划（宁招报〔2026〕12号），11月18日'],
  ])('tells the filing %s and the approval %s as far as they are known', (filingNo, approvedBy, start) => {
    expect(lead({ trip: trip({ purpose: null, filingNo, approvedBy }) })).toMatch(new RegExp(`^${start}`))
  })

  it('reads properly when nobody leads', () => {
    const members = [member('m1', '样例甲'), member('m2', '样例乙')]
    expect(lead({ trip: trip(plain), members })).toBe(
      '11月18日至20日，宁川市招商局一行2人组成招商小分队，赴深圳、东莞2市开展上门招商。现将有关情况报告如下：',
    )
  })

  it('does not repeat the unit when the post begins with it, and calls a person without post a comrade', () => {
    const members = [
      member('m1', '样例甲', { role: 'leader', post: '宁川市招商局局长' }),
      member('m2', '样例乙', { role: 'leader', organisation: null, post: null }),
    ]
    expect(lead({ trip: trip(plain), members })).toContain('由宁川市招商局局长样例甲、样例乙同志带队')
  })

  const days: [start: string, end: string, text: string][] = [
    ['2026-11-18', '2026-11-18', '11月18日，'],
    ['2026-11-18', '2026-11-20', '11月18日至20日，'],
    ['2026-10-30', '2026-11-02', '10月30日至11月2日，'],
    ['2025-12-30', '2026-01-02', '2025年12月30日至2026年1月2日，'],
    ['2025-11-18', '2025-11-20', '2025年11月18日至20日，'],
    ['2024-02-28', '2024-02-29', '2024年2月28日至29日，'],
  ]
  it.each(days)('writes %s to %s as %s', (startOn, endOn, text) => {
    expect(lead({ trip: trip({ ...plain, startOn, endOn }) })).toMatch(new RegExp(`^${text}`))
  })

  it('calls places that are not cities 地', () => {
    expect(lead({ trip: trip({ cities: ['深圳', '香港'] }) })).toContain('赴深圳、香港2地')
    expect(lead({ trip: trip({ cities: ['广州', '达州'] }) })).toContain('赴广州、达州2市')
  })
})

describe('the figures of the opening paragraph', () => {
  const firms = [
    enterprise('a', '甲公司', {
      badges: [{ type: 'global500', listYear: 2026, rank: 9, level: null, category: null }],
    }),
    enterprise('b', '乙公司', {
      badges: [
        { type: 'global500', listYear: 2024, rank: 9, level: null, category: null },
        { type: 'listed', listYear: null, rank: null, level: null, category: null },
      ],
    }),
    enterprise('c', '丙公司', {
      badges: [{ type: 'global500', listYear: 2027, rank: 9, level: null, category: null }],
    }),
    enterprise('d', '丁商会'),
  ]

  it('counts an enterprise once however often it was visited', () => {
    const visits = [visit('1', 'a'), visit('2', 'a', { occurredOn: '2026-11-20', type: 'return_visit' })]
    expect(lead({ visits, enterprises: firms })).toContain('拜访企业1家（其中世界500强1家）。')
  })

  it('counts only titles that stand in the year of the trip', () => {
    const visits = [visit('1', 'a'), visit('2', 'b'), visit('3', 'c')]
    expect(lead({ visits, enterprises: firms })).toContain('拜访企业3家（其中世界500强1家、上市公司1家）')
  })

  it('tells chambers, symposiums, tours and remote talks under their own names', () => {
    const visits = [
      visit('1', 'a'),
      visit('2', 'a', { type: 'symposium' }),
      visit('3', 'b', { type: 'site_tour' }),
      visit('4', 'c', { mode: 'video' }),
      visit('5', 'd', { type: 'chamber' }),
    ]
    expect(lead({ visits, enterprises: firms })).toContain(
      '先后拜访企业1家（其中世界500强1家），实地考察企业1家，线上对接企业1家，走访商（协）会1家，召开座谈会1场。',
    )
  })

  const amounts: [amounts: (number | null)[], text: string | null][] = [
    [[null, 0], null],
    [[800], '形成投资意向1个、意向总投资800万元'],
    [[800.5, null], '形成投资意向1个、意向总投资800.50万元'],
    [[52_000, 30_000], '形成投资意向2个、意向总投资8.20亿元'],
  ]
  it.each(amounts)('adds up intents of %j 万元', (intents, text) => {
    const visits = intents.map((investIntent, index) =>
      visit(String(index), ['a', 'b'][index] ?? 'a', { investIntent }),
    )
    const paragraph = lead({ visits, enterprises: firms })
    if (text === null) expect(paragraph).not.toContain('意向')
    else expect(paragraph).toContain(text)
  })

  it('takes the newest amount of an enterprise that named two', () => {
    const visits = [
      visit('2', 'a', { occurredOn: '2026-11-20', investIntent: 30_000 }),
      visit('1', 'a', { investIntent: 50_000 }),
    ]
    expect(lead({ visits, enterprises: firms })).toContain('意向总投资3.00亿元')
  })
})
