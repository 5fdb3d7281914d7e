import { read, SSF, utils, type WorkBook, type WorkSheet } from '@e965/xlsx'
import Papa from 'papaparse'
import { AppError } from '#shared/contract/errors.ts'
import { addDays } from '#shared/domain/calendar.ts'
import type { Cell } from '#shared/domain/import/values.ts'
import { decodeText } from './decode-text.ts'
import { guardZip } from './zip-guard.ts'

/** One table of a file. `lines[0]` is line 1. */
export interface ReadTable {
  /** Name of the sheet; null for a text file. */
  readonly sheet: string | null
  readonly lines: readonly (readonly Cell[])[]
}

export interface ReadTables {
  /** Encoding of a text file; null for a workbook. */
  readonly encoding: string | null
  readonly tables: readonly ReadTable[]
}

export const largestFile = 100 * 1024 * 1024
const mostColumns = 500

const zip = [0x50, 0x4b, 0x03, 0x04]
const compound = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]

/**
 * Reads every table of a workbook (.xlsx, .xls) or of a text table (.csv, divided by comma, semicolon or tab). It goes
 * by what the file is, not by its name.
 * @throws AppError file/too-large, import/empty, import/protected, import/damaged, import/too-much, import/web-page,
 * import/not-a-spreadsheet, import/too-wide
 */
export function readTables(bytes: Uint8Array): ReadTables {
  refuseSize(bytes)
  if (isWorkbook(bytes)) {
    const book = openWorkbook(bytes)
    const tables = book.SheetNames.flatMap((sheet) => {
      const worksheet = book.Sheets[sheet]
      const lines = worksheet ? linesOf(worksheet) : []
      return lines.length > 0 ? [{ sheet, lines }] : []
    })
    if (tables.length === 0) throw new AppError('import/empty')
    return { encoding: null, tables }
  }
  const { text, encoding } = decodeText(bytes)
  // What the cells of a web page mean is guesswork.
  if (/^\ufeff?\s*(<|MIME-Version:)/i.test(text.slice(0, 1000))) throw new AppError('import/web-page')
  const lines = readDelimited(text)
  if (lines.length === 0) throw new AppError('import/empty')
  return { encoding, tables: [{ sheet: null, lines }] }
}

/** @throws AppError file/too-large, import/empty */
export function refuseSize(bytes: Uint8Array): void {
  if (bytes.byteLength > largestFile) throw new AppError('file/too-large')
  if (bytes.every((byte) => byte === 0)) throw new AppError('import/empty')
}

/** True for the bytes of an .xlsx or an .xls, whatever the file's name. */
export function isWorkbook(bytes: Uint8Array): boolean {
  return startsWith(bytes, zip) || startsWith(bytes, compound)
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte)
}

/** @throws AppError import/protected, import/damaged, import/too-much, import/not-a-spreadsheet */
export function openWorkbook(bytes: Uint8Array): WorkBook {
  if (startsWith(bytes, zip)) {
    const names = guardZip(bytes)
    const isBook = names.some((name) => /^\/?xl\/workbook\.(xml|bin)$/i.test(name) || name === 'content.xml')
    if (!isBook) throw new AppError('import/not-a-spreadsheet')
  }
  try {
    return read(bytes, {
      type: 'array',
      dense: true,
      cellNF: true,
      cellHTML: false,
      cellText: false,
      cellFormula: false,
    })
  } catch (error) {
    throw new AppError(faultOf(bytes, error), {}, { cause: error })
  }
}

/** A locked .xlsx is a compound file with a stream of this name; a locked .xls is known by the library's message. */
function faultOf(bytes: Uint8Array, error: unknown) {
  // Half a gigabyte of text in one sheet is more than the language can hold.
  if (error instanceof Error && /string longer|Invalid string length/i.test(error.message))
    return 'import/too-much'
  if (startsWith(bytes, zip)) return 'import/damaged'
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const has = (stream: string) => buffer.includes(Buffer.from(stream, 'utf16le'))
  if (has('EncryptedPackage') || (error instanceof Error && /password|encrypt/i.test(error.message)))
    return 'import/protected'
  return has('Workbook') || has('Book') ? 'import/damaged' : 'import/not-a-spreadsheet'
}

