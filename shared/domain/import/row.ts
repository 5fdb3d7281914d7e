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

export type EnterpriseValues = Partial<EnterpriseDraft>

/** One row as it was understood, before anything is known about what the store already has. */
export interface RowReading {
  readonly line: number
  /** `not-data`: empty, a total, a note. `bad`: something is there, but no name. */
  readonly kind: 'data' | 'bad' | 'not-data'
  readonly name: string | null
  readonly enterprise: EnterpriseValues
  readonly contact: ImportedContact | null
  readonly remarks: readonly Remark[]
}

export interface RowContext {
  readonly today: CalendarDate
  /** The file calls itself a list of target enterprises. */
  readonly isTargetList: boolean
}

const totalWords = /^(小计|合计|总计|共计|累计)/
const noteWords = /^(注|备注|说明|填表人|制表人|审核人|填报人|数据来源)[::]/
const targetListTitle = /目标企业|推荐名单|招商目录/
/** 目标类别 of an enterprise that came with a list of targets and has none of its own. */
export const targetListCategory = '推荐名单'

/** True when the texts above the header call the file a list of target enterprises. */
export function isTargetList(titles: readonly string[]): boolean {
  return titles.some((title) => targetListTitle.test(title))
}

/** A row that carries no record: empty, a total, a note, the header once more. */
export function notData(
  line: number,
  code: 'line-empty' | 'line-total' | 'line-heading' | 'line-note',
): RowReading {
  return { line, kind: 'not-data', name: null, enterprise: {}, contact: null, remarks: [remark(code)] }
}

/** Reads one row of a table. Texts that find no field are kept in the remarks, under their heading. */
export function readRow(
  line: number,
  cells: readonly Cell[],
  columns: readonly ImportColumn[],
  context: RowContext,
): RowReading {
  const texts = cells.map(cellText)
  const filled = texts.filter(Boolean)
  if (filled.length === 0) return notData(line, 'line-empty')
  if (filled.slice(0, 3).some((text) => totalWords.test(text))) return notData(line, 'line-total')
  if (filled.length === 1 && noteWords.test(filled[0] ?? '')) return notData(line, 'line-note')
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
  #wasContacted = false

  constructor(context: RowContext) {
    this.#context = context
  }

  take(column: ImportColumn, cell: Cell): void {
    if (cellText(cell) === '') return
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
      case 'regCapital':
      case 'revenue':
        this.#enterprise[field] = use(readAmount(cell, column.unit))
        return
      case 'employees':
        this.#enterprise.employees = use(readCount(cell))
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
      default:
        this.#takeText(field, column.heading, cell)
    }
  }

  /** Words such as 去年 were kept already; they tell of a contact all the same. */
  #takeLastContact(heading: string, date: CalendarDate | null): void {
    this.#wasContacted = true
    if (date !== null) this.#keep(heading, date)
  }

  #takeText(field: EnterpriseField, heading: string, cell: Cell): void {
    const parsed = enterprises.draft.partial().safeParse({ [field]: cellText(cell) })
    if (parsed.success) Object.assign(this.#enterprise, { [field]: parsed.data[field as 'shortName'] })
    else this.#keep(heading, cellText(cell))
  }

  #takePlace(text: string): void {
    const { city, beyond } = cityOfPlace(text)
    if (city.length > 60) this.#keep('所在地', text)
    else this.#enterprise.city = city
    // 光明区 of 深圳市光明区 has no field of its own.
    if (beyond) this.#enterprise.address ??= beyond
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
    const name = this.#enterprise.name ?? null
    if (!name || name.length > 200) {
      return {
        line,
        kind: 'bad',
        name: null,
        enterprise: this.#enterprise,
        contact: contact.value,
        remarks: [remark('name-missing'), ...this.#remarks],
      }
    }
    const remarks = readText(this.#kept.join('\n'), 2000)
    const enterprise = withoutEmpty({
      ...this.#enterprise,
      remarks: remarks.value,
      status: this.#wasContacted ? 'contacted' : 'untouched',
      targetCategory:
        this.#enterprise.targetCategory ?? (this.#context.isTargetList ? targetListCategory : null),
    })
    return {
      line,
      kind: 'data',
      name,
      enterprise,
      contact: contact.value,
      remarks: [...this.#remarks, ...remarks.remarks, ...contact.remarks],
    }
  }
}

function priorityOf(text: string): (typeof priorities)[number] | null {
  const code = text.toUpperCase().replace(/[类级]$/, '')
  return priorities.find((priority) => priority === code) ?? null
}

/** The values that say something. */
export function withoutEmpty(values: EnterpriseValues): EnterpriseValues {
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
