import type { CalendarDate } from '../calendar.ts'
import { tidyEnterpriseName } from '../enterprise-names.ts'
import type { EnterpriseDraft } from '../enterprises.ts'
import { enterprises } from '../enterprises.ts'
import { priorities } from '../enumerations.ts'
import { cityOfPlace } from '../places.ts'
import { readAmount } from './amounts.ts'
import { type Classes, readClasses } from './badges.ts'
import type { EnterpriseField, ImportColumn, ImportField } from './columns.ts'
import { type ContactParts, contactOf, type ImportedContact } from './contacts.ts'
import { readDate } from './dates.ts'
import type { ImportKind } from './kinds.ts'
import {
  type Cell,
  cellText,
  type Read,
  type Remark,
  readCount,
  readPhones,
  readText,
  readUscc,
  remark,
} from './values.ts'
import { type ImportedVisit, readOutcomeLevel, readPeople, readVisitType } from './visit-row.ts'

export type EnterpriseValues = Partial<EnterpriseDraft>

/** One row as it was understood, before anything is known about what the store already has. */
export interface RowReading {
  readonly line: number
  /** `not-data`: empty, a total, a note. `bad`: something is there, but no name. */
  readonly kind: 'data' | 'bad' | 'not-data'
  readonly name: string | null
  readonly enterprise: EnterpriseValues
  readonly contact: ImportedContact | null
  /** The visit of a row of visits, else null. */
  readonly visit: ImportedVisit | null
  /** Who wrote the row and when, where the file says so. */
  readonly source: RowSource
  readonly remarks: readonly Remark[]
}

export interface RowSource {
  readonly sourceAuthor: string | null
  readonly sourceDate: CalendarDate | null
}

const noSource: RowSource = { sourceAuthor: null, sourceDate: null }

export interface RowContext {
  readonly kind: ImportKind
  readonly today: CalendarDate
  /** The file calls itself a list of target enterprises. */
  readonly isTargetList: boolean
}

const totalWords = /^(小计|合计|总计|共计|累计)/
const noteWords = /^(注|备注|说明|填表人|制表人|审核人|填报人|数据来源)[::]/
/** A sentence in the first cell, as under a table: 本表由各驻外办事处填报，每月底前更新。 */
function isNote(text: string): boolean {
  return text.length >= 12 && /[。；:]|，.*，/.test(text)
}

const targetListTitle = /目标企业|推荐名单|招商目录/
/** 目标类别 of an enterprise that came with a list of targets and has none of its own. */
const targetListCategory = '推荐名单'

/** True when the texts above the header call the file a list of target enterprises. */
export function isTargetList(titles: readonly string[]): boolean {
  return titles.some((title) => targetListTitle.test(title))
}

/** A row that carries no record: empty, a total, a note, the header once more. */
export function notData(
  line: number,
  code: 'line-empty' | 'line-total' | 'line-heading' | 'line-note',
): RowReading {
  return {
    ...{ line, kind: 'not-data', name: null, enterprise: {}, contact: null, visit: null },
    ...{ source: noSource, remarks: [remark(code)] },
  }
}

/** What a line is that carries no record by its texts alone; null for one that may. */
export function footingIn(texts: readonly string[]): 'line-empty' | 'line-total' | 'line-note' | null {
  const filled = texts.filter(Boolean)
  const [first = ''] = filled
  if (filled.length === 0) return 'line-empty'
  if (filled.slice(0, 3).some((text) => totalWords.test(text))) return 'line-total'
  if (filled.length > 1) return null
  return noteWords.test(first) || (first === texts[0] && isNote(first)) ? 'line-note' : null
}

/** Reads one row of a table. Texts that find no field are kept in the remarks, under their heading. */
export function readRow(
  line: number,
  cells: readonly Cell[],
  columns: readonly ImportColumn[],
  context: RowContext,
): RowReading {
  const texts = cells.map(cellText)
  const footing = footingIn(texts)
  if (footing) return notData(line, footing)
  const onlySerial = columns.every(({ field }, index) => field === 'serial' || !texts[index])
  if (onlySerial) return notData(line, 'line-empty')

  const row = new RowReader(context)
  columns.forEach((column, index) => {
    row.take(column, cells[index] ?? null)
  })
  return row.finish(line)
}

/** Collects what the cells of one row say. */
class RowReader {
  readonly #context: RowContext
  readonly #enterprise: { -readonly [K in keyof EnterpriseValues]: EnterpriseValues[K] } = {}
  readonly #contact: { -readonly [K in keyof ContactParts]: ContactParts[K] } = {}
  readonly #remarks: Remark[] = []
  /** Lines for the remarks field: its own text first, then what found no field. */
  readonly #kept: string[] = []
  readonly #visit: { -readonly [K in keyof ImportedVisit]?: ImportedVisit[K] } = {}
  readonly #source: { -readonly [K in keyof RowSource]: RowSource[K] } = { ...noSource }
  /** Words of the day of a visit that is none. */
  #visitDay: string | null = null
  #wasContacted = false

