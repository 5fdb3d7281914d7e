import { contactPosts, contacts } from '../contacts.ts'
import { enterprises } from '../enterprises.ts'
import type { Fields } from '../entity.ts'
import { type AmountUnit, amountUnitIn } from './amounts.ts'
import { type Cell, cellText } from './values.ts'

export type EnterpriseField = keyof typeof enterprises.fields
/** Where a column of a file goes: a field of the enterprise, of its contact, or one that only an import knows. */
export type ImportField =
  | EnterpriseField
  | 'contactName'
  | 'contactPhones'
  | 'contactWechat'
  | 'contactEmail'
  | 'contactTitle'
  | 'contactDepartment'
  | 'contactRemarks'
  | 'lastContact'
  | 'serial'

export interface ImportColumn {
  /** As it stands in the file. */
  readonly heading: string
  /** Null: the column is not known; its texts go to the remarks under its heading. */
  readonly field: ImportField | null
  /** Unit of bare numbers, where the heading or the lines above it name one. */
  readonly unit: AmountUnit | null
}

export interface ImportHeader {
  /** Line of the header row, 1-based. */
  readonly line: number
  readonly columns: readonly ImportColumn[]
  /** The texts above the header. */
  readonly titles: readonly string[]
}

const searchedLines = 30
/** Columns of which a table may have several. */
const repeatable: ReadonlySet<ImportField> = new Set(['contactPhones'])

const importOnly: Readonly<Record<string, ImportField>> = {
  联系部门: 'contactDepartment',
  对接部门: 'contactDepartment',
  部门: 'contactDepartment',
  最近联系: 'lastContact',
  最近联系时间: 'lastContact',
  上次联系: 'lastContact',
  序号: 'serial',
  编号: 'serial',
  'no.': 'serial',
}

const fieldOfHeading: ReadonlyMap<string, ImportField> = new Map([
  ...synonymsOf(enterprises.fields, (field) => field),
  ...synonymsOf(
    contacts.fields,
    (field) =>
      (
        ({
          name: 'contactName',
          phones: 'contactPhones',
          wechat: 'contactWechat',
          email: 'contactEmail',
        }) as const
      )[field as 'name'],
  ),
  ...synonymsOf(contactPosts.fields, (field) => (field === 'title' ? 'contactTitle' : undefined)),
  ...Object.entries(importOnly),
])

/**
 * Finds the header row under titles and unit lines: the one among the first lines with most known headings, the
 * enterprise's name among them.
 * @returns undefined when no line has a column for the name and one more known column, or the name alone.
 */
export function findHeader(lines: readonly (readonly Cell[])[]): ImportHeader | undefined {
  let best: { index: number; known: number } | undefined
  lines.slice(0, searchedLines).forEach((cells, index) => {
    const fields = cells.map((cell) => fieldOf(cellText(cell)))
    const known = new Set(fields.filter((field) => field !== null && field !== 'serial'))
    if (known.has('name') && (!best || known.size > best.known)) best = { index, known: known.size }
  })
  if (!best) return undefined
  const above = lines.slice(0, best.index).flatMap((cells) => cells.map(cellText).filter(Boolean))
  return {
    line: best.index + 1,
    columns: columnsOf(lines[best.index] ?? [], above),
    titles: above,
  }
}

/** True for a header row that a long table repeats further down. */
export function isHeaderAgain(cells: readonly Cell[], header: ImportHeader): boolean {
  const filled = cells.filter((cell) => cellText(cell) !== '')
  return (
    filled.length > 1 &&
    cells.every(
      (cell, index) => comparable(cellText(cell)) === comparable(header.columns[index]?.heading ?? ''),
    )
  )
}

function columnsOf(cells: readonly Cell[], above: readonly string[]): ImportColumn[] {
  const unitAbove = above.map(amountUnitIn).find((unit) => unit !== null) ?? null
  const taken = new Set<ImportField>()
  return cells.map((cell) => {
    const heading = cellText(cell)
    const field = fieldOf(heading)
    const free = field !== null && (!taken.has(field) || repeatable.has(field))
    if (field !== null && free) taken.add(field)
    return { heading, field: free ? field : null, unit: amountUnitIn(heading) ?? unitAbove }
  })
}

/** Which field a heading means; spaces, width, marks and a bracketed unit do not matter. */
function fieldOf(heading: string): ImportField | null {
  const typed = comparable(heading)
  return fieldOfHeading.get(typed) ?? fieldOfHeading.get(typed.replace(/[([][^)\]]*[)\]]$/, '')) ?? null
}

function comparable(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s*::]/g, '')
}

function synonymsOf<F extends Fields>(
  fields: F,
  name: (field: Extract<keyof F, string>) => ImportField | undefined,
): [string, ImportField][] {
  const pairs: [string, ImportField][] = []
  for (const key of Object.keys(fields)) {
    const field = name(key as Extract<keyof F, string>)
    if (field === undefined) continue
    for (const synonym of fields[key]?.synonyms ?? []) pairs.push([comparable(synonym), field])
  }
  return pairs
}
