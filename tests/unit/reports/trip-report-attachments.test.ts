import { describe, expect, it } from 'vitest'
import { ledgerFileName, reportFileName } from '#shared/domain/trip-report/file-names.ts'
import { cellText } from '#shared/domain/trip-report/model.ts'
import { tripReport } from '#shared/domain/trip-report/trip-report.ts'
import { input, member, visit } from './trip-sample.ts'
import { wholeTrip } from './whole-trip.ts'

const whole = wholeTrip()
const attachments = tripReport(whole).attachments

describe('the attachments of a trip report', () => {
  it('have the columns of the official tables', () => {
    expect(attachments.map(({ table }) => table.columns.map(({ title }) => title))).toEqual([
      ['日期', '时间', '地点', '活动内容', '对接对象', '参加人员', '备注'],
      ['序号', '姓名', '单位及职务', '分工', '联系电话'],
      [
        '序号',
        '企业名称',
        '企业类别',
        '所在地',
        '主营业务',
        '会见人员及职务',
        '洽谈内容',
        '达成共识',
        '投资意向（万元）',
        '下一步举措',
        '责任单位/人',
        '时限',
      ],
    ])
  })

  it('close up their numbers when one has no rows', () => {
    const { attachments: rest } = tripReport({ ...whole, members: [] })
    expect(rest.map(({ number, title }) => `${number}.${title}`)).toEqual([
      '1.行程安排表',
      '2.拜访企业情况一览表',
    ])
  })

  it('name the members by rank with the leader first, whatever order they were entered in', () => {
    expect(attachments[1]?.table.rows.map((row) => row[1])).toEqual(['样例甲', '样例乙', '样例丙', '样例丁'])
    const members = [
      member('1', '样例乙', { rankOrder: 1 }),
      member('2', '样例甲', { role: 'leader' }),
      member('3', '样例丙', { role: 'clerk' }),
      member('4', '样例丁'),
    ]
    const rows = tripReport(input({ members })).attachments[0]?.table.rows
    expect(rows?.map((row) => row[1])).toEqual(['样例甲', '样例乙', '样例丁', '样例丙'])
  })

  it('hide the middle of telephone numbers in a copy for others', () => {
    const masked = tripReport({ ...whole, maskPhones: true }).attachments[1]?.table.rows
    expect(masked?.map((row) => row[4])).toEqual(['138****1001', '138****1002', '138****1003', '138****1004'])
  })

  it('hide a short number whole', () => {
    const members = [member('1', '样例甲', { phone: '8880' })]
    const table = tripReport(input({ members, maskPhones: true })).attachments[0]?.table
    expect(table?.rows[0]?.[4]).toBe('****')
  })

  it('have one row for each enterprise, so that rows and the text agree', () => {
    const again = visit('v7', 'byd', {
      occurredOn: '2026-11-20',
      startTime: '17:00',
      investIntent: 60_000,
      topics: '选址复核',
    })
    const report = tripReport({ ...whole, visits: [...whole.visits, again] })
    const table = report.attachments[2]?.table
    expect(table?.rows).toHaveLength(6)
    expect(table?.rows[0]?.slice(6, 9)).toEqual([
      '储能电池结构件项目选址、用电保障和物流配套；选址复核',
      '企业拟于12月来我市实地考察',
      60_000,
    ])
    expect(table?.total?.[8]).toBe(92_500)
    expect(report.lead).toContain('意向总投资9.25亿元')
  })

  it('say 全体成员 only when all were there, and name the others in the order of the list', () => {
    expect(attachments[0]?.table.rows.map((row) => row[5])).toEqual([
      '',
      '全体成员',
      '全体成员',
      '样例甲、样例乙、样例丙',
      '样例乙、样例丙、样例丁',
      '全体成员',
      '全体成员',
    ])
  })

  it('print amounts with two decimals and separators', () => {
    expect(cellText('amount', 1_234_567.5)).toBe('1,234,567.50')
    expect(cellText('amount', 800)).toBe('800.00')
    expect(cellText('amount', null)).toBe('')
  })
})

describe('the suggested file names', () => {
  it('tell unit, subject and day', () => {
    expect(ledgerFileName('宁川市招商局', ['深圳', '东莞'], '2026-11-22')).toBe(
      '宁川市招商局_赴深圳、东莞招商情况表_20261122.xlsx',
    )
    expect(ledgerFileName('宁川市招商局', [], '2026-11-22')).toBe('宁川市招商局_招商情况表_20261122.xlsx')
    expect(reportFileName('宁川市招商局', { title: '关于情况的报告', isDraft: true }, '2026-11-22')).toBe(
      '宁川市招商局_关于情况的报告（草稿）_20261122.docx',
    )
  })

  it('have no characters that a file system refuses and are not too long', () => {
    const title = `甲/乙\\丙:*?"<>|\u202e\n${'长'.repeat(200)}`
    const name = reportFileName('..单位 ', { title, isDraft: false }, '2026-11-22')
    expect(name).toMatch(/^单位_甲乙丙长+_20261122\.docx$/)
    expect(Buffer.byteLength(name)).toBeLessThan(255)
  })
})