function linesOf(worksheet: WorkSheet): Cell[][] {
  const rows: readonly (readonly SheetCell[] | undefined)[] = worksheet['!data'] ?? []
  const from = utils.decode_range(worksheet['!ref'] ?? 'A1').s
  const lines: Cell[][] = []
  // By the rows that are there: a sheet can claim a million lines in a few bytes.
  for (let row = 0; row < rows.length; row += 1) {
    const cells = rows[row] ?? []
    const line: Cell[] = []
    for (let column = 0; column < Math.min(cells.length, mostColumns); column += 1)
      line.push(cellOf(cells[column]))
    refuseWidth(cells.slice(mostColumns).some((cell) => cellOf(cell) !== null))
    lines.push(line)
  }
  if (from.r >= rows.length) return []
  dropEmptyEnd(lines)
  fillMergedDown(lines, worksheet)
  return lines
}

/** What stands beyond the last column that is read must not be lost without a word. */
function refuseWidth(isWider: boolean): void {
  if (isWider) throw new AppError('import/too-wide')
}

function dropEmptyEnd(lines: Cell[][]): void {
  while (lines.at(-1)?.every((cell) => cell === null)) lines.pop()
}

/** A place or class written once beside several lines belongs to each of them. */
function fillMergedDown(lines: Cell[][], worksheet: WorkSheet): void {
  for (const { s, e } of worksheet['!merges'] ?? []) {
    if (s.c !== e.c || s.c >= mostColumns) continue
    const value = lines[s.r]?.[s.c] ?? null
    for (let row = s.r + 1; row <= Math.min(e.r, lines.length - 1); row += 1) {
      const line = lines[row]
      if (!line) continue
      while (line.length < s.c) line.push(null)
      line[s.c] = value
    }
  }
}

export interface SheetCell {
  readonly t?: string
  readonly v?: unknown
  readonly z?: unknown
}

function cellOf(cell: SheetCell | undefined): Cell {
  if (!cell || cell.t === 'e' || cell.t === 'z') return null
  const { v, z } = cell
  if (typeof v === 'number') {
    const isDate = typeof z === 'string' && SSF.is_date(z) && v >= 1
    return isDate ? addDays('1899-12-30', Math.floor(v)) : v
  }
  if (typeof v === 'string') return v === '' ? null : v
  return typeof v === 'boolean' ? v : null
}

/** Lines of a text table; a line break inside quotes belongs to its cell. */
export function readDelimited(text: string): Cell[][] {
  const content = text.replace(/^\ufeff/, '')
  const { data } = Papa.parse<string[]>(content, {
    delimiter: delimiterOf(content),
    skipEmptyLines: false,
  })
  refuseWidth(data.some((line) => line.slice(mostColumns).some((cell) => cell !== '')))
  const lines = data.map((line) => line.slice(0, mostColumns).map((cell) => (cell === '' ? null : cell)))
  // A line break at the end of the file is no line.
  dropEmptyEnd(lines)
  return lines
}

const delimiters = [',', '\t', ';', '|'] as const
const linesToJudge = 30

/** The character that divides most lines into most cells; the library's own guess needs more columns than two. */
function delimiterOf(text: string): string {
  const start = text.slice(0, 100_000)
  const cellsWith = (delimiter: string) =>
    Papa.parse<string[]>(start, { delimiter, preview: linesToJudge, skipEmptyLines: true })
      .data.map((line) => line.length)
      .sort((a, b) => a - b)
  const judged = delimiters.map((delimiter) => {
    const counts = cellsWith(delimiter)
    return { delimiter, usual: counts[Math.floor(counts.length / 2)] ?? 0 }
  })
  return judged.reduce((best, next) => (next.usual > best.usual ? next : best)).delimiter
}
