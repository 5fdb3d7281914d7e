import { groupHeadings, plainHeading } from './headings.ts'
import { type Cell, cellText } from './values.ts'

/** Columns of a table, each with the headings under which offices keep it; `needed` are those a table must have. */
export interface TableColumns<F extends string> {
  readonly headings: Readonly<Record<F, readonly string[]>>
  readonly needed: readonly NoInfer<F>[]
}

/** One table of a file, `lines[0]` being line 1. `sheet` is null for a text file. */
export interface SheetLines {
  readonly sheet: string | null
  readonly lines: readonly (readonly Cell[])[]
}

/** How a person wants a file read; what is absent is found out. */
export interface TableChoice {
  readonly sheet?: string | undefined
  /** Last line of the header, 1-based. */
  readonly headerLine?: number | undefined
}

/** The rows of one sheet by column, the texts as they stand in the file. */
export interface TableRows<F extends string> {
  readonly sheet: string | null
  readonly sheets: readonly string[]
  /** Texts above the header: as a rule the title, with the quarter or the name of the chain. */
  readonly titles: readonly string[]
  readonly headerLine: number
  /** Every column in its order; `field` is null for one that is not known. */
  readonly columns: readonly { readonly heading: string; readonly field: F | null }[]
  /** Rows with any text, by their line; an absent cell is null. A heading that is repeated further down is left out. */
  readonly rows: readonly { readonly line: number; readonly cells: Readonly<Record<F, string | null>> }[]
}

const searchedLines = 30

/**
 * Finds the sheet and the header (a line, or two under each other) with most known headings, under titles and unit
 * lines, and gives the rows below it by column.
 * @returns undefined when no line has all the headings that are needed
 */
export function tableRows<F extends string>(
  tables: readonly SheetLines[],
  wanted: TableColumns<F>,
  choice: TableChoice = {},
): TableRows<F> | undefined {
  const fields = fieldsByHeading(wanted)
  const found = tables
    .filter(({ sheet }) => choice.sheet === undefined || sheet === choice.sheet)
    .flatMap((table) => {
      const header = bestHeader(table.lines, fields, wanted.needed, choice.headerLine)
      return header ? [{ ...table, header }] : []
    })
  const best = found.reduce<(typeof found)[number] | undefined>(
    (first, next) => (first && first.header.known >= next.header.known ? first : next),
    undefined,
  )
  if (!best) return undefined
  const { sheet, lines, header } = best
  return {
    ...{ sheet, sheets: tables.flatMap((table) => table.sheet ?? []) },
    titles: lines
      .slice(0, header.line - header.height)
      .flatMap((cells) => cells.map(cellText).filter(Boolean)),
    ...{ headerLine: header.line, columns: header.columns },
    rows: lines.slice(header.line).flatMap((cells, index) => {
      const texts = cells.map(cellText)
      const isHeading = header.columns.every(({ heading }, at) => (texts[at] ?? '') === heading)
      if (isHeading || texts.every((text) => text === '')) return []
      return [{ line: header.line + 1 + index, cells: cellsByField(wanted, header.columns, texts) }]
    }),
  }
}

interface Header<F extends string> {
  readonly line: number
  readonly height: 1 | 2
  readonly columns: TableRows<F>['columns']
  readonly known: number
}

function fieldsByHeading<F extends string>({ headings }: TableColumns<F>): ReadonlyMap<string, F> {
  const pairs = Object.entries<readonly string[]>(headings).flatMap(([field, names]) =>
    names.map((name) => [plainHeading(name), field as F] as const),
  )
  return new Map(pairs)
}

function bestHeader<F extends string>(
  lines: SheetLines['lines'],
  fields: ReadonlyMap<string, F>,
  needed: readonly F[],
  only: number | undefined,
): Header<F> | undefined {
  let best: Header<F> | undefined
  const last = Math.min(lines.length, only ?? searchedLines)
  for (let line = only ?? 1; line <= last; line += 1) {
    const bottom = (lines[line - 1] ?? []).map(cellText)
    const top = line > 1 ? groupHeadings((lines[line - 2] ?? []).map(cellText), bottom.length) : []
    const joined = top.map((over, at) => under(over, bottom[at] ?? '', fields))
    const single = headerOf(line, 1, bottom, fields)
    const twofold = headerOf(line, 2, joined, fields)
    const header = single.known >= 1 && twofold.known > single.known ? twofold : single
    const isWhole = needed.every((field) => header.columns.some((column) => column.field === field))
    if (isWhole && (!best || header.known > best.known)) best = header
  }
  return best
}

function headerOf<F extends string>(
  line: number,
  height: 1 | 2,
  texts: readonly string[],
  fields: ReadonlyMap<string, F>,
): Header<F> {
  const taken = new Set<F>()
  const columns = texts.map((heading) => {
    const field = fieldOf(heading, fields)
    if (field === null || taken.has(field)) return { heading, field: null }
    taken.add(field)
    return { heading, field }
  })
  return { line, height, columns, known: taken.size }
}

/** A heading under a group's: the group's own where it has none, both where it is not known by itself. */
function under<F extends string>(over: string, text: string, fields: ReadonlyMap<string, F>): string {
  if (text === '') return over
  return over === '' || over === text || fieldOf(text, fields) !== null ? text : `${over}${text}`
}

/** Spaces, width, marks and a bracketed remark do not matter. */
function fieldOf<F extends string>(heading: string, fields: ReadonlyMap<string, F>): F | null {
  const typed = plainHeading(heading)
  return fields.get(typed) ?? fields.get(typed.replace(/[([][^)\]]*[)\]]$/, '')) ?? null
}

function cellsByField<F extends string>(
  { headings }: TableColumns<F>,
  columns: TableRows<F>['columns'],
  texts: readonly string[],
): Readonly<Record<F, string | null>> {
  const names = Object.keys(headings) as F[]
  const entries = names.map((name) => {
    const at = columns.findIndex(({ field }) => field === name)
    return [name, (at < 0 ? '' : texts[at]) || null] as const
  })
  // One entry for each of the names.
  return Object.fromEntries(entries) as Record<F, string | null>
}
