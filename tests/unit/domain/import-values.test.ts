import { describe, expect, it } from 'vitest'
import { type AmountUnit, amountUnitIn, readAmount } from '../../../shared/domain/import/amounts.ts'
import { readClasses } from '../../../shared/domain/import/badges.ts'
import { findHeader } from '../../../shared/domain/import/columns.ts'
import { isSameContact } from '../../../shared/domain/import/contacts.ts'
import { readDate } from '../../../shared/domain/import/dates.ts'
import { enterpriseIndex } from '../../../shared/domain/import/match.ts'
import { type Cell, readCount, readPhones, readUscc } from '../../../shared/domain/import/values.ts'

const codes = ({ remarks }: { remarks: readonly { code: string }[] }) => remarks.map(({ code }) => code)

describe('amounts, in 万元', () => {
  it.each<[Cell, AmountUnit | null, number | null, string[]]>([
    [5, '亿元', 50_000, []],
    ['5', '万元', 5, []],
    ['５', '亿元', 50_000, []],
    [5, null, 5, ['amount-unit-assumed']],
    ['3.5亿', '亿元', 35_000, []],
    ['1.2亿元', '万元', 12_000, []],
    ['8000万', '亿元', 8000, []],
    ['500万元', null, 500, []],
    ['1,200.5', '万元', 1200.5, []],
    ['5000000元', '亿元', 500, []],
    ['约10', '亿元', 100_000, ['amount-about']],
    ['10亿左右', null, 100_000, ['amount-about']],
    ['20-30', '亿元', 200_000, ['amount-range']],
    ['2～3亿元', null, 20_000, ['amount-range']],
    ['2亿至3亿', null, 20_000, ['amount-range']],
    ['5000万-1亿', null, 5000, ['amount-range']],
    ['待定', '亿元', null, ['amount-undecided']],
    ['/', '亿元', null, []],
    ['暂无', '亿元', null, []],
    ['500万美元', '亿元', null, ['amount-currency']],
    ['面谈后再定', '亿元', null, ['amount-unreadable']],
    ['0.1', '亿元', 1000, []],
    ['', '亿元', null, []],
    [null, null, null, []],
  ])('%j under %s are %s', (cell, unit, value, remarks) => {
    const reading = readAmount(cell, unit)
    expect(reading.value).toBe(value)
    expect(codes(reading)).toEqual(remarks)
  })

  it('never lose the words that are no plain number', () => {
    expect(readAmount('20-30', '亿元').left).toBe('20-30（亿元）')
    expect(readAmount('500万美元', '亿元').left).toBe('500万美元')
  })

  it.each([
    ['填报单位：市招商局　填报日期：2026年9月28日　单位：亿元', '亿元'],
    ['拟投资额（万元）', '万元'],
    ['注册资本(单位：元)', '元'],
    ['单位名称', null],
    ['填报单位：市招商局', null],
  ])('take their unit from %s: %s', (text, unit) => {
    expect(amountUnitIn(text)).toBe(unit)
  })
})

describe('days as people type them', () => {
  it.each<[Cell, string | null, string[]]>([
    ['2026/7/1', '2026-07-01', []],
    ['2026-7-15', '2026-07-15', []],
    ['2026.07.01', '2026-07-01', []],
    ['2026年7月1日', '2026-07-01', []],
    ['2026-07-01 09:30', '2026-07-01', []],
    ['20260701', '2026-07-01', []],
    [20260701, '2026-07-01', []],
    [46_204, '2026-07-01', []],
    [46_204.75, '2026-07-01', []],
    ['46204', '2026-07-01', []],
    ['7月1日', '2026-07-01', ['date-year-assumed']],
    ['12月30日', '2025-12-30', ['date-year-assumed']],
    ['2026/2/30', null, ['date-unreadable']],
    ['7月底', null, ['date-vague']],
    ['去年', null, ['date-vague']],
    ['2026年7月', null, ['date-vague']],
    ['张三', null, ['date-unreadable']],
    [12, null, ['date-unreadable']],
    [-1, null, ['date-unreadable']],
    ['', null, []],
  ])('%j is %s', (cell, value, remarks) => {
    const reading = readDate(cell, '2026-11-22')
    expect(reading.value).toBe(value)
    expect(codes(reading)).toEqual(remarks)
  })
})

describe('telephones', () => {
  it.each<[Cell, string[] | null]>([
    [13800000002, ['13800000002']],
    ['+86 138 0000 2002', ['13800002002']],
    ['tel:+86-138-0000-2003', ['13800002003']],
    ['138-0000-2004', ['13800002004']],
    ['0755-26000005转801', ['0755-26000005转801']],
    ['0755-26000005-801', ['0755-26000005-801']],
    ['（0755）26000005', ['075526000005']],
    ['0755-26000005、13800002001', ['0755-26000005', '13800002001']],
    ['13800002001 13800002002', ['13800002001', '13800002002']],
    ['13800002001/13800002001', ['13800002001']],
    ['', null],
  ])('%j are kept as %j', (cell, numbers) => {
    expect(readPhones(cell).value).toEqual(numbers)
  })

  it('that are none are said and kept as words', () => {
    expect(readPhones('见名片')).toMatchObject({
      value: null,
      left: '见名片',
      remarks: [{ code: 'phone-unreadable' }],
    })
  })
})

