import { contactPosts, contacts } from '../contacts.ts'
import { enterprises } from '../enterprises.ts'
import type { Fields } from '../entity.ts'
import { sourceFields } from '../source-fields.ts'
import { visits } from '../visits.ts'
import { type AmountUnit, amountUnitIn } from './amounts.ts'
import { groupHeadings, plainHeading } from './headings.ts'
import type { ImportKind } from './kinds.ts'
import { type Cell, cellText } from './values.ts'

export type EnterpriseField = Exclude<
  keyof typeof enterprises.fields,
  keyof typeof sourceFields | 'divisionCode' | 'usccMissingReason' | 'introducedById'
>

const contactFields = {
  name: 'contactName',
  phones: 'contactPhones',
  wechat: 'contactWechat',
  email: 'contactEmail',
} as const

const visitFields = {
  occurredOn: 'visitDate',
  type: 'visitType',
  mode: 'visitMode',
  place: 'visitPlace',
  ourPeople: 'ourPeople',
  theirPeople: 'theirPeople',
  topics: 'topics',
  outcome: 'outcome',
  outcomeLevel: 'outcomeLevel',
  nextStep: 'nextStep',
  nextOwner: 'nextOwner',
  nextDue: 'nextDue',
} as const
export type VisitField = (typeof visitFields)[keyof typeof visitFields]

/** Where a column of a file goes: a field of a record, or one that only an import knows. */
export type ImportField =
  | EnterpriseField
  | (typeof contactFields)[keyof typeof contactFields]
  | VisitField
  | 'contactTitle'
  | 'contactDepartment'
  | 'contactRemarks'
  | 'sourceAuthor'
  | 'sourceDate'
  | 'lastContact'
  | 'serial'

export interface ImportColumn {
  /** As it stands in the file. */
  readonly heading: string
  /** Null: the column is not known; its texts go to the remarks under its heading. */
  readonly field: ImportField | null
  /** Unit of bare numbers, where the heading or the lines above it name one. */
  readonly unit: AmountUnit | null
  /** A person said that this column is not to be imported at all. */
  readonly ignored?: boolean
}

