import { AppError } from '#shared/contract/errors.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import {
  type ColumnChoices,
  findHeader,
  fingerprintOf,
  type ImportColumn,
  isHeaderAgain,
  withChoices,
} from '#shared/domain/import/columns.ts'
import type { ImportKind } from '#shared/domain/import/kinds.ts'
import { isTargetList, notData, type RowReading, readRow } from '#shared/domain/import/row.ts'
import type { Cell } from '#shared/domain/import/values.ts'
import { type ReadTables, readTables } from './read-table.ts'
import { type Card, isVcard, readVcards } from './read-vcard.ts'

/** A file whose bytes were understood: its tables, or its business cards. */
export type OpenedFile =
  | ({ readonly kind: 'tables' } & ReadTables)
  | { readonly kind: 'cards'; readonly encoding: string; readonly cards: readonly Card[] }

/** How a person wants a file read; what is absent is found out. */
export interface ReadingChoice {
  readonly kind?: ImportKind | undefined
  readonly sheet?: string | undefined
  readonly headerLine?: number | undefined
  readonly columns?: ColumnChoices | undefined
}

/** A file as it was understood, before it is compared with the store. */
export interface ReadImport {
  readonly kind: ImportKind
  readonly sheet: string | null
  readonly sheets: readonly string[]
  readonly encoding: string | null
  /** Last line of the header, 0 for business cards, which have none. */
  readonly headerLine: number
  readonly headerHeight: number
  readonly columns: readonly ImportColumn[]
  /** Stands for the source: files with the same headings. */
  readonly fingerprint: string
  readonly readings: readonly RowReading[]
}

/** @throws AppError as `readTables` and `readVcards` */
export function openFile(bytes: Uint8Array): OpenedFile {
  if (isVcard(bytes)) return { kind: 'cards', ...readVcards(bytes) }
  return { kind: 'tables', ...readTables(bytes) }
}

/**
 * Reads the rows of a file of enterprises, contacts or visits.
 * @throws AppError import/no-header
 */
export function readImport(file: OpenedFile, today: CalendarDate, choice: ReadingChoice = {}): ReadImport {
  return file.kind === 'cards' ? readCards(file, today) : readSheet(file, today, choice)
}

function readSheet(
  { tables, encoding }: ReadTables,
  today: CalendarDate,
  { kind, sheet: wanted, headerLine, columns: choices = {} }: ReadingChoice,
): ReadImport {
  const candidates = wanted === undefined ? tables : tables.filter(({ sheet }) => sheet === wanted)
  const headed = candidates.flatMap((table) => {
    const header = findHeader(table.lines, { kind, line: headerLine })
    return header ? [{ ...table, header }] : []
  })
  const [first] = headed
  if (!first) throw new AppError('import/no-header')
  const { sheet, lines, header } = first
  const columns = withChoices(header.columns, choices)
  const context = { kind: header.kind, today, isTargetList: isTargetList([...header.titles, sheet ?? '']) }
  const readings = lines.slice(header.line).map((cells, index) => {
    const line = header.line + 1 + index
    return isHeaderAgain(cells, header)
      ? notData(line, 'line-heading')
      : readRow(line, cells, columns, context)
  })
  return {
    ...{ kind: header.kind, sheet, sheets: tables.flatMap((table) => table.sheet ?? []), encoding },
    ...{ headerLine: header.line, headerHeight: header.height, columns, readings },
    fingerprint: fingerprintOf(header.columns),
  }
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

/** A card as the line of a table. */
export function cellsOfCard(card: Card): Cell[] {
  return cardColumns.map(({ of }) => of(card))
}

function readCards(
  { cards, encoding }: Extract<OpenedFile, { kind: 'cards' }>,
  today: CalendarDate,
): ReadImport {
  const context = { kind: 'contacts', today, isTargetList: false } as const
  const readings = cards.map((card) => readRow(card.line, cellsOfCard(card), cardColumns, context))
  return {
    ...{ kind: 'contacts', sheet: null, sheets: [], encoding, headerLine: 0, headerHeight: 0 },
    ...{ columns: cardColumns.map(({ of: _, ...column }) => column), readings, fingerprint: 'vcard' },
  }
}
