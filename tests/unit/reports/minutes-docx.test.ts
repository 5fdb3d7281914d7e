import { beforeAll, describe, expect, it } from 'vitest'
import type { Minutes } from '#shared/domain/minutes.ts'
import { minutesDocument, minutesFileName } from '#shared/domain/minutes-document.ts'
import { withMaskedPhones } from '#shared/domain/note-export.ts'
import { minutesDocx } from '../../../electron/data/reports/minutes-docx.ts'
import { zippedText } from '../../support/zip-text.ts'
import { minutesSample } from './minutes-sample.ts'

const input = (audience: 'own' | 'enterprise', over: Partial<Minutes> = {}) => ({
  ...{ minutes: minutesSample(over), unitName: '宁川市招商局', audience },
  enterpriseName: '深圳市样例新材料股份有限公司',
})

describe('minutes as an official text', () => {
  const document = minutesDocument(input('own'))

  it('open with day, hours, chair, both sides and place', () => {
    expect(document.lead).toBe(
      '2026年11月19日09:30至11:00，局长样例甲主持，宁川市招商局与深圳市样例新材料股份有限公司在企业三楼会议室举行会谈。现将会谈情况纪要如下：',
    )
  })

  it('number demands with our replies and agreed items with who and by when; one alone is not numbered', () => {
    const [, demands, agreed] = document.sections
    expect(demands?.heading).toBe('二、企业诉求及我方答复')
    expect(demands?.paragraphs[0]).toBe(
      '1.项目需110千伏双回路供电。答复：供电公司已完成接入方案。由市供电公司负责，2026年12月10日前办理。',
    )
    expect(agreed?.paragraphs).toEqual([
      '1.报送两处选址方案。由宁川经开区负责，2026年11月30日前落实。',
      '2.来宁川实地考察。由深圳市样例新材料股份有限公司负责，2026年12月20日前落实。',
    ])
    const one = minutesDocument(input('own', { agreed: minutesSample().agreed.slice(0, 1) }))
    expect(one.sections[2]?.paragraphs[0]).toMatch(/^报送/)
  })

  it('leave out what is empty and close up the numbers', () => {
    const short = minutesDocument(input('own', { topics: null, demands: [], internalRemarks: null }))
    expect(short.sections.map(({ heading }) => heading)).toEqual(['一、议定事项'])
  })

  it('name both sides in the order given, post before name', () => {
    expect(document.attended).toEqual([
      { organisation: '宁川市招商局', people: '局长样例甲、招商一科科长样例乙' },
      { organisation: '深圳市样例新材料股份有限公司', people: '董事长样例丁、副总经理样例戊' },
    ])
  })

  it('for the enterprise hold no remarks among ourselves and no whole telephone number', () => {
    const whole = JSON.stringify(document)
    expect(whole).toContain('底价')
    expect(whole).toContain('13812341000')
    const copy = JSON.stringify(minutesDocument(input('enterprise')))
    expect(copy).not.toMatch(/底价|内部意见|13812341000/)
    expect(copy).toContain('138****1000')
    expect(minutesFileName('宁川市招商局', minutesSample(), 'enterprise')).toBe(
      '宁川市招商局_关于负极材料项目的会谈纪要_20261119.docx',
    )
  })
})

it.each([
  ['电话13812341000。', '电话138****1000。'],
  ['138 1234 1000、+86-13912341001', '138****1000、139****1001'],
  ['0755-26000005转801', '075****0005转801'],
  ['总投资138000000万元，信用代码91350100M000100Y43', '总投资138000000万元，信用代码91350100M000100Y43'],
])('the telephone numbers of %s are hidden', (typed, shown) => {
  expect(withMaskedPhones(typed)).toBe(shown)
})

describe('minutes as a Word document in the layout of GB/T 9704-2012', () => {
  let xml: string
  let file: Buffer
  beforeAll(async () => {
    file = await minutesDocx(minutesDocument(input('own')))
    xml = zippedText(file, 'word/document.xml')
  })
  const paragraph = (words: string) =>
    (xml.match(/<w:p>.*?<\/w:p>|<w:p [^>]*>.*?<\/w:p>/gs) ?? []).find((part) =>
      part.replace(/<[^>]+>/g, '').includes(words),
    ) ?? ''

  it('carry the red mark in 小标宋 over a red rule', () => {
    expect(paragraph('宁川市招商局会谈纪要')).toContain('w:eastAsia="方正小标宋简体"')
    expect(paragraph('宁川市招商局会谈纪要')).toContain('<w:color w:val="FF0000"/>')
    expect(paragraph('2026年11月19日')).toMatch(/<w:bottom w:val="single" w:color="FF0000"/)
  })

  it('stand on the page of the standard with its fonts', () => {
    expect(xml).toMatch(/<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"/)
    expect(xml).toContain('<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-848"/>')
    expect(paragraph('关于负极材料')).toContain('<w:sz w:val="44"/>')
    expect(paragraph('一、会谈情况')).toContain('w:eastAsia="黑体"')
    expect(paragraph('项目需110千伏')).toContain('w:eastAsia="仿宋_GB2312"')
    expect(paragraph('项目需110千伏')).toContain('w:firstLineChars="200"')
    expect(zippedText(file, 'word/settings.xml')).toContain('<w:evenAndOddHeaders/>')
  })

  it('name those present after 出席 in 黑体', () => {
    const fonts = [...paragraph('出席：').matchAll(/w:eastAsia="([^"]+)"/g)].map(([, font]) => font)
    expect(fonts).toEqual(['黑体', '仿宋_GB2312'])
  })
})