  constructor(context: RowContext) {
    this.#context = context
  }

  take(column: ImportColumn, cell: Cell): void {
    if (cellText(cell) === '' || column.ignored) return
    if (column.field === null) {
      if (column.heading) this.#keep(column.heading, cellText(cell))
    } else this.#takeField(column.field, column, cell)
  }

  #takeField(field: ImportField, column: ImportColumn, cell: Cell): void {
    const use = <T>(reading: Read<T>): T | null => this.#use(column.heading, reading)
    switch (field) {
      case 'serial':
        return
      case 'name':
        this.#enterprise.name = tidyEnterpriseName(cellText(cell))
        return
      case 'uscc':
        this.#enterprise.uscc = use(readUscc(cell))
        return
      case 'city':
        this.#takePlace(cellText(cell))
        return
      case 'badges':
        this.#takeClasses(use(readClasses(cell)))
        return
      case 'investIntent':
        if (this.#context.kind === 'visits')
          this.#visit.investIntent = this.#within(
            column.heading,
            cell,
            use(readAmount(cell, column.unit)),
            1e9,
          )
        else this.#takeAmount(field, column, cell)
        return
      case 'regCapital':
      case 'revenue':
        this.#takeAmount(field, column, cell)
        return
      case 'employees':
        this.#enterprise.employees = this.#within(column.heading, cell, use(readCount(cell)), 10_000_000)
        return
      case 'priority':
        this.#enterprise.priority = priorityOf(cellText(cell))
        if (this.#enterprise.priority === null) this.#keep(column.heading, cellText(cell))
        return
      case 'targetCategory':
        this.#enterprise.targetCategory = use(readText(cellText(cell), 40))
        this.#enterprise.priority ??= priorityOf(cellText(cell))
        return
      case 'remarks':
        this.#kept.unshift(String(cell).trim())
        return
      case 'contactName':
        this.#contact.name = use(readText(cellText(cell), 60))
        return
      case 'contactPhones':
        this.#contact.phones = [...(this.#contact.phones ?? []), ...(use(readPhones(cell)) ?? [])]
        return
      case 'contactTitle':
        this.#contact.title = use(readText(cellText(cell), 60))
        return
      case 'contactDepartment':
        this.#contact.department = use(readText(cellText(cell), 60))
        return
      case 'contactWechat':
        this.#contact.wechat = use(readText(cellText(cell), 60))
        return
      case 'contactEmail':
        this.#contact.email = use(readText(cellText(cell), 200))
        return
      case 'contactRemarks':
        this.#contact.remarks = use(readText(cell, 1000))
        return
      case 'lastContact':
        this.#takeLastContact(column.heading, use(readDate(cell, this.#context.today)))
        return
      case 'sourceAuthor':
        this.#source.sourceAuthor = use(readText(cellText(cell), 60))
        return
      case 'sourceDate':
        this.#source.sourceDate = use(readDate(cell, this.#context.today))
        return
      case 'visitDate': {
        const { value, remarks } = readDate(cell, this.#context.today)
        this.#remarks.push(...remarks)
        if (value === null) this.#visitDay = cellText(cell)
        else this.#visit.occurredOn = value
        return
      }
      case 'visitType':
      case 'visitMode': {
        const how = use(readVisitType(cell))
        if (how?.type && field === 'visitType') this.#visit.type = how.type
        if (how?.mode) this.#visit.mode = how.mode
        return
      }
      case 'visitPlace':
        this.#visit.place = use(readText(cell, 200))
        return
      case 'ourPeople':
      case 'theirPeople':
        this.#visit[field] = use(readPeople(cell)) ?? []
        return
      case 'topics':
        this.#visit.topics = use(readText(cell, 19_000))
        return
      case 'outcome':
        this.#visit.outcome = use(readText(cell, 5000))
        return
      case 'outcomeLevel':
        this.#visit.outcomeLevel = use(readOutcomeLevel(cell))
        return
      case 'nextStep':
        this.#visit.nextStep = use(readText(cell, 500))
        return
      case 'nextOwner':
        this.#visit.nextOwner = use(readText(cellText(cell), 60))
        return
      case 'nextDue':
        this.#visit.nextDue = use(readDate(cell, this.#context.today))
        return
      default:
        this.#takeText(field, column.heading, cell)
    }
  }

  #takeAmount(
    field: 'investIntent' | 'regCapital' | 'revenue',
    { heading, unit }: ImportColumn,
    cell: Cell,
  ): void {
    const amount = this.#use(heading, readAmount(cell, unit))
    this.#enterprise[field] = this.#within(heading, cell, amount, field === 'revenue' ? 1e10 : 1e9)
  }

