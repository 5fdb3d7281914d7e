import { v7 as uuidv7 } from 'uuid'
import type { ImportPreview, ImportRow, importsContract } from '#shared/contract/imports.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import type { ImportedContact } from '#shared/domain/import/contacts.ts'
import { enterpriseIndex } from '#shared/domain/import/match.ts'
import {
  type KnownEnterprise,
  knownIds,
  matchRows,
  type PlannedRow,
  planRows,
} from '#shared/domain/import/plan.ts'
import type { RowReading } from '#shared/domain/import/row.ts'
import type { Reader, Writer } from '../database/schema.ts'
import type { HandlerContext, Handlers } from '../host/context.ts'
import { type ReadImport, readImport } from '../import/read-file.ts'
import { contactsOfEnterprises } from '../queries/contacts.ts'
import { enterpriseIdentities, enterprisesByIds } from '../queries/enterprises.ts'
import { record, type WriteContext } from '../record/record.ts'
import { writeAsWhole } from '../record/write-as-whole.ts'

export const importHandlers: Handlers<typeof importsContract> = {
  'imports.preview': async ({ read, files, clock }, { fileToken }) => {
    const file = fileOf({ files, clock }, fileToken)
    const planned = await read((db) => planOf(db, file.readings))
    return previewOf(files.nameOf(fileToken), file, planned)
  },
  'imports.apply': async ({ write, files, clock, author }, { fileToken, skipLines }) => {
    const context = author()
    const file = fileOf({ files, clock }, fileToken)
    const skipped = new Set(skipLines)
    const batchId = uuidv7({ msecs: clock.nowMs })
    return write(async (tx) => {
      // Planned anew inside the transaction: the store may have changed since the preview.
      const planned = await planOf(tx, file.readings)
      const taken = planned.filter(({ reading }) => !skipped.has(reading.line))
      // One whole, and the batch is its name: all of the file reaches the others or nothing of it.
      const done = await writeAsWhole(
        tx,
        context,
        (whole) => apply(tx, whole, batchId, taken, planned.length),
        batchId,
      )
      return { batchId, ...done }
    })
  },
}

function fileOf({ files, clock }: Pick<HandlerContext, 'files' | 'clock'>, fileToken: string): ReadImport {
  const today: CalendarDate = clock.today
  return readImport(files.read(fileToken), today)
}

/** What an import would do with each row, given what the store has. */
async function planOf(db: Reader, readings: readonly RowReading[]): Promise<PlannedRow[]> {
  const index = enterpriseIndex<string>()
  for (const { id, ...identity } of await enterpriseIdentities(db)) index.add(id, identity)
  const matches = matchRows(readings, index)
  return planRows(readings, matches, await knownEnterprises(db, knownIds(matches)))
}

async function knownEnterprises(
  db: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownEnterprise>> {
  const { contacts, posts } = await contactsOfEnterprises(db, ids)
  const people = new Map(contacts.map((contact) => [contact.id, contact]))
  const peopleAt = new Map<string, KnownEnterprise['contacts'][number][]>()
  for (const { enterpriseId, contactId } of posts) {
    const person = people.get(contactId)
    if (person) peopleAt.set(enterpriseId, [...(peopleAt.get(enterpriseId) ?? []), person])
  }
  const enterprises = await enterprisesByIds(db, ids)
  return new Map(
    enterprises.map((values) => [
      values.id,
      { id: values.id, name: values.name, values, contacts: peopleAt.get(values.id) ?? [] },
    ]),
  )
}

function previewOf(fileName: string, file: ReadImport, planned: readonly PlannedRow[]): ImportPreview {
  const rows = planned.map(shownRow)
  const counts = { new: 0, update: 0, duplicate: 0, bad: 0, 'not-data': 0 }
  for (const { verdict } of rows) counts[verdict] += 1
  const { sheet, encoding, headerLine, columns } = file
  return { fileName, sheet, encoding, headerLine, columns, rows, counts }
}

/** Shows what was read, not only what would be written: a person compares it with the file. */
function shownRow({ reading, verdict, remarks }: PlannedRow): ImportRow {
  const { line, name, enterprise, contact } = reading
  const person = contact
    ? { contactName: contact.name, contactPhones: contact.phones, contactTitle: contact.title }
    : {}
  return { line, name, verdict, remarks, values: { ...enterprise, ...person } }
}

interface Batch {
  readonly origin: { readonly origin: 'import'; readonly importBatchId: string }
  /** Enterprises by the line that made or met them. */
  readonly ids: Map<number, string>
  created: number
  updated: number
  contacts: number
}

async function apply(
  tx: Writer,
  context: WriteContext,
  importBatchId: string,
  taken: readonly PlannedRow[],
  all: number,
): Promise<{ created: number; updated: number; skipped: number; contacts: number }> {
  const origin = { origin: 'import', importBatchId } as const
  const batch: Batch = { origin, ids: new Map(), created: 0, updated: 0, contacts: 0 }
  for (const row of taken) {
    if (row.verdict === 'bad' || row.verdict === 'not-data') continue
    const id = await writeEnterprise(tx, context, batch, row)
    // A row that repeats a line the user left out has nothing to belong to.
    if (id !== undefined && row.contact) await addContact(tx, context, batch, id, row.contact)
  }
  const { created, updated, contacts } = batch
  return { created, updated, skipped: all - created - updated, contacts }
}

/** @returns id of the enterprise the row is about; undefined when the line that would have made it was left out */
async function writeEnterprise(
  tx: Writer,
  context: WriteContext,
  batch: Batch,
  { reading, verdict, enterprise, fill }: PlannedRow,
): Promise<string | undefined> {
  if (enterprise?.kind === 'line') return batch.ids.get(enterprise.line)
  const id = enterprise?.id ?? uuidv7({ msecs: context.nowMs })
  batch.ids.set(reading.line, id)
  if (verdict === 'new' && reading.name !== null) {
    const values = { ...fill, name: reading.name, ...batch.origin }
    await record(tx, context, { table: 'enterprises', id, kind: 'set', values })
    batch.created += 1
  } else if (verdict === 'update') {
    await record(tx, context, { table: 'enterprises', id, kind: 'set', values: fill })
    batch.updated += 1
  }
  return id
}

async function addContact(
  tx: Writer,
  context: WriteContext,
  batch: Batch,
  enterpriseId: string,
  { title, phones, ...contact }: ImportedContact,
): Promise<void> {
  const contactId = uuidv7({ msecs: context.nowMs })
  const values = { ...contact, phones: [...phones], ...batch.origin }
  await record(tx, context, { table: 'contacts', id: contactId, kind: 'set', values })
  await record(tx, context, {
    table: 'contactPosts',
    id: uuidv7({ msecs: context.nowMs }),
    kind: 'set',
    values: { contactId, enterpriseId, title, ...batch.origin },
  })
  batch.contacts += 1
}
