import { beforeAll, describe, expect, it } from 'vitest'
import { tripReport } from '#shared/domain/trip-report/trip-report.ts'
import { tripReportDocx } from '../../../electron/data/reports/trip-report-docx.ts'
import { zippedText } from '../../support/zip-text.ts'
import { input } from './trip-sample.ts'
import { wholeTrip } from './whole-trip.ts'

const report = tripReport(wholeTrip())
let file: Buffer
let xml: string
let sections: string[]
let tables: string[]

beforeAll(async () => {
  file = await tripReportDocx(report)
  xml = zippedText(file, 'word/document.xml')
  sections = xml.match(/<w:sectPr.*?<\/w:sectPr>/gs) ?? []
  tables = xml.match(/<w:tbl>.*?<\/w:tbl>/gs) ?? []
})

/** The paragraph that contains these words. */
const paragraph = (words: string) =>
  (xml.match(/<w:p>.*?<\/w:p>|<w:p [^>]*>.*?<\/w:p>/gs) ?? []).find((part) =>
    part.replace(/<[^>]+>/g, '').includes(words),
  ) ?? ''

describe('the report as a Word document in the layout of GB/T 9704-2012', () => {
  it('stands on A4 with the margins of the standard, 22 lines of 28 characters', () => {
    expect(sections[0]).toContain('<w:pgSz w:w="11906" w:h="16838" w:orient="portrait"/>')
    expect(sections[0]).toMatch(/<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"/)
    expect(sections[0]).toContain('<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-848"/>')
    expect(paragraph('为深入推进')).toContain('w:line="579" w:lineRule="exact"')
    expect(paragraph('为深入推进')).toContain('w:firstLineChars="200"')
  })

  it('names the official fonts for Chinese and Times New Roman for digits', () => {
    const font = (words: string) => paragraph(words).match(/w:eastAsia="([^"]+)"/)?.[1]
    expect(font('关于赴深圳')).toBe('方正小标宋简体')
    expect(paragraph('关于赴深圳')).toContain('<w:sz w:val="44"/>')
    expect(font('市人民政府：')).toBe('仿宋_GB2312')
    expect(font('一、基本情况')).toBe('黑体')
    expect(font('（一）行程安排')).toBe('楷体_GB2312')
    expect(paragraph('（一）行程安排')).toContain('w:eastAsia="仿宋_GB2312"')
    expect(font('附件1')).toBe('黑体')
    expect(paragraph('11月18日至20日')).toContain('w:ascii="Times New Roman"')
    expect(paragraph('为深入推进')).toContain('<w:sz w:val="32"/>')
  })

  it('does not let LibreOffice spread the characters over the grid', () => {
    expect(zippedText(file, 'word/styles.xml')).toContain('<w:snapToGrid w:val="0"/>')
  })

  it('numbers its pages outside, right on odd and left on even ones, through to the end', () => {
    expect(zippedText(file, 'word/settings.xml')).toContain('<w:evenAndOddHeaders/>')
    const footer = (type: string) => {
      const id = sections[0]?.match(new RegExp(`footerReference w:type="${type}" r:id="([^"]+)"`))?.[1]
      const relations = zippedText(file, 'word/_rels/document.xml.rels')
      const relation = (relations.match(/<Relationship [^>]*>/g) ?? []).find((part) =>
        part.includes(`Id="${id}"`),
      )
      return zippedText(file, `word/${relation?.match(/Target="([^"]+)"/)?.[1]}`)
    }
    expect(footer('default')).toContain('<w:jc w:val="right"/>')
    expect(footer('even')).toContain('<w:jc w:val="left"/>')
    expect(footer('default')).toMatch(/— .*PAGE.* —/s)
    expect(footer('default')).toContain('<w:sz w:val="28"/>')
    for (const section of sections) {
      expect(section).toContain('w:type="even"')
      expect(section).not.toContain('w:start=')
    }
  })

  it('sets the table of enterprises on a turned page with its head at the binding edge', () => {
    expect(sections).toHaveLength(2)
    expect(sections[1]).toContain('<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>')
    expect(sections[1]).toMatch(/w:top="1588" w:right="2098" w:bottom="1474" w:left="1984"/)
  })

  it('starts every attachment on a new page and repeats the head of its table', () => {
    expect(paragraph('附件1')).toContain('<w:pageBreakBefore/>')
    expect(paragraph('附件2')).toContain('<w:pageBreakBefore/>')
    expect(sections[1]).toContain('<w:type w:val="nextPage"/>')
    expect(tables).toHaveLength(3)
    for (const table of tables) {
      expect(table.match(/<w:tblHeader\/>/g)).toHaveLength(1)
      const rows = table.match(/<w:tr>/g)?.length
      expect(table.match(/<w:cantSplit\/>/g)).toHaveLength(rows ?? 0)
    }
  })

  it('makes the columns of a table as wide as the page', () => {
    const width = (table: string | undefined) =>
      [...(table?.match(/<w:tblGrid>.*?<\/w:tblGrid>/s)?.[0].matchAll(/w:w="(\d+)"/g) ?? [])].reduce(
        (sum, [, twips]) => sum + Number(twips),
        0,
      )
    expect(width(tables[0])).toBe(11906 - 1588 - 1474)
    expect(width(tables[2])).toBe(16838 - 2098 - 1984)
  })

  it('moves the date two characters right of where the unit begins', () => {
    expect(paragraph('宁川市招商局').match(/<w:jc/)).not.toBeNull()
    const right = (words: string) => {
      const all = xml.match(/<w:p>.*?<\/w:p>/gs) ?? []
      const own = all.find((part) => part.replace(/<[^>]+>/g, '') === words)
      return Number(own?.match(/w:right="(\d+)"/)?.[1] ?? 0)
    }
    // 宁川市招商局 is 6 characters wide, 2026年11月22日 is 7: the date is the longer one.
    expect(right('2026年11月22日')).toBe(2 * 315)
    expect(right('宁川市招商局')).toBe(5 * 315)
  })

  it('is marked as a draft only when something is missing in it', async () => {
    expect(sections[0]).not.toContain('headerReference')
    const draft = await tripReportDocx(tripReport({ ...wholeTrip(), unsent: 1 }))
    expect(zippedText(draft, 'word/document.xml')).toContain('headerReference')
    expect(zippedText(draft, 'word/header1.xml')).toContain('草　稿')
  })

  it('can be made of a trip about which nothing is known', async () => {
    const bare = zippedText(await tripReportDocx(tripReport(input())), 'word/document.xml')
    expect(bare).toContain('市人民政府：')
    expect(bare).not.toContain('附件')
  })

  it('writes marks that XML reserves as the text they are', async () => {
    const trip = wholeTrip()
    const visits = trip.visits.map((visit) => ({ ...visit, topics: '研发<中心>&"总部"选址' }))
    const odd = zippedText(await tripReportDocx(tripReport({ ...trip, visits })), 'word/document.xml')
    expect(odd).toContain('研发&lt;中心&gt;&amp;“总部”选址')
  })
})
