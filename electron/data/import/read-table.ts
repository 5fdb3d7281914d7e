import { read, SSF, utils, type WorkSheet } from '@e965/xlsx'
import Papa from 'papaparse'
import { AppError } from '#shared/contract/errors.ts'
import { addDays } from '#shared/domain/calendar.ts'
import { findHeader } from '#shared/domain/import/columns.ts'
import type { Cell } from '#shared/domain/import/values.ts'
import { decodeText } from './decode-text.ts'

/** One table of a file. `lines[0]` is line 1. */
export interface ReadTable {
  /** Name of the sheet; null for a text file. */
  readonly sheet: string | null
  /** Encoding of a text file; null for a workbook. */
  readonly encoding: string | null
  readonly lines: readonly (readonly Cell[])[]
}

export const largestFile = 50 * 1024 * 1024
/** A sheet can claim a million lines in a few bytes. */
const mostLines = 100_000
const mostColumns = 200

const zip = [0x50, 0x4b, 0x03, 0x04]
const compound = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]

/**
 * Reads a workbook (.xlsx, .xls) or a text table (.csv, divided by comma, semicolon or tab). It goes by what the file
 * is, not by its name. Of several sheets it takes the first that has a header of enterprises, else the first.
 * @throws AppError file/too-large, import/protected, import/not-a-spreadsheet
 */
export function readTable(bytes: Uint8Array): ReadTable {
  if (bytes.byteLength > largestFile) throw new AppError('file/too-large')
  if (bytes.byteLength === 0) throw new AppError('import/not-a-spreadsheet')
  if (startsWith(bytes, zip) || startsWith(bytes, compound)) return readWorkbook(bytes)
  const { text, encoding } = decodeText(bytes)
  // Web pages saved under the name of a spreadsheet: what their cells mean is guesswork.
  if (/^\s*(<|MIME-Version:)/i.test(text)) throw new AppError('import/not-a-spreadsheet')
  return { sheet: null, encoding, lines: readDelimited(text) }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte)
}

function readWorkbook(bytes: Uint8Array): ReadTable {
  const workbook = openWorkbook(bytes)
  const tables = workbook.SheetNames.flatMap((sheet) => {
    const worksheet = workbook.Sheets[sheet]
    return worksheet?.['!ref'] ? [{ sheet, encoding: null, lines: linesOf(worksheet) }] : []
  })
  const [first] = tables
  if (!first) throw new AppError('import/no-header')
  return tables.find(({ lines }) => findHeader(lines)) ?? first
}

function openWorkbook(bytes: Uint8Array) {
  try {
    return read(bytes, {
      type: 'array',
      cellNF: true,
      cellHTML: false,
      cellText: false,
      sheetRows: mostLines,
    })
  } catch (error) {
    throw new AppError(
      isProtected(bytes, error) ? 'import/protected' : 'import/not-a-spreadsheet',
      {},
      { cause: error },
    )
  }
}

/** A locked .xlsx is a compound file with a stream of this name; a locked .xls is known by the library's message. */
function isProtected(bytes: Uint8Array, error: unknown): boolean {
  if (!startsWith(bytes, compound)) return false
  const stream = Buffer.from('EncryptedPackage', 'utf16le')
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(stream)) return true
  return error instanceof Error && /password/i.test(error.message)
}

function linesOf(worksheet: WorkSheet): Cell[][] {
  const range = utils.decode_range(worksheet['!ref'] ?? 'A1')
  const lastColumn = Math.min(range.e.c, mostColumns - 1)
  const lines: Cell[][] = []
  for (let row = 0; row <= range.e.r; row += 1) {
    const line: Cell[] = []
    for (let column = 0; column <= lastColumn; column += 1)
      line.push(cellOf(worksheet[utils.encode_cell({ r: row, c: column })]))
    lines.push(line)
  }
  fillMergedDown(lines, worksheet)
  return lines
}

/** A place or class written once beside several lines belongs to each of them. */
function fillMergedDown(lines: Cell[][], worksheet: WorkSheet): void {
  for (const { s, e } of worksheet['!merges'] ?? []) {
    if (s.c !== e.c) continue
    const value = lines[s.r]?.[s.c] ?? null
    for (let row = s.r + 1; row <= Math.min(e.r, lines.length - 1); row += 1) {
      const line = lines[row]
      if (line) line[s.c] = value
    }
  }
}

interface SheetCell {
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

function readDelimited(text: string): Cell[][] {
  const content = text.replace(/^\ufeff/, '')
  const { data } = Papa.parse<string[]>(content, {
    delimiter: delimiterOf(content),
    skipEmptyLines: false,
    preview: mostLines,
  })
  const lines = data.map((line) => line.slice(0, mostColumns).map((cell) => (cell === '' ? null : cell)))
  // A line break at the end of the file is no line.
  while (lines.at(-1)?.every((cell) => cell === null)) lines.pop()
  return lines
}

const delimiters = [',', '\t', ';', '|'] as const
const linesToJudge = 30

/** The character that divides most lines into most cells; the library's own guess needs more columns than two. */
function delimiterOf(text: string): string {
  const cellsWith = (delimiter: string) =>
    Papa.parse<string[]>(text, { delimiter, preview: linesToJudge, skipEmptyLines: true })
      .data.map((line) => line.length)
      .sort((a, b) => a - b)
  const judged = delimiters.map((delimiter) => {
    const counts = cellsWith(delimiter)
    return { delimiter, usual: counts[Math.floor(counts.length / 2)] ?? 0 }
  })
  return judged.reduce((best, next) => (next.usual > best.usual ? next : best)).delimiter
}