export interface ImportHeader {
  readonly kind: ImportKind
  /** Last line of the header, 1-based; the data begin below it. */
  readonly line: number
  /** 2 where the headings stand in groups. */
  readonly height: 1 | 2
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

/** Headings that mean something else where the rows are people. */
const ofContacts: Readonly<Record<string, ImportField>> = {
  单位: 'name',
  工作单位: 'name',
  公司: 'name',
  企业: 'name',
  所在单位: 'name',
  所属企业: 'name',
  备注: 'contactRemarks',
  说明: 'contactRemarks',
}

/** Headings that mean the enterprise where the rows are visits. */
const ofVisits: Readonly<Record<string, ImportField>> = {
  企业: 'name',
  拜访企业: 'name',
  走访企业: 'name',
  拜访单位: 'name',
  走访单位: 'name',
  拜访对象: 'name',
  走访对象: 'name',
  企业类别: 'badges',
}

const shared: readonly (readonly [string, ImportField])[] = [
  ...synonymsOf(enterprises.fields, (field) =>
    field in sourceFields ? undefined : (field as EnterpriseField),
  ),
  ...synonymsOf(contacts.fields, (field) => contactFields[field as keyof typeof contactFields]),
  ...synonymsOf(contactPosts.fields, (field) => (field === 'title' ? 'contactTitle' : undefined)),
  ...synonymsOf(sourceFields, (field) => field),
  ...Object.entries(importOnly),
]
const headings: Readonly<Record<ImportKind, ReadonlyMap<string, ImportField>>> = {
  enterprises: new Map(shared),
  contacts: new Map([...shared, ...Object.entries(ofContacts)]),
  visits: new Map([
    ...shared,
    ...synonymsOf(visits.fields, (field) => visitFields[field as keyof typeof visitFields]),
    ...Object.entries(ofVisits),
  ]),
}

/** Fields a column can be given by hand, by kind of rows. */
export function fieldsOf(kind: ImportKind): ImportField[] {
  const fields = new Set<ImportField>([...headings[kind].values(), 'contactRemarks'])
  fields.delete('serial')
  if (kind === 'visits') for (const field of ['remarks', 'lastContact'] as const) fields.delete(field)
  return [...fields]
}

export interface HeaderChoice {
  readonly kind?: ImportKind | undefined
  /** Last line of the header as a person said it, 1-based. */
  readonly line?: number | undefined
}

/**
 * Finds the header under titles and unit lines: the line, or the two lines, with most known headings, the one by
 * which a row is known among them. What the rows are is told by the headings unless a person said it.
 * @returns undefined when no line has the heading that is needed
 */
export function findHeader(
  lines: readonly (readonly Cell[])[],
  choice: HeaderChoice = {},
): ImportHeader | undefined {
  const kinds: readonly ImportKind[] = choice.kind ? [choice.kind] : ['visits', 'contacts', 'enterprises']
  for (const kind of kinds) {
    const found = choice.line === undefined ? bestHeader(lines, kind) : headerAt(lines, choice.line, kind)
    if (found && (choice.kind || speaksOf(kind, found.columns))) return found
  }
  return undefined
}

function bestHeader(lines: readonly (readonly Cell[])[], kind: ImportKind): ImportHeader | undefined {
  let best: { header: ImportHeader; known: number } | undefined
  for (let index = 0; index < Math.min(lines.length, searchedLines); index += 1) {
    const header = headerAt(lines, index + 1, kind)
    const known = header ? knownFields(header.columns) : 0
    if (header && (!best || known > best.known)) best = { header, known }
  }
  return best?.header
}

/** The header that ends in a line: that line alone, or with the one above where that says more. */
function headerAt(
  lines: readonly (readonly Cell[])[],
  line: number,
  kind: ImportKind,
): ImportHeader | undefined {
  const bottom = (lines[line - 1] ?? []).map(cellText)
  const single = headerOf(lines, line, 1, bottom, kind)
  const top = line > 1 ? groupHeadings((lines[line - 2] ?? []).map(cellText), bottom.length) : []
  const twofold = headerOf(lines, line, 2, joinedHeadings(top, bottom, kind), kind)
  const ownHeadings = bottom.filter((text) => fieldOf(text, kind) !== null).length
  const isBetter = knownFields(twofold.columns) > knownFields(single.columns) && ownHeadings >= 2
  const header = isBetter ? twofold : single
  return isKnownBy(kind, header.columns) ? header : undefined
}

function joinedHeadings(top: readonly string[], bottom: readonly string[], kind: ImportKind): string[] {
  return Array.from({ length: Math.max(top.length, bottom.length) }, (_, index) => {
    const [over, under] = [top[index] ?? '', bottom[index] ?? '']
    if (under === '') return over
    if (over === '' || over === under || fieldOf(under, kind) !== null) return under
    return amountUnitIn(`(${under})`) ? `${over}（${under}）` : `${over}${under}`
  })
}

function headerOf(
  lines: readonly (readonly Cell[])[],
  line: number,
  height: 1 | 2,
  texts: readonly string[],
  kind: ImportKind,
): ImportHeader {
  const above = lines.slice(0, line - height).flatMap((cells) => cells.map(cellText).filter(Boolean))
  return { kind, line, height, columns: columnsOf(texts, above, kind), titles: above }
}

/** Whether rows can be told by these columns: an enterprise by its name, a person by theirs. */
function isKnownBy(kind: ImportKind, columns: readonly ImportColumn[]): boolean {
  const has = (field: ImportField) => columns.some((column) => column.field === field)
  if (kind === 'contacts') return has('contactName')
  return has('name') && (kind !== 'visits' || has('visitDate'))
}

const ofEnterprisesOnly: readonly ImportField[] = [
  ...(['uscc', 'industryChain', 'badges', 'investIntent', 'regCapital', 'revenue', 'mainProducts'] as const),
  ...(['targetCategory', 'priority', 'employees'] as const),
]

/** Whether the headings themselves say that the rows are of this kind. */
function speaksOf(kind: ImportKind, columns: readonly ImportColumn[]): boolean {
  const place = (field: ImportField) => columns.findIndex((column) => column.field === field)
  const has = (field: ImportField) => place(field) >= 0
  switch (kind) {
    case 'visits':
      return (['topics', 'outcome', 'ourPeople', 'theirPeople', 'visitType'] as const).some(has)
    case 'contacts':
      return !ofEnterprisesOnly.some(has) && (!has('name') || place('contactName') < place('name'))
    case 'enterprises':
      return true
  }
}

/** True for a header row that a long table repeats further down. */
export function isHeaderAgain(cells: readonly Cell[], header: ImportHeader): boolean {
  const filled = cells.filter((cell) => cellText(cell) !== '')
  return (
    filled.length > 1 &&
    cells.every(
      (cell, index) => plainHeading(cellText(cell)) === plainHeading(header.columns[index]?.heading ?? ''),
    )
  )
}

/** What stands for a file's source: its headings. Two files with the same headings are read alike. */
export function fingerprintOf(columns: readonly ImportColumn[]): string {
  return columns.map(({ heading }) => plainHeading(heading)).join('|')
}

/** What a person said of columns, by their place: a field, `remarks` for "keep the words", `ignore` for "leave out". */
export type ColumnChoices = Readonly<Record<number, ImportField | 'unknown' | 'ignore'>>

/** The columns as a person corrected them. A field that was given to one column by hand is taken from the others. */
export function withChoices(columns: readonly ImportColumn[], choices: ColumnChoices): ImportColumn[] {
  const given = new Set(Object.values(choices))
  return columns.map((column, index) => {
    const choice = choices[index]
    if (choice === 'ignore') return { ...column, field: null, ignored: true }
    if (choice === 'unknown') return { ...column, field: null }
    if (choice !== undefined) return { ...column, field: choice }
    const wasTaken = column.field !== null && given.has(column.field) && !repeatable.has(column.field)
    return wasTaken ? { ...column, field: null } : column
  })
}

function columnsOf(texts: readonly string[], above: readonly string[], kind: ImportKind): ImportColumn[] {
  const unitAbove = above.map(amountUnitIn).find((unit) => unit !== null) ?? null
  const taken = new Set<ImportField>()
  return texts.map((heading) => {
    const field = fieldOf(heading, kind)
    const free = field !== null && (!taken.has(field) || repeatable.has(field))
    if (field !== null && free) taken.add(field)
    return { heading, field: free ? field : null, unit: amountUnitIn(heading) ?? unitAbove }
  })
}

function knownFields(columns: readonly ImportColumn[]): number {
  return new Set(columns.flatMap(({ field }) => (field === null || field === 'serial' ? [] : [field]))).size
}

/** Which field a heading means; spaces, width, marks and a bracketed unit do not matter. */
function fieldOf(heading: string, kind: ImportKind): ImportField | null {
  const typed = plainHeading(heading)
  const known = headings[kind]
  return known.get(typed) ?? known.get(typed.replace(/[([][^)\]]*[)\]]$/, '')) ?? null
}

function synonymsOf<F extends Fields>(
  fields: F,
  name: (field: Extract<keyof F, string>) => ImportField | undefined,
): [string, ImportField][] {
  const pairs: [string, ImportField][] = []
  for (const key of Object.keys(fields)) {
    const field = name(key as Extract<keyof F, string>)
    if (field === undefined) continue
    for (const synonym of fields[key]?.synonyms ?? []) pairs.push([plainHeading(synonym), field])
  }
  return pairs
}
