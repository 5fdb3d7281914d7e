import { describe, expect, it } from 'vitest'
import { mergedSpans } from '../../../renderer/screens/reports/merged-cells.ts'
import { type MeasuredItem, paginate } from '../../../renderer/screens/reports/paginate.ts'
import { problemPath } from '../../../renderer/screens/reports/problem-path.ts'
import { reportFlow } from '../../../renderer/screens/reports/report-flow.ts'
import { tablePages } from '../../../renderer/screens/reports/table-pages.ts'
import { column, type TripReport } from '../../../shared/domain/trip-report/model.ts'

const report: TripReport = {
  title: '关于赴样例市开展招商活动情况的报告',
  titleLines: ['关于赴样例市', '开展招商活动情况的报告'],
  recipient: '市人民政府：',
  lead: '现将有关情况报告如下：',
  blocks: [
    { kind: 'heading', text: '一、基本情况' },
    { kind: 'paragraph', lead: { level: 2, text: '（一）行程安排。' }, text: '拜访企业。' },
  ],
  attachments: [],
  signature: '样例市招商局',
  date: '2026年11月22日',
  isDraft: false,
}
const table = { columns: [], rows: [], total: null }
const attached = (titles: readonly string[]): TripReport => ({
  ...report,
  attachments: titles.map((title, index) => ({
    number: index + 1,
    title,
    landscape: false,
    table,
    note: null,
  })),
})
const texts = (shown: TripReport) =>
  reportFlow(shown).map(({ runs }) => runs.map(({ text }) => text).join(''))

/** A paragraph of ten characters a line. */
const lines = (count: number, kind: MeasuredItem['item']['kind'] = 'paragraph'): MeasuredItem => ({
  item: { key: `${kind} ${count}`, kind, runs: [{ text: '字'.repeat(count * 10), face: 'body' }] },
  lineStarts: Array.from({ length: count }, (_, index) => index * 10),
})
const lengths = (pages: ReturnType<typeof paginate>) =>
  pages.map((page) => page.map(({ runs }) => runs.reduce((sum, { text }) => sum + text.length, 0)))

describe('The text of a report', () => {
  it('stands in the order of the standard: title, recipient, text, signature, date', () => {
    expect(texts(report)).toEqual([
      '关于赴样例市',
      '开展招商活动情况的报告',
      '',
      '市人民政府：',
      '现将有关情况报告如下：',
      '一、基本情况',
      '（一）行程安排。拜访企业。',
      '',
      '样例市招商局',
      '2026年11月22日',
    ])
  })

  it('numbers several attachments and leaves a lone one without number', () => {
    expect(texts(attached(['行程安排表', '人员名单']))).toContain('附件：1.行程安排表')
    expect(texts(attached(['行程安排表', '人员名单']))).toContain('2.人员名单')
    expect(texts(attached(['行程安排表']))).toContain('附件：行程安排表')
  })
})

describe('The pages of a report', () => {
  it('take up a paragraph line by line and go on with it on the next page', () => {
    const pages = paginate([lines(3), lines(4)], 5)
    expect(lengths(pages)).toEqual([[30, 20], [20]])
    expect(pages[0]?.[1]).toMatchObject({ continues: false, goesOn: true })
    expect(pages[1]?.[0]).toMatchObject({ continues: true, goesOn: false })
  })

  it('never leave a heading alone at the foot', () => {
    expect(lengths(paginate([lines(4), lines(1, 'heading'), lines(2)], 5))).toEqual([[40], [10, 20]])
  })

  it('lose no character of a paragraph in several faces', () => {
    const item = {
      key: 'mixed',
      kind: 'paragraph' as const,
      runs: [
        { text: '甲'.repeat(7), face: 'kai' as const },
        { text: '乙'.repeat(23), face: 'body' as const },
      ],
    }
    const pages = paginate([{ item, lineStarts: [0, 10, 20] }], 2)
    const all = pages.flat().flatMap(({ runs }) => runs.map(({ text, face }) => `${face}${text.length}`))
    expect(all).toEqual(['kai7', 'body13', 'body10'])
  })
})

describe('A table of the report', () => {
  it('shows equal days of the itinerary in one cell', () => {
    const days = {
      columns: [column('date', '日期', 1, { mergeEqual: true }), column('place', '地点', 1)],
      rows: [
        ['20日', '甲'],
        ['20日', '甲'],
        ['21日', '乙'],
      ],
      total: null,
    }
    expect(mergedSpans(days)).toEqual([
      [2, 1],
      [0, 1],
      [1, 1],
    ])
  })
})

describe('A long table of the report', () => {
  const sheet = { page: 100, above: 30, header: 10 }

  it('goes on over several pages, each with the header, the title on the first alone', () => {
    expect(tablePages({ ...sheet, rows: [30, 30, 30, 30, 30, 30] })).toEqual([
      [0, 2],
      [2, 5],
      [5, 6],
    ])
  })

  it('has a page even without rows, and one row taller than a page on a page of its own', () => {
    expect(tablePages({ ...sheet, rows: [] })).toEqual([[0, 0]])
    expect(tablePages({ ...sheet, rows: [500, 20, 500] })).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ])
  })
})

describe('A problem of the report', () => {
  const subject = { table: 'visits', id: 'v1', field: 'theirPeople' } as const
  const problem = { code: 'visit-without-their-people', severity: 'missing', subject, params: {} } as const

  it('leads to the field of the record that lacks it', () => {
    expect(problemPath(problem, 't1')).toBe('/visits/v1/edit?field=theirPeople')
  })

  it('leads to the members of the trip for a member without post', () => {
    const member = { table: 'tripMembers', id: 'm1', field: 'post' } as const
    expect(problemPath({ ...problem, code: 'member-without-post', subject: member }, 't1')).toBe(
      '/trips/t1/edit?field=members',
    )
  })

  it('leads to the sync centre for visits that are not uploaded', () => {
    const trip = { table: 'trips', id: 't1', field: null } as const
    expect(problemPath({ ...problem, code: 'unsent-visits', subject: trip }, 't1')).toBe('/sync')
  })
})
