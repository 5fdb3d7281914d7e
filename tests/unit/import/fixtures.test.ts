import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openFile, readImport } from '../../../electron/data/import/read-file.ts'
import { enterpriseIndex } from '../../../shared/domain/import/match.ts'
import { matchRows, planRows } from '../../../shared/domain/import/plan.ts'

const today = '2026-11-22'
const samples = join(import.meta.dirname, '../../../resources/sample-data')

function planned(name: string) {
  const file = readImport(openFile(readFileSync(join(samples, name))), today)
  const rows = planRows(file.readings, matchRows(file.readings, enterpriseIndex()), new Map())
  const row = (line: number) => {
    const found = rows.find(({ reading }) => reading.line === line)
    if (!found) throw new Error(`no line ${line}`)
    return {
      ...found,
      values: found.reading.enterprise,
      person: found.reading.contact,
      codes: found.remarks.map(({ code }) => code),
    }
  }
  const count = (verdict: string) => rows.filter((candidate) => candidate.verdict === verdict).length
  return { file, rows, row, count }
}

describe('the quarter’s list of target enterprises (xlsx)', () => {
  const { file, rows, row, count } = planned('目标企业推荐名单_2026Q3.xlsx')

  it('finds the header under the merged title and unit line', () => {
    expect(file).toMatchObject({ sheet: '2026年三季度', encoding: null, headerLine: 3 })
    expect(file.columns.map(({ heading, field }) => [heading, field])).toEqual([
      ['序号', 'serial'],
      ['企业名称', 'name'],
      ['所在地', 'city'],
      ['所属行业', 'industryChain'],
      ['企业类别', 'badges'],
      ['产业链环节', null],
      ['拟投资额', 'investIntent'],
      ['联系部门', 'contactDepartment'],
      ['联系电话', 'contactPhones'],
      ['备  注', 'remarks'],
    ])
  })

  it('tells 81 enterprises, two repetitions, one row without a name and three rows without data apart', () => {
    expect(['new', 'merge', 'skip', 'bad', 'not-data'].map(count)).toEqual([81, 2, 0, 1, 3])
    expect(row(34)).toMatchObject({ verdict: 'not-data', codes: ['line-empty'] })
    expect(row(55)).toMatchObject({ verdict: 'not-data', codes: ['line-total'] })
    expect(row(90)).toMatchObject({ verdict: 'not-data', codes: ['line-total'] })
    expect(row(88)).toMatchObject({ verdict: 'bad', codes: ['name-missing'] })
  })

  it('reads amounts under the unit line in 万元, and keeps the words where they are no plain number', () => {
    const intents = [4, 5, 6, 7, 8, 9, 10, 11].map((line) => row(line).values.investIntent)
    expect(intents).toEqual([undefined, 50_000, 100_000, 35_000, 8000, 12_000, 200_000, undefined])
    expect(row(6)).toMatchObject({ codes: expect.arrayContaining(['amount-about']) })
    expect(row(6).values.remarks).toContain('拟投资额：约10（亿元）')
    expect(row(10)).toMatchObject({ codes: expect.arrayContaining(['amount-range']) })
    expect(row(10).values.remarks).toContain('拟投资额：20-30（亿元）')
    expect(row(11)).toMatchObject({ codes: expect.arrayContaining(['amount-undecided']) })
    expect(row(11).values.remarks).toContain('拟投资额：待定')
  })

  it('reads telephones that are numbers or have an extension, under the department that answers them', () => {
    expect(row(6).person).toMatchObject({ name: '投资发展部', phones: ['13800000002'], title: null })
    expect(row(9).person?.phones).toEqual(['0755-26000005转801'])
    expect(row(6).codes).toContain('contact-without-name')
  })

  it('writes names, places and classes in one way', () => {
    expect(row(7).reading.name).toBe('中国移动通信集团有限公司')
    expect(row(58).reading.name).toBe('阿里巴巴（中国）有限公司')
    expect(row(20).values.city).toBe('长沙市')
    expect(row(19).values.city).toBe('长沙市')
    expect(row(4).values).toMatchObject({
      city: '北京市',
      ownership: 'central',
      badges: [{ type: 'global500' }, { type: 'soe_central' }],
      targetCategory: '推荐名单',
      status: 'untouched',
    })
    expect(
      rows.filter(({ verdict }) => verdict === 'new').every(({ fill }) => /[市]$/.test(fill.city ?? '')),
    ).toBe(true)
  })

  it('recognises an enterprise again by its full and by its short name, and keeps the new telephone', () => {
    expect(row(86)).toMatchObject({ verdict: 'merge', enterprise: { kind: 'line', line: 31 } })
    expect(row(86).contact).toMatchObject({ name: '战略部', phones: ['13800000900'] })
    expect(row(87)).toMatchObject({
      verdict: 'merge',
      enterprise: { kind: 'line', line: 33 },
      contact: null,
    })
    expect(row(89)).toMatchObject({ verdict: 'new' })
    expect(row(89).values).toMatchObject({ name: '宁德时代', city: '宁德市', investIntent: 500_000 })
  })
})

describe('the ledger of an office (csv)', () => {
  const { file, row, count } = planned('深圳办事处客户台账.csv')

  it('is read as GB18030 with all its rows, quoted line breaks and all', () => {
    expect(file).toMatchObject({ sheet: null, encoding: 'GB18030', headerLine: 1 })
    expect(count('new')).toBe(file.readings.length)
    expect(row(3).values.remarks).toBe('称"近期不扩产",\n等明年\n最近联系：2026-07-15')
  })

  it('keeps the right credit code and leaves out the wrong one, which is said and not lost', () => {
    expect(row(2).values.uscc).toBe('91350100M000100Y43')
    expect(row(7).values.uscc).toBeUndefined()
    expect(row(7).codes).toContain('uscc-wrong')
    expect(row(7).values.remarks).toContain('91350100M000100Y44')
  })

  it('reads days as people type them and keeps words such as 7月底 as words', () => {
    expect(row(2).values.remarks).toContain('最近联系：2026-07-01')
    expect(row(4).values.remarks).toContain('最近联系：7月底')
    expect(row(4).codes).toContain('date-vague')
    expect(row(5).values).toMatchObject({ status: 'contacted', priority: 'A', targetCategory: 'A' })
  })
})

describe('business cards (vCard)', () => {
  const { file, row, count } = planned('名片导出.vcf')

  it('are read from versions 2.1, 3.0 and 4.0 alike', () => {
    expect(file.headerLine).toBe(0)
    expect(count('new')).toBe(3)
    expect(row(1)).toMatchObject({
      values: { name: '欣旺达电子股份有限公司' },
      person: { name: '样例甲', title: '投资总监', phones: ['13800002001'] },
    })
    expect(row(9)).toMatchObject({
      values: { name: '贝特瑞新材料集团股份有限公司', city: '深圳市', address: '广东省深圳市光明区' },
      person: {
        ...{ name: '样例乙', title: '战略发展部副总经理', phones: ['13800002002'] },
        ...{ email: 'sample-b@example.com', remarks: '展会交换名片, 关注负极材料' },
      },
    })
    expect(row(20)).toMatchObject({
      values: { name: '东莞新能源科技有限公司' },
      person: { name: '样例丙', title: '政府事务', phones: ['13800002003'] },
    })
  })
})