describe('classes of enterprises', () => {
  it.each([
    ['世界500强/央企', ['global500', 'soe_central'], 'central', []],
    ['世界五百强', ['global500'], null, []],
    ['中国500强、上市公司', ['china500', 'listed'], null, []],
    ['国家级专精特新“小巨人”', ['little_giant'], null, []],
    ['专精特新', ['specialised'], null, []],
    ['外资', ['foreign'], 'foreign', []],
    ['民企', [], 'private', []],
    ['独角兽;高新技术企业', ['unicorn', 'hi_tech'], null, []],
    ['上市公司、样例称号', ['listed'], null, ['badge-unknown']],
  ])('%s', (text, types, ownership, remarks) => {
    const reading = readClasses(text)
    expect(reading.value?.badges.map(({ type }) => type)).toEqual(types)
    expect(reading.value?.ownership).toBe(ownership)
    expect(codes(reading)).toEqual(remarks)
  })

  it('know the year and the place on the list', () => {
    expect(readClasses('2025民营500强（第12位）').value?.badges).toEqual([
      { type: 'private500', listYear: 2025, rank: 12, level: null, category: null },
    ])
    expect(readClasses('世界500强').value?.badges).toMatchObject([{ listYear: null, rank: null }])
  })
})

describe('other cells', () => {
  it('count people and say what is no number', () => {
    expect(readCount('约1,500人').value).toBe(1500)
    expect(readCount('1.2万人').value).toBe(12_000)
    expect(readCount('很多')).toMatchObject({ value: null, left: '很多' })
  })

  it('leave a wrong credit code out of its field and in the remarks', () => {
    expect(readUscc('91350100m000100y43').value).toBe('91350100M000100Y43')
    expect(readUscc('91350100M000100Y44')).toMatchObject({ value: null, left: '91350100M000100Y44' })
    expect(readUscc('暂无')).toMatchObject({ value: null, remarks: [] })
  })
})

describe('the header of a table', () => {
  it('is the line that knows most headings, however they are spaced and marked', () => {
    const header = findHeader([
      ['企业名称一览'],
      ['单位：万元'],
      ['序号', '* 企 业 名 称', '注册资本（亿元）', '营业收入', '联系电话', '手机', '城市', '城市', '自定'],
    ])
    expect(header?.line).toBe(3)
    expect(header?.columns.map(({ field, unit }) => [field, unit])).toEqual([
      ['serial', '万元'],
      ['name', '万元'],
      ['regCapital', '亿元'],
      ['revenue', '万元'],
      ['contactPhones', '万元'],
      ['contactPhones', '万元'],
      ['city', '万元'],
      [null, '万元'],
      [null, '万元'],
    ])
  })

  it('is missing where no column names the enterprises', () => {
    expect(findHeader([['城市', '电话']])).toBeUndefined()
    expect(findHeader([])).toBeUndefined()
  })
})

describe('recognising an enterprise among many', () => {
  const index = enterpriseIndex<string>()
  index.add('catl', { name: '宁德时代新能源科技股份有限公司', city: '宁德市' })
  index.add('byd', { name: '比亚迪股份有限公司', uscc: '91350100M000100Y43' })
  index.add('a', { name: '样例材料一有限公司' })
  index.add('b', { name: '样例材料二有限公司' })
  it.each([
    [{ name: '宁德时代', city: '宁德市' }, 'catl'],
    [{ name: '宁德时代', city: '深圳市' }, undefined],
    [{ name: '比亚迪股份' }, 'byd'],
    [{ name: '改了名的公司', uscc: '91350100M000100Y43' }, 'byd'],
    [{ name: '比亚迪股份有限公司', uscc: '91350100MA0000000X' }, undefined],
    [{ name: '样例材料' }, undefined],
    [{ name: '没有这家公司' }, undefined],
  ])('%j', (identity, expected) => {
    expect(index.find(identity)).toBe(expected)
  })

  it('one person has one telephone, or one name and no telephone against it', () => {
    const person = { name: '样例甲', phones: ['1'] }
    expect(isSameContact(person, { name: '甲', phones: ['1', '2'] })).toBe(true)
    expect(isSameContact(person, { name: '样例甲', phones: [] })).toBe(true)
    expect(isSameContact(person, { name: '样例甲', phones: ['2'] })).toBe(false)
  })
})
