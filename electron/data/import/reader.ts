import { readFileSync, statSync } from 'node:fs'
import { v7 as uuidv7 } from 'uuid'
import { AppError } from '#shared/contract/errors.ts'
import type { ImportCounts, ImportPreview, ImportRow, ImportRowDetail } from '#shared/contract/imports.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import { type ColumnChoices, fieldsOf } from '#shared/domain/import/columns.ts'
import type { ImportKind } from '#shared/domain/import/kinds.ts'
import type { EnterpriseIndex, Identity } from '#shared/domain/import/match.ts'
import {
  addHolders,
  type PhoneHolder,
  phonesOf,
  warnOfPhones,
} from '#shared/domain/import/phones-elsewhere.ts'
import {
  type KnownEnterprise,
  knownIds,
  matchRows,
  type PlannedRow,
  planRows,
  type RowDecision,
  type Verdict,
} from '#shared/domain/import/plan.ts'
import {
  type TableChoice,
  type TableColumns,
  type TableRows,
  tableRows,
} from '#shared/domain/import/table-rows.ts'
import { type Cell, cellText } from '#shared/domain/import/values.ts'
import { foldedIndex } from './folded-index.ts'
import { cellsOfCard, type OpenedFile, openFile, type ReadImport, readImport } from './read-file.ts'
import { largestFile } from './read-table.ts'
import { type RowWrites, writesOf } from './row-writes.ts'

/** What a preview tells of the reading alone. */
export type ReadingOverview = Omit<ImportPreview, 'session' | 'fileName' | 'remembered' | 'counts'> & {
  readonly fingerprint: string
}

export interface HowToRead {
  readonly today: CalendarDate
  readonly kind?: ImportKind | undefined
  readonly sheet?: string | undefined
  readonly headerLine?: number | undefined
  readonly columns?: ColumnChoices | undefined
}

const exampleCount = 3

/**
 * One file from its bytes to the records that come of it. Lives in a thread of its own: what a file does to memory
 * and time, it does there. Knows nothing of the store but what it is told.
 */
export class ImportReader {
  #bytes = new Uint8Array()
  #file: OpenedFile | null = null
  #reading: ReadImport | null = null
  #index: EnterpriseIndex<string> = foldedIndex()
  #matches: ReadonlyMap<number, string> = new Map()
  #known = new Map<string, KnownEnterprise>()
  #phones: ReadonlySet<string> = new Set()
  #holders = new Map<string, PhoneHolder[]>()
  #decisions = new Map<number, RowDecision>()
  #planned: readonly PlannedRow[] = []
  readonly #byLine = new Map<number, PlannedRow>()
  #toWrite: readonly PlannedRow[] = []
  #made = new Map<number, string>()
  #idsMade = 0

  /** Forgets the file and all that was told. */
  close(): null {
    this.#bytes = new Uint8Array()
    this.#file = null
    this.#reading = null
    this.#matches = new Map()
    this.#decisions.clear()
    this.#planned = []
    this.#toWrite = []
    this.#byLine.clear()
    this.#made = new Map()
    return this.forgetStore()
  }

  /** Reads the bytes. @throws AppError file/unreadable, file/too-large, import/* */
  open({ path }: { readonly path: string }): null {
    try {
      if (statSync(path).size > largestFile) throw new AppError('file/too-large')
      this.#bytes = readFileSync(path)
    } catch (error) {
      throw error instanceof AppError ? error : new AppError('file/unreadable', {}, { cause: error })
    }
    this.#file = openFile(this.#bytes)
    return null
  }

