import ExcelJs from 'exceljs'
import type { ReportCell, ReportColumn, ReportColumnType } from '#shared/domain/trip-report/model.ts'
import type { VisitLedger } from '#shared/domain/visit-ledger.ts'

const titleRow = 1
const subtitleRow = 2
const headRow = 3
const thin = { style: 'thin' } as const
const border = { top: thin, bottom: thin, left: thin, right: thin }
const titleFont = { name: '方正小标宋简体', size: 18 }
const bodyFont = { name: '仿宋_GB2312', size: 11 }
const headFont = { name: '黑体', size: 11, bold: true }

/** Text is kept as text (`@`), so that a typed `=1+1` or a long number stays what was typed when the cell is edited. */
const numberFormats: Readonly<Record<ReportColumnType, string>> = {
  index: '0',
  text: '@',
  amount: '#,##0.00',
  integer: '0',
  date: 'yyyy-mm-dd',
}

/** The ledger of visits as a workbook. */
export const visitLedgerXlsx = (ledger: VisitLedger): Promise<Buffer> =>
  ledgerXlsx(ledger, { name: '拜访台账', frozen: 3 })

/**
 * A ledger as a workbook (domain brief 5.7): typed cells, sums as formulas with their values, set up to print on A4
 * landscape with the header on every page.
 * @param look name of the sheet, and how many columns stay in sight
 * @returns the bytes of the .xlsx
 */
export async function ledgerXlsx(
  ledger: VisitLedger,
  look: { readonly name: string; readonly frozen: number },
): Promise<Buffer> {
  const book = new ExcelJs.Workbook()
  const sheet = book.addWorksheet(look.name, {
    views: [{ state: 'frozen', xSplit: look.frozen, ySplit: headRow }],
    pageSetup: {
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: `${headRow}:${headRow}`,
      horizontalCentered: true,
      margins: { left: 0.4, right: 0.4, top: 0.6, bottom: 0.6, header: 0.3, footer: 0.3 },
    },
    headerFooter: { oddFooter: '第 &P 页，共 &N 页' },
  })
  sheet.columns = ledger.columns.map(({ width }) => ({ width }))
  const last = ledger.columns.length
  writeLine(sheet, titleRow, last, ledger.title, titleFont, 'center', 34)
  writeLine(sheet, subtitleRow, last, ledger.subtitle, bodyFont, 'left', 22)
  writeHead(sheet, ledger.columns)
  ledger.rows.forEach((row, index) => {
    writeRow(sheet, headRow + 1 + index, ledger.columns, row)
  })
  const totalRow = headRow + 1 + ledger.rows.length
  const hasTotals = ledger.rows.length > 0 && ledger.totals.length > 0
  if (hasTotals) writeTotals(sheet, totalRow, ledger)
  const footRow = hasTotals ? totalRow + 1 : totalRow
  writeLine(sheet, footRow, last, ledger.footnote, { ...bodyFont, size: 10 }, 'left', 20)
  if (ledger.rows.length > 0)
    sheet.autoFilter = {
      from: { row: headRow, column: 1 },
      to: { row: headRow + ledger.rows.length, column: last },
    }
  return Buffer.from(await book.xlsx.writeBuffer())
}

function writeLine(
  sheet: ExcelJs.Worksheet,
  row: number,
  last: number,
  text: string,
  font: Partial<ExcelJs.Font>,
  horizontal: 'left' | 'center',
  height: number,
): void {
  sheet.mergeCells(row, 1, row, last)
  const cell = sheet.getCell(row, 1)
  cell.value = text
  cell.font = font
  cell.numFmt = numberFormats.text
  cell.alignment = { horizontal, vertical: 'middle', wrapText: true }
  sheet.getRow(row).height = height
}

function writeHead(sheet: ExcelJs.Worksheet, columns: readonly ReportColumn[]): void {
  columns.forEach(({ title }, index) => {
    const cell = sheet.getCell(headRow, index + 1)
    cell.value = title
    cell.font = headFont
    cell.border = border
    cell.alignment = { horizontal: 'center', vertical: 'middle', wrapText: true }
  })
  sheet.getRow(headRow).height = 34
}

function writeRow(
  sheet: ExcelJs.Worksheet,
  row: number,
  columns: readonly ReportColumn[],
  cells: readonly ReportCell[],
): void {
  columns.forEach((column, index) => {
    const cell = sheet.getCell(row, index + 1)
    cell.value = cellValue(column.type, cells[index] ?? null)
    cell.numFmt = numberFormats[column.type]
    cell.font = bodyFont
    cell.border = border
    cell.alignment = { horizontal: column.align, vertical: 'middle', wrapText: true }
  })
  sheet.getRow(row).height = rowHeight(columns, cells)
}

/** Dates become days without a time zone: exceljs writes the UTC day. */
function cellValue(type: ReportColumnType, cell: ReportCell): ExcelJs.CellValue {
  if (cell === null || cell === '') return null
  return type === 'date' && typeof cell === 'string' ? new Date(`${cell}T00:00:00Z`) : cell
}

/** Excel refuses rows higher than this, in points. */
const highestRow = 409
const lineHeight = 15

/** Excel does not fit the height of rows it did not write itself, so it is told; a wide character counts two. */
function rowHeight(columns: readonly ReportColumn[], cells: readonly ReportCell[]): number {
  const lines = columns.map((column, index) => {
    const text = String(cells[index] ?? '')
    const width = Array.from(text).reduce((sum, character) => sum + (character < '\u0100' ? 1 : 2), 0)
    return Math.ceil((width + 1) / Math.max(1, column.width - 1))
  })
  return Math.min(highestRow, Math.max(1, ...lines) * lineHeight + 6)
}

/** 合计: formulas with the values they have, so that a reader that does not calculate shows them too. */
function writeTotals(sheet: ExcelJs.Worksheet, row: number, ledger: VisitLedger): void {
  ledger.columns.forEach((column, index) => {
    const cell = sheet.getCell(row, index + 1)
    const total = ledger.totals.find(({ key }) => key === column.key)
    if (total) {
      const { letter } = sheet.getColumn(index + 1)
      cell.value = { formula: `SUM(${letter}${headRow + 1}:${letter}${row - 1})`, result: total.sum }
      cell.numFmt = numberFormats[column.type]
    }
    cell.font = headFont
    cell.border = border
    cell.alignment = { horizontal: total ? column.align : 'center', vertical: 'middle' }
  })
  const label = ledger.columns.findIndex(({ key }) => ledger.totals.some((total) => total.key === key))
  if (label > 1) sheet.mergeCells(row, 1, row, Math.min(2, label))
  sheet.getCell(row, 1).value = '合计'
  sheet.getRow(row).height = 22
}
