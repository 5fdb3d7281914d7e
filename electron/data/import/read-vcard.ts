import iconv from 'iconv-lite'
import { AppError } from '#shared/contract/errors.ts'
import { decodeText } from './decode-text.ts'
import { refuseSize } from './read-table.ts'

/** One business card, its texts decoded. */
export interface Card {
  /** Line of the file on which the card begins, 1-based. */
  readonly line: number
  readonly name: string | null
  readonly company: string | null
  readonly department: string | null
  readonly title: string | null
  readonly phones: readonly string[]
  readonly email: string | null
  /** Street, district, city, province of the first address, as far as given. */
  readonly city: string | null
  readonly address: string | null
  readonly website: string | null
  readonly note: string | null
}

interface Property {
  readonly name: string
  readonly parameters: readonly string[]
  readonly value: string
}

/** True for a file that says it is a vCard. */
export function isVcard(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 2000)).toString('latin1')
  return /^\W*BEGIN:VCARD/im.test(start)
}

/**
 * Reads business cards of vCard 2.1 (with quoted-printable and its soft line breaks), 3.0 (RFC 2426) and 4.0
 * (RFC 6350), several to a file, as phones export them.
 * @throws AppError file/too-large, import/empty, import/not-a-spreadsheet when there is no card in it
 */
export function readVcards(bytes: Uint8Array): { cards: Card[]; encoding: string } {
  refuseSize(bytes)
  const { text, encoding } = decodeText(bytes)
  const cards: Card[] = []
  let properties: Property[] | null = null
  let begin = 0
  for (const { line, number } of unfolded(text)) {
    if (/^BEGIN:VCARD\s*$/i.test(line)) {
      // One that was not ended is not lost for it.
      if (properties) cards.push(cardOf(begin, properties))
      properties = []
      begin = number
    } else if (/^END:VCARD\s*$/i.test(line)) {
      if (properties) cards.push(cardOf(begin, properties))
      properties = null
    } else {
      const property = propertyOf(line)
      if (property) properties?.push(property)
    }
  }
  if (cards.length === 0) throw new AppError('import/not-a-spreadsheet')
  if (properties) cards.push(cardOf(begin, properties))
  return { cards, encoding }
}

/** Joins what was broken for length: a line that begins with a space, or one after a quoted-printable `=`. */
function unfolded(text: string): { line: string; number: number }[] {
  const lines: { parts: string[]; isQuoted: boolean; number: number }[] = []
  text.split(/\r\n|\r|\n/).forEach((line, index) => {
    const before = lines.at(-1)
    // A picture is one line of a million characters: only its pieces are looked at.
    const end = before?.parts.at(-1) ?? ''
    // A soft break before the end of a card is a slip of whatever wrote it.
    if (before?.isQuoted && end.endsWith('=') && !/^(BEGIN|END):VCARD\s*$/i.test(line))
      before.parts.splice(-1, 1, end.slice(0, -1), line.replace(/^[ \t]/, ''))
    else if (before && /^[ \t]/.test(line)) before.parts.push(line.slice(1))
    else {
      const isQuoted = /ENCODING=QUOTED-PRINTABLE|;QUOTED-PRINTABLE/i.test(line)
      lines.push({ parts: [line], isQuoted, number: index + 1 })
    }
  })
  return lines.map(({ parts, number }) => ({ line: parts.join(''), number }))
}

function propertyOf(line: string): Property | undefined {
  const colon = colonOutsideQuotes(line)
  if (colon < 0) return undefined
  const [key = '', ...parameters] = line.slice(0, colon).split(';')
  // `item1.ADR`: the group only ties properties together.
  const name = (key.split('.').at(-1) ?? '').toUpperCase()
  return { name, parameters, value: decodedValue(parameters, line.slice(colon + 1)) }
}

function colonOutsideQuotes(line: string): number {
  let quoted = false
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index]
    if (character === '"') quoted = !quoted
    else if (character === ':' && !quoted) return index
  }
  return -1
}

function decodedValue(parameters: readonly string[], value: string): string {
  const said = parameters.map((parameter) => parameter.toUpperCase())
  const isQuotedPrintable = said.some((parameter) => /^(ENCODING=)?QUOTED-PRINTABLE$/.test(parameter))
  if (!isQuotedPrintable) return value
  const charset = said.find((parameter) => parameter.startsWith('CHARSET='))?.slice(8) ?? 'UTF-8'
  const bytes: number[] = []
  for (let index = 0; index < value.length; index += 1) {
    const hex = /^=([0-9A-F]{2})/i.exec(value.slice(index, index + 3))
    if (hex) {
      bytes.push(Number.parseInt(hex[1] ?? '', 16))
      index += 2
    } else bytes.push(...Buffer.from(value.charAt(index), 'utf8'))
  }
  return iconv.decode(Buffer.from(bytes), iconv.encodingExists(charset) ? charset : 'utf-8')
}

function cardOf(line: number, properties: readonly Property[]): Card {
  const all = (name: string) => properties.filter((property) => property.name === name)
  const first = (name: string) => all(name)[0]?.value
  const [company, ...departments] = components(first('ORG'))
  const [, , street = '', city = '', province = ''] = components(first('ADR'))
  const [family = '', given = ''] = components(first('N'))
  return {
    line,
    name: plain(first('FN')) ?? (family + given || null),
    company: company || null,
    department: departments.filter(Boolean).join('') || null,
    title: plain(first('TITLE')) ?? plain(first('ROLE')),
    phones: all('TEL')
      .filter(({ parameters }) => !parameters.some((parameter) => /\bFAX\b/i.test(parameter)))
      // RFC 3966 writes an extension behind a semicolon.
      .map(({ value }) => value.replace(/;ext=/i, '转')),
    email: plain(first('EMAIL')),
    city: province + city || null,
    address: province + city + street || null,
    website: plain(first('URL')),
    note: plain(first('NOTE')),
  }
}

/** Parts of a structured value, divided by semicolons that are not escaped. */
function components(value: string | undefined): string[] {
  if (value === undefined) return []
  return value.split(/(?<!\\);/).map((part) => plain(part) ?? '')
}

function plain(value: string | undefined): string | null {
  if (value === undefined) return null
  const text = value
    .replace(/\\n/gi, '\n')
    .replace(/\\([\\;,:])/g, '$1')
    .replace(/^"(.*)"$/s, '$1')
    .trim()
  return text === '' ? null : text
}
