import { AppError } from '#shared/contract/errors.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import { findHeader, type ImportColumn, isHeaderAgain } from '#shared/domain/import/columns.ts'
import { isTargetList, notData, type RowReading, readRow } from '#shared/domain/import/row.ts'
import { remark } from '#shared/domain/import/values.ts'
import { readTable } from './read-table.ts'
import { type Card, isVcard, readVcards } from './read-vcard.ts'

/** A file as it was understood, before it is compared with the store. */
export interface ReadImport {
  readonly sheet: string | null
  readonly encoding: string | null
  /** 0 for business cards, which have no header. */
  readonly headerLine: number
  readonly columns: readonly { readonly heading: string; readonly field: string | null }[]
  readonly readings: readonly RowReading[]
}

/**
 * Reads a file of enterprises and their contacts: a workbook, a text table or business cards.
 * @throws AppError file/too-large, import/not-a-spreadsheet, import/protected, import/no-header
 */
export function readImport(bytes: Uint8Array, today: CalendarDate): ReadImport {
  return isVcard(bytes) ? readCards(bytes, today) : readSheet(bytes, today)
}

function readSheet(bytes: Uint8Array, today: CalendarDate): ReadImport {
  const { sheet, encoding, lines } = readTable(bytes)
  const header = findHeader(lines)
  if (!header) throw new AppError('import/no-header')
  const context = { today, isTargetList: isTargetList([...header.titles, sheet ?? '']) }
  const readings = lines.slice(header.line).map((cells, index) => {
    const line = header.line + 1 + index
    return isHeaderAgain(cells, header)
      ? notData(line, 'line-heading')
      : readRow(line, cells, header.columns, context)
  })
  const columns = header.columns.filter(({ heading }) => heading !== '').map(shownColumn)
  return { sheet, encoding, headerLine: header.line, columns, readings }
}

/** A column without a field of its own goes to the remarks; running numbers go nowhere. */
function shownColumn({ heading, field }: ImportColumn): { heading: string; field: string | null } {
  if (field === 'serial') return { heading, field: null }
  return { heading, field: field === null || field === 'lastContact' ? 'remarks' : field }
}

const cardColumns: readonly (ImportColumn & { readonly of: (card: Card) => string | null })[] = [
  { heading: 'ORG', field: 'name', unit: null, of: (card) => card.company },
  { heading: 'FN', field: 'contactName', unit: null, of: (card) => card.name },
  { heading: 'ORG', field: 'contactDepartment', unit: null, of: (card) => card.department },
  { heading: 'TITLE', field: 'contactTitle', unit: null, of: (card) => card.title },
  { heading: 'TEL', field: 'contactPhones', unit: null, of: (card) => card.phones.join(';') },
  { heading: 'EMAIL', field: 'contactEmail', unit: null, of: (card) => card.email },
  { heading: 'ADR', field: 'city', unit: null, of: (card) => card.city },
  { heading: 'ADR', field: 'address', unit: null, of: (card) => card.address },
  { heading: 'URL', field: 'website', unit: null, of: (card) => card.website },
  { heading: 'NOTE', field: 'contactRemarks', unit: null, of: (card) => card.note },
]

function readCards(bytes: Uint8Array, today: CalendarDate): ReadImport {
  const { cards, encoding } = readVcards(bytes)
  const readings = cards.map((card) => {
    const cells = cardColumns.map(({ of }) => of(card))
    const reading = readRow(card.line, cells, cardColumns, { today, isTargetList: false })
    return reading.kind === 'bad' ? { ...reading, remarks: [remark('card-without-company')] } : reading
  })
  const columns = cardColumns.map(({ heading, field }) => ({ heading, field }))
  return { sheet: null, encoding, headerLine: 0, columns, readings }
}
