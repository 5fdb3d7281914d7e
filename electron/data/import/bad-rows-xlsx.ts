import { utils, type WorkSheet } from '@e965/xlsx'
import ExcelJs from 'exceljs'
import type { Cell, Remark } from '#shared/domain/import/values.ts'
import english from '#shared/i18n/en/imports.json' with { type: 'json' }
import chinese from '#shared/i18n/zh-CN/imports.json' with { type: 'json' }
import { decodeText } from './decode-text.ts'
import { isWorkbook, openWorkbook, readDelimited, type SheetCell } from './read-table.ts'

interface BadRows {
  readonly bytes: Uint8Array
  readonly sheet: string | null
  readonly headerLine: number
  readonly faults: readonly { readonly line: number; readonly remarks: readonly Remark[] }[]
  readonly locale: 'zh-CN' | 'en'
  /** Business cards have no table: their headings and cells. */
  readonly cards: {
    readonly headings: readonly string[]
    readonly of: (line: number) => readonly Cell[]
  } | null
}

interface Layout {
  readonly cell: (row: number, column: number) => SheetCell | undefined
  readonly columns: number
  readonly widths: readonly number[]
  readonly merges: readonly { readonly s: { r: number; c: number }; readonly e: { r: number; c: number } }[]
}

const texts = { 'zh-CN': chinese, en: english }
const reasonFill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFFF2CC' } } as const

/**
 * The faulty rows of a file as a workbook of the same layout: all that stands above the data, then each faulty row
 * with its cells as they are, and the reason in one more column at the end. Mended and imported again, it is read
 * like the file it came from.
 */
export async function badRowsXlsx(bad: BadRows): Promise<Uint8Array> {
  const layout = bad.cards ? cardLayout(bad.cards) : layoutOf(bad.bytes, bad.sheet)
  const headerLine = bad.cards ? 1 : bad.headerLine
  const { reason } = texts[bad.locale].badRows
  const book = new ExcelJs.Workbook()
  const sheet = book.addWorksheet(bad.sheet ?? texts[bad.locale].badRows.sheet)
  for (let row = 0; row < headerLine; row += 1) copyRow(sheet, row + 1, row, layout)
  sheet.getCell(headerLine, layout.columns + 1).value = reason
  sheet.getRow(headerLine).font = { bold: true }
  bad.faults.forEach(({ line, remarks }, index) => {
    const at = headerLine + 1 + index
    if (bad.cards) writeCells(sheet, at, bad.cards.of(line))
    else copyRow(sheet, at, line - 1, layout)
    const cell = sheet.getCell(at, layout.columns + 1)
    cell.value = remarks.map((remark) => wordsOf(remark, bad.locale)).join(texts[bad.locale].separator)
    cell.numFmt = '@'
    cell.fill = reasonFill
  })
  for (const { s, e } of layout.merges)
    if (e.r < headerLine) sheet.mergeCells(s.r + 1, s.c + 1, e.r + 1, e.c + 1)
  layout.widths.forEach((width, index) => {
    sheet.getColumn(index + 1).width = width
  })
  sheet.getColumn(layout.columns + 1).width = 48
  sheet.views = [{ state: 'frozen', ySplit: headerLine }]
  return new Uint8Array(await book.xlsx.writeBuffer())
}

function layoutOf(bytes: Uint8Array, name: string | null): Layout {
  if (!isWorkbook(bytes)) {
    const lines = readDelimited(decodeText(bytes).text)
    const columns = lines.slice(0, 2000).reduce((most, line) => Math.max(most, line.length), 0)
    const cell = (row: number, column: number) => ({ t: 's', v: lines[row]?.[column] ?? undefined })
    return { cell, columns, widths: Array.from({ length: columns }, () => 16), merges: [] }
  }
  const book = openWorkbook(bytes)
  const worksheet: WorkSheet = book.Sheets[name ?? book.SheetNames[0] ?? ''] ?? {}
  const rows: readonly (readonly SheetCell[] | undefined)[] = worksheet['!data'] ?? []
  const columns = Math.min(200, utils.decode_range(worksheet['!ref'] ?? 'A1').e.c + 1)
  return {
    cell: (row, column) => rows[row]?.[column],
    columns,
    widths: Array.from({ length: columns }, (_, index) => worksheet['!cols']?.[index]?.wch ?? 14),
    merges: (worksheet['!merges'] ?? []).filter(({ e }) => e.c < columns),
  }
}

function cardLayout({ headings }: NonNullable<BadRows['cards']>): Layout {
  const cell = (row: number, column: number) => (row === 0 ? { t: 's', v: headings[column] } : undefined)
  return { cell, columns: headings.length, widths: headings.map(() => 20), merges: [] }
}

/** Values with their formats, never formulas: what a stranger's file would compute is left as its last result. */
function copyRow(
  sheet: ExcelJs.Worksheet,
  at: number,
  from: number,
  { cell: cellAt, columns }: Layout,
): void {
  for (let column = 0; column < columns; column += 1) {
    const cell = cellAt(from, column)
    if (!cell || cell.v === undefined || cell.v === null || cell.t === 'e' || cell.t === 'z') continue
    const target = sheet.getCell(at, column + 1)
    if (typeof cell.v === 'number' || typeof cell.v === 'boolean') {
      target.value = cell.v
      if (typeof cell.z === 'string' && cell.z !== 'General') target.numFmt = cell.z
    } else {
      target.value = String(cell.v)
      target.numFmt = '@'
    }
  }
}

function writeCells(sheet: ExcelJs.Worksheet, at: number, cells: readonly Cell[]): void {
  cells.forEach((cell, index) => {
    const target = sheet.getCell(at, index + 1)
    target.value = cell
    target.numFmt = '@'
  })
}

/** A remark in the words of the preview. */
function wordsOf({ code, params }: Remark, locale: 'zh-CN' | 'en'): string {
  const text = texts[locale].remark[code]
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => params[name] ?? '')
}
