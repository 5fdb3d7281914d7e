import { type ImportedContact, isSameContact } from './contacts.ts'
import {
  type Decisions,
  type KnownEnterprise,
  type PlannedRow,
  type RowAction,
  type RowTarget,
  untouched,
} from './plan.ts'
import type { EnterpriseValues, RowReading } from './row.ts'
import { type Remark, remark } from './values.ts'

/** How far one is with an enterprise is for people to say once it is known. */
const leftToPeople = 'status'
/** Never replaced by an update: the name by which others know the enterprise. */
const keptByUpdate: ReadonlySet<string> = new Set(['name', leftToPeople])

interface Person extends Pick<ImportedContact, 'name' | 'phones'> {
  /** The record, or the line of this file that makes it. */
  readonly is: { readonly id: string } | { readonly line: number }
  readonly values: Readonly<Record<string, unknown>>
}

/** An enterprise while the rows that belong to it are gone through. */
interface Standing {
  readonly target: RowTarget
  readonly name: string
  values: Record<string, unknown>
  readonly people: Person[]
  /** What later lines say of people whom an earlier line makes, by that line. */
  readonly completed: Map<number, Partial<ImportedContact>>
  readonly visits: { readonly occurredOn: string; readonly topics: string | null }[]
}

/**
 * Says of the rows that mean one enterprise what becomes of each, in their order: the first makes it where it is not
 * known, the others add to what is there by then.
 */
export function planGroup(
  group: readonly RowReading[],
  there: KnownEnterprise | undefined,
  decisions: Decisions,
): PlannedRow[] {
  let standing = there ? standingOf(there) : null
  const leftOut: RowReading[] = []
  const planned = group.map((reading) => {
    const decision = decisions.get(reading.line)
    const target = standing?.target ?? null
    if (decision?.action === 'skip') {
      if (!standing) leftOut.push(reading)
      return skipped(reading, target, standing?.name ?? null, [remark('left-out')])
    }
    const [first] = leftOut
    if (!standing && first && !decision) {
      // What repeats a line that was left out has nothing to belong to.
      const about = { line: String(first.line), name: first.name ?? '' }
      return skipped(reading, null, null, [remark('line-left-out', about)])
    }
    if (!standing) {
      const made = newRow(reading)
      if (reading.name !== null) standing = standingAfter(made)
      return made
    }
    return addedRow(reading, standing, decision?.action ?? null, there)
  })
  return planned.map((row) => {
    const more = standing?.completed.get(row.reading.line)
    return row.contact && more ? { ...row, contact: { ...row.contact, ...more } } : row
  })
}

function standingOf({ id, name, values, contacts, visits }: KnownEnterprise): Standing {
  return {
    target: { kind: 'known', id },
    name,
    values: { ...values },
    people: contacts.map(({ id, ...person }) => ({ ...person, is: { id } })),
    completed: new Map(),
    visits: [...visits],
  }
}

function standingAfter({ reading, fill, contact, visit }: PlannedRow): Standing {
  return {
    target: { kind: 'line', line: reading.line },
    name: reading.name ?? '',
    values: { ...fill },
    people: contact ? [madeBy(reading, contact)] : [],
    completed: new Map(),
    visits: visit ? [visit] : [],
  }
}

function madeBy({ line }: RowReading, contact: ImportedContact): Person {
  const { name, phones, ...values } = contact
  return { name, phones, values, is: { line } }
}

function skipped(
  reading: RowReading,
  enterprise: RowTarget | null,
  enterpriseName: string | null,
  why: readonly Remark[],
): PlannedRow {
  return {
    ...untouched(reading),
    ...{ verdict: 'skip', enterprise, enterpriseName, remarks: [...why, ...reading.remarks] },
  }
}

function newRow(reading: RowReading): PlannedRow {
  const { enterprise, contact, visit } = reading
  // The source is that of the visit or of the enterprise, whichever the rows are about.
  const fill = { ...enterprise, ...(visit ? {} : sourceOf(reading)) }
  return { ...untouched(reading), verdict: 'new', fill: reading.name === null ? {} : fill, contact, visit }
}

function sourceOf({ source }: RowReading) {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== null))
}