  /** Understands the rows, as found out or as a person wants it. @throws AppError import/no-header */
  read({ today, ...choice }: HowToRead): ReadingOverview {
    const reading = readImport(this.#opened(), today, choice)
    this.#reading = reading
    this.#decisions.clear()
    const { kind, sheet, sheets, encoding, headerLine, fingerprint, readings, columns } = reading
    const below = readings.slice(0, 200).map(({ line }) => this.#cellsOf(line))
    return {
      ...{ kind, sheet, sheets, encoding, headerLine, fingerprint, total: readings.length },
      fields: fieldsOf(kind),
      columns: columns.map(({ heading, field, ignored = false }, index) => {
        const texts = below.map((cells) => cellText(cells[index] ?? null)).filter(Boolean)
        return { heading, field, ignored, examples: [...new Set(texts)].slice(0, exampleCount) }
      }),
    }
  }

  /** The rows of a table of another kind by its columns. @throws AppError import/no-header */
  table({
    wanted,
    choice,
  }: {
    readonly wanted: TableColumns<string>
    readonly choice: TableChoice
  }): TableRows<string> {
    const file = this.#opened()
    const rows = file.kind === 'tables' ? tableRows(file.tables, wanted, choice) : undefined
    if (!rows) throw new AppError('import/no-header')
    return rows
  }

  /** Forgets what it was told of the store. */
  forgetStore(): null {
    this.#index = foldedIndex()
    this.#known = new Map()
    this.#phones = new Set()
    this.#holders = new Map()
    return null
  }

  /** Looks which telephones the rows hold. @returns whether any: then it wants to hear who holds which */
  wantsPhones(): boolean {
    this.#phones = phonesOf(this.#read().readings)
    return this.#phones.size > 0
  }

  /** Tells who is reached by which telephones. */
  addPhones(holders: readonly PhoneHolder[]): null {
    addHolders(this.#holders, this.#phones, holders)
    return null
  }

  /** Tells which enterprises there are. */
  addIdentities(identities: readonly (Identity & { readonly id: string })[]): null {
    for (const { id, ...identity } of identities) this.#index.add(id, identity)
    return null
  }

  /** Finds what the rows mean. @returns ids of the enterprises of which it must know all */
  match(): string[] {
    this.#matches = matchRows(this.#read().readings, this.#index)
    this.#index = foldedIndex()
    return this.unknownIds()
  }

  unknownIds(): string[] {
    return knownIds(this.#matches, this.#decisions).filter((id) => !this.#known.has(id))
  }

  addKnown(enterprises: readonly KnownEnterprise[]): null {
    for (const enterprise of enterprises) this.#known.set(enterprise.id, enterprise)
    return null
  }

  /** Decides what becomes of each row. */
  plan(): ImportCounts {
    const planned = planRows(this.#read().readings, this.#matches, this.#known, this.#decisions)
    this.#planned = warnOfPhones(planned, this.#holders)
    this.#byLine.clear()
    const counts = { new: 0, update: 0, merge: 0, skip: 0, bad: 0, 'not-data': 0 }
    for (const row of this.#planned) {
      counts[row.verdict] += 1
      this.#byLine.set(row.reading.line, row)
    }
    return counts
  }

  decide({ line, decision }: { readonly line: number; readonly decision: RowDecision | null }): null {
    if (decision === null) this.#decisions.delete(line)
    else this.#decisions.set(line, decision)
    return null
  }

  /** Decides of every row that is now of one verdict; null takes all decisions back. */
  decideAll({
    verdict,
    action,
  }: {
    readonly verdict: Verdict
    readonly action: RowDecision['action'] | null
  }): null {
    if (action === null) this.#decisions.clear()
    else
      for (const { reading, verdict: now } of this.#planned)
        if (now === verdict) {
          const target = this.#decisions.get(reading.line)?.target ?? null
          this.#decisions.set(reading.line, { action, target })
        }
    return null
  }

  rows(of: { readonly verdict: Verdict | null; readonly offset: number; readonly limit: number }) {
    const rows = this.#planned.filter(({ verdict }) => of.verdict === null || verdict === of.verdict)
    return {
      rows: rows.slice(of.offset, of.offset + of.limit).map((row) => this.#shown(row)),
      total: rows.length,
    }
  }

  /** @throws AppError record/not-found for a line that is none of the file's */
  row({ line }: { readonly line: number }): ImportRowDetail {
    const row = this.#byLine.get(line)
    if (!row) throw new AppError('record/not-found')
    const cells = this.#cellsOf(line)
    const { enterprise, fill } = row
    const there = enterprise?.kind === 'known' ? this.#known.get(enterprise.id)?.values : undefined
    return {
      ...this.#shown(row),
      joinsId: enterprise?.kind === 'known' ? enterprise.id : null,
      cells: this.#read().columns.flatMap(({ heading }, index) => {
        const text = cellText(cells[index] ?? null)
        return heading || text ? [{ heading, text }] : []
      }),
      changes:
        row.verdict === 'skip' || row.verdict === 'new'
          ? []
          : Object.entries(fill).map(([field, after]) => ({ field, before: there?.[field] ?? null, after })),
    }
  }

  /** Begins to hand out what is to be written. @returns of each row that writes something, how many records */
  beginWrites(): number[] {
    this.#made = new Map()
    this.#idsMade = 0
    this.#toWrite = this.#planned.filter(isWritten)
    // What the cells say is in the plan; they are read again from the bytes should anybody ask after all.
    this.#file = null
    const made = new Map<number, string>()
    return this.#toWrite.map((row) => writesOf(row, made, '', () => 'any').writes.length)
  }

  /** What the next rows write, from the `offset`th row that writes anything. */
  writes(of: {
    readonly offset: number
    readonly limit: number
    readonly batchId: string
    readonly nowMs: number
  }): RowWrites[] {
    const rows = this.#toWrite.slice(of.offset, of.offset + of.limit)
    // Ascending, so that every index grows at its end and the search backlog is one stretch.
    const newId = () => uuidv7({ msecs: of.nowMs, seq: ++this.#idsMade })
    return rows.map((row) => writesOf(row, this.#made, of.batchId, newId))
  }

  /** The faulty rows as a workbook in the file's own layout. */
  async badRows({
    locale,
  }: {
    readonly locale: 'zh-CN' | 'en'
  }): Promise<{ bytes: Uint8Array; rows: number }> {
    // A large library that most files do not need.
    const { badRowsXlsx } = await import('./bad-rows-xlsx.ts')
    const { sheet, headerLine, columns } = this.#read()
    const bad = this.#planned.filter(({ verdict }) => verdict === 'bad')
    const faults = bad.map(({ reading: { line }, remarks }) => ({ line, remarks }))
    const file = this.#opened()
    const cards = file.kind === 'cards' ? file.cards : null
    const bytes = await badRowsXlsx({
      ...{ bytes: this.#bytes, sheet, headerLine, faults, locale },
      cards: cards && { headings: columns.map(({ heading }) => heading), of: (line) => this.#cellsOf(line) },
    })
    return { bytes, rows: bad.length }
  }

  #shown({ reading, verdict, remarks, enterpriseName }: PlannedRow): ImportRow {
    const { line, name, enterprise, contact, visit, source } = reading
    const person = contact
      ? { contactName: contact.name, contactPhones: contact.phones, contactTitle: contact.title }
      : {}
    return {
      ...{ line, name: name ?? contact?.name ?? null, verdict, remarks, joins: enterpriseName },
      decided: this.#decisions.has(line),
      values: { ...(visit ? visitShown(visit) : {}), ...enterprise, ...person, ...present(source) },
    }
  }

  #cellsOf(line: number): readonly Cell[] {
    const file = this.#opened()
    if (file.kind === 'cards') {
      const card = file.cards.find((each) => each.line === line)
      return card ? cellsOfCard(card) : []
    }
    const { sheet } = this.#read()
    return file.tables.find((table) => table.sheet === sheet)?.lines[line - 1] ?? []
  }

  #opened(): OpenedFile {
    if (this.#bytes.length === 0) throw new AppError('import/closed')
    this.#file ??= openFile(this.#bytes)
    return this.#file
  }

  #read(): ReadImport {
    if (!this.#reading) throw new AppError('import/closed')
    return this.#reading
  }
}

function isWritten({ verdict }: PlannedRow): boolean {
  return verdict === 'new' || verdict === 'update' || verdict === 'merge'
}

function visitShown(visit: NonNullable<PlannedRow['visit']>) {
  const { occurredOn, type, topics, outcome, ourPeople, theirPeople } = visit
  const names = (people: typeof ourPeople) => people.map(({ name }) => name)
  return { occurredOn, type, topics, outcome, ourPeople: names(ourPeople), theirPeople: names(theirPeople) }
}

function present(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}
