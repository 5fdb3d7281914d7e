import ExcelJs from 'exceljs'
import { describe, expect, it } from 'vitest'
import { type VisitLedgerInput, visitLedger } from '#shared/domain/visit-ledger.ts'
import { visitLedgerXlsx } from '../../../electron/data/reports/visit-ledger-xlsx.ts'
import { zippedText } from '../../support/zip-text.ts'
import { bureau, enterprise, person, user, visit, zone } from './trip-sample.ts'

const firm = enterprise('a', '甲科技有限公司')
type Entry = VisitLedgerInput['entries'][number]
const entry = (changes: Parameters<typeof visit>[2] = {}, more: Partial<Entry> = {}): Entry => ({
  visit: visit('1', 'a', changes),
  enterprise: firm,
  demands: 2,
  commitments: 1,
  enteredOn: '2026-11-18',
  uploaded: true,
  ...more,
})
const ledgerOf = (entries: Entry[], changes: Partial<VisitLedgerInput> = {}) =>
  visitLedger({
    entries,
    places: ['深圳', '东莞'],
    unit: bureau,
    units: [bureau, zone],
    users: [user('user-a', '样例甲')],
    preparedBy: '样例丁',
    today: '2026-11-22',
    freshness: { syncedThrough: '2026-11-22 09:00', people: 4, peopleSynced: 3 },
    filter: null,
    ...changes,
  })
const cells = (changes: Parameters<typeof visit>[2] = {}, more: Partial<Entry> = {}) => {
  const ledger = ledgerOf([entry(changes, more)])
  return Object.fromEntries(ledger.columns.map(({ title }, index) => [title, ledger.rows[0]?.[index]]))
}

async function sheetOf(entries: Entry[]) {
  const bytes = await visitLedgerXlsx(ledgerOf(entries))
  const book = new ExcelJs.Workbook()
  await book.xlsx.load(Uint8Array.from(bytes).buffer)
  const sheet = book.getWorksheet(1)
  if (!sheet) throw new Error('no sheet')
  return { bytes, sheet }
}

describe('the ledger of visits', () => {
  it('tells everything of a visit in the columns offices expect', () => {
    expect(cells({ investIntent: 1200 }, { enteredOn: '2026-11-20' })).toEqual({
      序号: 1,
      日期: '2026-11-18',
      企业名称: '甲科技有限公司',
      企业类别: '',
      所在地: '深圳',
      拜访方式: '上门拜访',
      我方人员: '样例甲',
      对方人员: '样例戊（副总裁）',
      洽谈内容: '储能电池结构件项目选址、用电保障和人才政策',
      达成共识: '企业拟于12月来我市实地考察',
      意向程度: '有兴趣',
      '投资意向(万元)': 1200,
      下一步举措: '报送选址方案',
      责任人: '宁川经开区',
      时限: '2026-11-30',
      诉求数: 2,
      承诺数: 1,
      记录人: '样例甲',
      补录天数: 2,
      是否已上传: '是',
    })
  })

  it('gives the reason where nobody of theirs was met, and says how a remote talk was held', () => {
    const row = cells({
      theirPeople: [],
      noCounterpartReason: '企业负责人临时外出',
      type: 'return_visit',
      mode: 'video',
    })
    expect(row.对方人员).toBe('企业负责人临时外出')
    expect(row.拜访方式).toBe('回访（视频）')
  })

  it('is ordered by day and time', () => {
    const ledger = ledgerOf([
      entry({ occurredOn: '2026-11-20' }),
      entry({ startTime: null }),
      entry({ startTime: '16:00' }),
      entry({ startTime: '09:00' }),
    ])
    expect(ledger.rows.map((row) => row[1])).toEqual(['2026-11-18', '2026-11-18', '2026-11-18', '2026-11-20'])
  })

  it('says how fresh its records are, what is not uploaded and what was filtered', () => {
    expect(ledgerOf([entry({}, { uploaded: false })], { filter: '2026年11月' }).footnote).toBe(
      '注：1.数据截至2026年11月22日09:00，共1条记录，团组4人中3人的记录已全部上传，其中1条尚未上传；2.筛选条件：2026年11月。',
    )
  })

  it('warns where one enterprise named several amounts', () => {
    const twice = [entry({ investIntent: 1 }), entry({ investIntent: 2 })]
    expect(ledgerOf(twice).footnote).toContain('合计含重复')
  })
})

describe('the ledger as a workbook', () => {
  const entries = [entry({ investIntent: 1200.5 }), entry({ investIntent: 800, occurredOn: '2026-11-20' })]

  it('has real dates, numbers and texts', async () => {
    const { sheet } = await sheetOf(entries)
    expect(sheet.getCell('B4').value).toEqual(new Date('2026-11-18T00:00:00Z'))
    expect(sheet.getCell('B4').numFmt).toBe('yyyy-mm-dd')
    expect(sheet.getCell('L4').value).toBe(1200.5)
    expect(sheet.getCell('L4').numFmt).toBe('#,##0.00')
    expect(sheet.getCell('C4').type).toBe(ExcelJs.ValueType.String)
    expect(sheet.getCell('C4').numFmt).toBe('@')
  })

  it('adds up with formulas that carry their values', async () => {
    const { sheet } = await sheetOf(entries)
    expect(sheet.getCell('A6').value).toBe('合计')
    expect(sheet.getCell('L6').value).toEqual({ formula: 'SUM(L4:L5)', result: 2000.5 })
    expect(sheet.getCell('P6').value).toEqual({ formula: 'SUM(P4:P5)', result: 4 })
  })

  it('is set up to print: merged title, frozen and repeated header, landscape, one page wide', async () => {
    const { sheet } = await sheetOf(entries)
    expect(sheet.getCell('A1').value).toBe('宁川市招商局赴深圳、东莞招商情况表')
    expect(sheet.getCell('T1').master.address).toBe('A1')
    expect(sheet.getCell('A2').value).toContain('填报人：样例丁　审核人：')
    expect(sheet.getCell('A3').font.bold).toBe(true)
    expect(sheet.getCell('A3').border.top?.style).toBe('thin')
    expect(sheet.pageSetup).toMatchObject({
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
    })
    expect(sheet.pageSetup.printTitlesRow).toBe('3:3')
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 3 })
    expect(sheet.getCell('A7').value).toContain('数据截至')
  })

  it.each(['=1+1', '+86 755', '-无', '@SUM(A1)', '=HYPERLINK("http://x","y")'])(
    'keeps the text %s as text, never as a formula',
    async (typed) => {
      const { sheet, bytes } = await sheetOf([
        entry({ outcome: typed, ourPeople: [person(typed)] }, { enterprise: enterprise('a', typed) }),
      ])
      expect(sheet.getCell('C4').value).toBe(typed)
      expect(sheet.getCell('G4').type).toBe(ExcelJs.ValueType.String)
      expect(sheet.getCell('G4').numFmt).toBe('@')
      const formulas = zippedText(bytes, 'xl/worksheets/sheet1.xml').match(/<f>.*?<\/f>/g) ?? []
      expect(formulas.every((formula) => formula.startsWith('<f>SUM('))).toBe(true)
    },
  )

  it('can be made of no visits at all', async () => {
    const { sheet } = await sheetOf([])
    expect(sheet.getCell('A4').value).toContain('共0条记录')
  })
})