function addedRow(
  reading: RowReading,
  standing: Standing,
  chosen: RowAction | null,
  there: KnownEnterprise | undefined,
): PlannedRow {
  const { enterprise, remarks, visit } = reading
  const given = { ...enterprise, ...(visit ? {} : sourceOf(reading)) }
  const isUpdate = chosen === 'update'
  const fill = isUpdate ? differencesOf(standing.values, given) : gapsOf(standing.values, given)
  const { contact, contactFill, completes } = personOf(reading, standing)
  const sameDay = visit ? standing.visits.filter(({ occurredOn }) => occurredOn === visit.occurredOn) : []
  const isKnownVisit = visit !== null && sameDay.some(({ topics }) => topics === visit.topics)
  const newVisit = isKnownVisit ? null : visit
  if (newVisit) standing.visits.push(newVisit)
  standing.values = { ...standing.values, ...fill }

  const fields = Object.keys(fill).length
  const isNothing = fields === 0 && !contact && !contactFill && !completes && !newVisit
  const verdict = isNothing && chosen === null ? 'skip' : newVisit ? 'new' : isUpdate ? 'update' : 'merge'
  return {
    reading,
    verdict,
    remarks: [
      ...aboutTarget(reading, standing),
      ...(isKnownVisit ? [remark('visit-known')] : []),
      ...(newVisit && sameDay.length > 0 ? [remark('visit-same-day', { day: newVisit.occurredOn })] : []),
      ...aboutFields(fields, isUpdate, standing, there),
      ...(contact ? [remark('contact-added', { name: contact.name })] : []),
      ...(contactFill || completes ? [remark('contact-known', { name: reading.contact?.name ?? '' })] : []),
      ...(isNothing && !isKnownVisit ? [remark('already-known')] : []),
      ...remarks,
    ],
    ...{ enterprise: standing.target, enterpriseName: standing.name },
    ...{ fill, contact, contactFill, visit: newVisit },
  }
}

function aboutTarget({ name }: RowReading, { target, name: known }: Standing): Remark[] {
  if (target.kind === 'line') return [remark('same-as-line', { line: String(target.line), name: known })]
  return name === known || name === null ? [] : [remark('name-differs', { name: known })]
}

function aboutFields(
  count: number,
  isUpdate: boolean,
  { target }: Standing,
  there: KnownEnterprise | undefined,
): Remark[] {
  if (count === 0 || (target.kind === 'line' && !there && !isUpdate && count === 0)) return []
  return [remark(isUpdate ? 'replaces-values' : 'fills-gaps', { count: String(count) })]
}

/** A person who is not known there is added; a known one, of the store or of an earlier line, gets what is missing. */
function personOf(
  reading: RowReading,
  { people, completed }: Standing,
): Pick<PlannedRow, 'contact' | 'contactFill'> & { readonly completes: boolean } {
  const nothing = { contact: null, contactFill: null, completes: false }
  const { contact } = reading
  if (contact === null) return nothing
  const known = people.find((person) => isSameContact(person, contact))
  if (!known) {
    people.push(madeBy(reading, contact))
    return { ...nothing, contact }
  }
  const values: { -readonly [K in keyof ImportedContact]?: ImportedContact[K] } = {}
  // The post of somebody on file is a record of its own, which an import leaves as it is.
  for (const field of 'id' in known.is ? onFile : ([...onFile, 'title'] as const))
    if (contact[field] !== null && isEmpty(known.values[field])) values[field] = contact[field]
  const added = contact.phones.filter((phone) => !known.phones.includes(phone))
  const phones = [...known.phones, ...added]
  if (added.length > 0 && phones.length <= 10) values.phones = phones
  if (Object.keys(values).length === 0) return nothing
  people[people.indexOf(known)] = { ...known, phones, values: { ...known.values, ...values } }
  if ('id' in known.is) return { ...nothing, contactFill: { id: known.is.id, values } }
  const { line } = known.is
  completed.set(line, { ...completed.get(line), ...values })
  return { ...nothing, completes: true }
}

/** Fields of a contact on file that a row may fill, beside telephones. */
const onFile = ['wechat', 'email', 'remarks'] as const

/** The values that are missing. Badges of another kind are added to those that are there. */
function gapsOf(known: Readonly<Record<string, unknown>>, read: EnterpriseValues): EnterpriseValues {
  const gaps: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(read)) {
    if (field === 'badges') {
      const badges = addedBadges(known.badges, read.badges ?? [])
      if (badges) gaps.badges = badges
    } else if (isEmpty(known[field]) && field !== leftToPeople) gaps[field] = value
  }
  return gaps as EnterpriseValues
}

/** The values that differ from those that are there. Remarks are added to, never replaced. */
function differencesOf(known: Readonly<Record<string, unknown>>, read: EnterpriseValues): EnterpriseValues {
  const differing: Record<string, unknown> = { ...gapsOf(known, read) }
  for (const [field, value] of Object.entries(read)) {
    if (field === 'badges' || keptByUpdate.has(field) || Object.hasOwn(differing, field)) continue
    const present = known[field]
    if (JSON.stringify(present) === JSON.stringify(value)) continue
    if (field !== 'remarks') differing[field] = value
    else if (!String(present).includes(String(value)) && `${present}\n${value}`.length <= 2000)
      differing.remarks = `${present}\n${value}`
  }
  return differing as EnterpriseValues
}

function addedBadges(
  present: unknown,
  read: NonNullable<EnterpriseValues['badges']>,
): EnterpriseValues['badges'] | null {
  const there = Array.isArray(present) ? present : []
  const added = read.filter((badge) => !there.some((known) => known.type === badge.type))
  return added.length > 0 ? [...there, ...added].slice(0, 50) : null
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}
