import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { AppError } from '#shared/contract/errors.ts'
import type { ImportPreview } from '#shared/contract/imports.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import type { ImportField } from '#shared/domain/import/columns.ts'
import { type ImportKind, importKinds } from '#shared/domain/import/kinds.ts'
import type { KnownEnterprise } from '#shared/domain/import/plan.ts'
import type { Reader } from '../database/schema.ts'
import type { OpenSession, VaultSession } from '../host/session.ts'
import { contactsOfEnterprises, phoneHoldersAfter } from '../queries/contacts.ts'
import { enterprisesByIds } from '../queries/enterprises.ts'
import { identitiesAfter, mappingOf, visitsTo } from '../queries/imports.ts'
import type { Job } from './job.ts'
import type { HowToRead } from './reader.ts'
import { type ReaderThread, startReader } from './reader-thread.ts'

/** A file that is open in the preview: its thread, and how it was read. */
export interface PreviewSession {
  readonly id: string
  readonly fileName: string
  readonly reader: ReaderThread
  readonly vault: OpenSession
  fingerprint: string
  kind: ImportKind
  choice: Omit<HowToRead, 'today'>
}

type ReadStore = <T>(work: (db: Reader) => Promise<T>) => Promise<T>

const identitiesAtOnce = 4000
const knownAtOnce = 200
const watchMs = 2000

let open: PreviewSession | null = null
/** A thread that has nothing to do: starting one costs more than reading a usual file. */
let spare: ReaderThread | null = null
const spareForMs = 30_000

/** Opens a file in a thread of its own, in the place of the one that was open before. */
export async function openPreview(
  vault: VaultSession,
  path: string,
  fileName: string,
): Promise<PreviewSession> {
  closePreview()
  const reader = takeReader()
  const session: PreviewSession = {
    ...{
      id: uuidv7(),
      fileName,
      reader,
      vault: vault.open(),
      fingerprint: '',
      kind: 'enterprises',
      choice: {},
    },
  }
  open = session
  // What was read must not outlive the vault's being open.
  const watch = setInterval(() => {
    if (open !== session) clearInterval(watch)
    else if (vault.session() !== session.vault) closePreview()
  }, watchMs)
  watch.unref()
  try {
    await reader.ask('open', { path })
  } catch (error) {
    closePreview(session.id)
    throw error
  }
  return session
}

/** @throws AppError import/closed */
export function previewOf(id: string): PreviewSession {
  if (open?.id !== id) throw new AppError('import/closed')
  return open
}

/** Lets go of the preview that is open, or of this one only. */
export function closePreview(id?: string): void {
  if (!open || (id !== undefined && open.id !== id)) return
  spareReader(open.reader)
  open = null
}

function takeReader(): ReaderThread {
  const ready = spare?.isAlive() ? spare : startReader()
  spare = null
  return ready
}

/** One that is at work is ended, not waited for. */
function spareReader(reader: ReaderThread): void {
  if (!reader.isIdle() || spare) {
    reader.stop()
    return
  }
  spare = reader
  reader.ask('close', undefined).catch(() => undefined)
  setTimeout(() => {
    if (spare !== reader) return
    spare = null
    reader.stop()
  }, spareForMs).unref()
}

const Mapping = z.object({
  kind: z.enum(importKinds),
  columns: z.record(z.string(), z.string()),
})

/** What is remembered of a source: what its rows are, and the columns that a person corrected. */
export function mappingText({ choice, kind }: PreviewSession): string {
  return JSON.stringify({ kind, columns: choice.columns ?? {} })
}

/** Reads the rows as asked, or as the last file with the same headings was read, and compares them with the store. */
export async function previewAs(
  session: PreviewSession,
  read: ReadStore,
  today: CalendarDate,
  choice: Omit<HowToRead, 'today'>,
  job: Job,
): Promise<ImportPreview> {
  const { reader } = session
  job.say('reading', 0, 0)
  let overview = await reader.ask('read', { today, ...choice })
  let remembered = false
  session.choice = choice
  if (choice.columns === undefined && choice.kind === undefined) {
    const known = await read((db) => mappingOf(db, overview.fingerprint))
    const mapping = known === undefined ? undefined : Mapping.safeParse(JSON.parse(known)).data
    if (mapping && (mapping.kind !== overview.kind || Object.keys(mapping.columns).length > 0)) {
      const fields = mapping.columns as Record<number, ImportField>
      session.choice = { ...choice, kind: mapping.kind, columns: fields }
      overview = await reader.ask('read', { today, ...session.choice })
      remembered = true
    }
  }
  session.fingerprint = overview.fingerprint
  session.kind = overview.kind
  const { fingerprint: _, ...shown } = overview
  await compare(session, read, job)
  const counts = await reader.ask('plan', undefined)
  return { session: session.id, fileName: session.fileName, remembered, ...shown, counts }
}

/** Tells the reader what the store has that its rows may mean, a little at a time. */
export async function compare({ reader }: PreviewSession, read: ReadStore, job: Job): Promise<void> {
  job.say('comparing', 0, 0)
  await reader.ask('forgetStore', undefined)
  for (let after = ''; ; ) {
    const identities = await read((db) => identitiesAfter(db, after, identitiesAtOnce))
    await reader.ask('addIdentities', identities)
    const last = identities.at(-1)
    if (!last || identities.length < identitiesAtOnce) break
    after = last.id
  }
  const ids = await reader.ask('match', undefined)
  for (let at = 0; at < ids.length; at += knownAtOnce) {
    const known = await read((db) => knownEnterprises(db, ids.slice(at, at + knownAtOnce)))
    await reader.ask('addKnown', known)
    job.say('comparing', at, ids.length)
  }
  if (!(await reader.ask('wantsPhones', undefined))) return
  for (let after: string | null = ''; after !== null; ) {
    const from: string = after
    const { holders, last } = await read((db) => phoneHoldersAfter(db, from, identitiesAtOnce))
    await reader.ask('addPhones', holders)
    after = last
  }
}

/** Tells the reader of enterprises that a person chose for single rows. */
export async function compareChosen({ reader }: PreviewSession, read: ReadStore): Promise<void> {
  const ids = await reader.ask('unknownIds', undefined)
  if (ids.length > 0) await reader.ask('addKnown', await read((db) => knownEnterprises(db, ids)))
}

async function knownEnterprises(db: Reader, ids: readonly string[]): Promise<KnownEnterprise[]> {
  const { contacts, posts } = await contactsOfEnterprises(db, ids)
  const people = new Map(contacts.map((contact) => [contact.id, contact]))
  const peopleAt = new Map<string, KnownEnterprise['contacts'][number][]>()
  for (const { enterpriseId, contactId } of posts) {
    const person = people.get(contactId)
    if (!person) continue
    const { id, name, phones, wechat, email, remarks } = person
    const known = { id, name, phones, values: { wechat, email, remarks } }
    peopleAt.set(enterpriseId, [...(peopleAt.get(enterpriseId) ?? []), known])
  }
  const visits = await visitsTo(db, ids)
  return (await enterprisesByIds(db, ids)).map(({ id, name, ...values }) => ({
    ...{ id, name, values: present({ ...values, name }), contacts: peopleAt.get(id) ?? [] },
    visits: visits.filter(({ enterpriseId }) => enterpriseId === id),
  }))
}

function present(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}