  /** A number beyond what its field can hold is kept as words. */
  #within(heading: string, cell: Cell, value: number | null, most: number): number | null {
    if (value === null || value <= most) return value
    this.#remarks.push(remark('value-too-large', { text: cellText(cell) }))
    this.#keep(heading, cellText(cell))
    return null
  }

  /** Words such as 去年 were kept already; they tell of a contact all the same. */
  #takeLastContact(heading: string, date: CalendarDate | null): void {
    this.#wasContacted = true
    if (date !== null) this.#keep(heading, date)
  }

  #takeText(field: EnterpriseField, heading: string, cell: Cell): void {
    const parsed = enterprises.fields[field].schema.safeParse(cellText(cell))
    if (parsed.success) Object.assign(this.#enterprise, { [field]: parsed.data })
    else this.#keep(heading, cellText(cell))
  }

  #takePlace(text: string): void {
    const { city, beyond } = cityOfPlace(text)
    if (city.length > 60) this.#keep('所在地', text)
    else this.#enterprise.city = city
    // 光明区 of 深圳市光明区 has no field of its own.
    if (beyond.length > 200) this.#keep('所在地', beyond)
    else if (beyond) this.#enterprise.address ??= beyond
  }

  #takeClasses(classes: Classes | null): void {
    if (!classes) return
    if (classes.badges.length > 0) this.#enterprise.badges = [...classes.badges]
    if (classes.ownership) this.#enterprise.ownership = classes.ownership
  }

  #use<T>(heading: string, reading: Read<T>): T | null {
    this.#remarks.push(...reading.remarks)
    if (reading.left !== null) this.#keep(heading, reading.left)
    return reading.value
  }

  #keep(heading: string, text: string): void {
    this.#kept.push(`${heading}：${text}`)
  }

  finish(line: number): RowReading {
    const contact = contactOf(this.#contact)
    if (contact.left !== null) this.#kept.push(contact.left)
    const { kind } = this.#context
    const name = this.#enterprise.name ?? null
    const isNameless = !name || name.length > 200
    const visit = kind === 'visits' ? this.#finishVisit() : null
    const remarks = visit ? readText('', 1) : readText(this.#kept.join('\n'), 2000)
    const faults = this.#faults(isNameless, contact.value)
    const enterprise = isNameless
      ? this.#enterprise
      : withoutEmpty({
          ...this.#enterprise,
          remarks: kind === 'contacts' ? null : remarks.value,
          status: visit || this.#wasContacted ? 'contacted' : 'untouched',
          targetCategory:
            this.#enterprise.targetCategory ?? (this.#context.isTargetList ? targetListCategory : null),
        })
    const person =
      contact.value && kind === 'contacts'
        ? { ...contact.value, remarks: this.#aboutPerson(contact.value) }
        : contact.value
    return {
      line,
      kind: faults.length > 0 ? 'bad' : 'data',
      name: isNameless ? null : name,
      enterprise,
      contact: person,
      visit,
      source: this.#source,
      remarks: [...faults, ...this.#remarks, ...remarks.remarks, ...contact.remarks],
    }
  }

  /** Why a row cannot be taken. */
  #faults(isNameless: boolean, contact: ImportedContact | null): Remark[] {
    const { kind } = this.#context
    if (kind === 'contacts') return contact?.name && this.#contact.name ? [] : [remark('contact-missing')]
    if (isNameless) return [remark('name-missing')]
    if (kind !== 'visits' || this.#visit.occurredOn) return []
    return this.#visitDay === null
      ? [remark('visit-day-missing')]
      : [remark('visit-day-unreadable', { text: this.#visitDay })]
  }

  /** What found no field of a person goes to the remarks on the person. */
  #aboutPerson({ remarks }: ImportedContact): string | null {
    const all = [remarks, ...this.#kept].filter(Boolean).join('\n')
    return all === '' ? null : all.slice(0, 1000)
  }

  #finishVisit(): ImportedVisit | null {
    const { occurredOn, nextDue = null, ...visit } = this.#visit
    if (!occurredOn) return null
    const isDueEarly = nextDue !== null && nextDue < occurredOn
    if (isDueEarly) this.#keep('时限', nextDue)
    const topics = [visit.topics, ...this.#kept].filter(Boolean).join('\n')
    return {
      ...{ type: 'door_to_door', mode: 'onsite', place: null, ourPeople: [], theirPeople: [] },
      ...{ outcome: null, outcomeLevel: null, investIntent: null, nextStep: null, nextOwner: null },
      ...visit,
      topics: topics === '' ? null : topics.slice(0, 20_000),
      occurredOn,
      nextDue: isDueEarly ? null : nextDue,
    }
  }
}

function priorityOf(text: string): (typeof priorities)[number] | null {
  const code = text.toUpperCase().replace(/[类级]$/, '')
  return priorities.find((priority) => priority === code) ?? null
}

/** The values that say something. */
function withoutEmpty(values: EnterpriseValues): EnterpriseValues {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) =>
        value !== null &&
        value !== undefined &&
        value !== '' &&
        !(Array.isArray(value) && value.length === 0),
    ),
  )
}
