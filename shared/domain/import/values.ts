import { normaliseUscc, usccProblem } from '../uscc.ts'

/** A cell of a file as the reader hands it over. Dates of a spreadsheet come as `yyyy-mm-dd`. */
export type Cell = string | number | boolean | null

/** What is said about a row in the preview: a key of the `imports` texts with its values. */
export interface Remark {
  readonly code: RemarkCode
  readonly params: Readonly<Record<string, string>>
}

export type RemarkCode =
  | 'amount-about'
  | 'amount-range'
  | 'amount-undecided'
  | 'amount-unreadable'
  | 'amount-unit-assumed'
  | 'amount-currency'
  | 'number-unreadable'
  | 'date-vague'
  | 'date-unreadable'
  | 'date-year-assumed'
  | 'phone-unreadable'
  | 'phone-elsewhere'
  | 'uscc-wrong'
  | 'badge-unknown'
  | 'name-missing'
  | 'name-differs'
  | 'text-shortened'
  | 'same-as-line'
  | 'already-known'
  | 'fills-gaps'
  | 'contact-added'
  | 'contact-without-name'
  | 'contact-missing'
  | 'contact-known'
  | 'visit-day-missing'
  | 'visit-day-unreadable'
  | 'visit-known'
  | 'visit-same-day'
  | 'value-too-large'
  | 'line-left-out'
  | 'replaces-values'
  | 'left-out'
  | 'line-total'
  | 'line-empty'
  | 'line-heading'
  | 'line-note'

/** A cell's meaning. What could not be kept in its field is in `left`, to be kept among the remarks. */
export interface Read<T> {
  readonly value: T | null
  readonly remarks: readonly Remark[]
  readonly left: string | null
}

export const remark = (code: RemarkCode, params: Remark['params'] = {}): Remark => ({ code, params })

export const nothingRead: Read<never> = { value: null, remarks: [], left: null }

/** A value that says itself. */
export function plain<T>(value: T): Read<T> {
  return { value, remarks: [], left: null }
}

/** A cell as text, full-width characters made half width, spaces at the ends gone. */
export function cellText(cell: Cell): string {
  return cell === null ? '' : String(cell).normalize('NFKC').trim()
}

/** Text that may be several lines, cut to `max` characters; what was cut is left. */
export function readText(cell: Cell, max: number): Read<string> {
  const text = cell === null ? '' : String(cell).trim()
  if (text === '') return nothingRead
  if (text.length <= max) return plain(text)
  return {
    value: text.slice(0, max),
    remarks: [remark('text-shortened', { text: `${text.slice(0, 20)}…` })],
    left: text,
  }
}

/** A whole number of people: `约500人`, `1,200`. */
export function readCount(cell: Cell): Read<number> {
  const text = cellText(cell)
  if (text === '') return nothingRead
  const match = /^(?:约|近|大约)?(\d+(?:\.\d+)?)(万)?[人名+]*$/.exec(text.replace(/[,\s]/g, ''))
  if (!match) return { value: null, remarks: [remark('number-unreadable', { text })], left: text }
  return plain(Math.round(Number(match[1]) * (match[2] ? 10_000 : 1)))
}

/** A unified social credit code; a wrong one is left out and said. */
export function readUscc(cell: Cell): Read<string> {
  const code = normaliseUscc(cellText(cell))
  if (code === '' || /^[-/无暂]+$/.test(code)) return nothingRead
  if (usccProblem(code)) return { value: null, remarks: [remark('uscc-wrong', { text: code })], left: code }
  return plain(code)
}

/**
 * Telephone numbers of one cell, kept as an office dials them: digits with an area code's hyphen, an extension
 * after 转, without the country code of China.
 */
export function readPhones(cell: Cell): Read<readonly string[]> {
  const text = cellText(cell)
  if (text === '') return nothingRead
  const numbers: string[] = []
  const left: string[] = []
  for (const part of text.split(/[;,、/|\n]+|\s{2,}|(?<=\d{7}) (?=\d{7})/)) {
    const phone = readPhone(part)
    if (phone === null) {
      if (part.trim()) left.push(part.trim())
    } else if (!numbers.includes(phone)) numbers.push(phone)
  }
  return {
    value: numbers.length > 0 ? numbers.slice(0, 10) : null,
    remarks: left.map((part) => remark('phone-unreadable', { text: part })),
    left: left.length > 0 ? left.join('、') : null,
  }
}

function readPhone(text: string): string | null {
  const typed = text
    .trim()
    .replace(/^(tel:|电话|手机|座机|固话)[::]?/i, '')
    .replace(/\s/g, '')
  const [, number = '', extension] = /^([-+()\d]+)(?:(?:转|分机|ext\.?|x|#|,)(\d{1,6}))?$/i.exec(typed) ?? []
  const bare = number.replace(/^(\+|00)86-?/, '').replace(/[()]/g, '')
  const digits = bare.replace(/\D/g, '')
  if (digits.length < 5 || digits.length > 15) return null
  const isMobile = /^1\d{10}$/.test(digits)
  const written = isMobile ? digits : bare.replace(/^-|-$/g, '')
  return extension ? `${written}转${extension}` : written
}
