import { type ImportedContact, isSameContact } from './contacts.ts'
import { type EnterpriseIndex, enterpriseIndex } from './match.ts'
import type { EnterpriseValues, RowReading } from './row.ts'
import { type Remark, remark } from './values.ts'

/** An enterprise the store has, with what an import could fill and whom it knows there. */
export interface KnownEnterprise {
  readonly id: string
  readonly name: string
  readonly values: Readonly<Record<string, unknown>>
  readonly contacts: readonly Pick<ImportedContact, 'name' | 'phones'>[]
}

export type Verdict = 'new' | 'update' | 'duplicate' | 'bad' | 'not-data'

/** One row with what becomes of it. */
export interface PlannedRow {
  readonly reading: RowReading
  readonly verdict: Verdict
  readonly remarks: readonly Remark[]
  /** `known`: in the store; `line`: made by an earlier line of this file; null: a new one or none. */
  readonly enterprise:
    | { readonly kind: 'known'; readonly id: string }
    | { readonly kind: 'line'; readonly line: number }
    | null
  /** Values to write: all of a new enterprise, the gaps of a known one. */
  readonly fill: EnterpriseValues
  /** A person to add, or null where there is none or the person is known. */
  readonly contact: ImportedContact | null
}

/** To which enterprise of the store or of an earlier line each row belongs. Keys are `known:<id>` and `line:<n>`. */
export type Matches = ReadonlyMap<number, string>

/** How far one is with an enterprise is for people to say once it is known. */
const leftToPeople = 'status'

/** Finds for every row the enterprise it means: by credit code, by name, by everyday short name. */
export function matchRows(readings: readonly RowReading[], known: EnterpriseIndex<string>): Matches {
  const inFile = enterpriseIndex<string>()
  const matches = new Map<number, string>()
  for (const { line, kind, name, enterprise } of readings) {
    if (kind !== 'data' || name === null) continue
    const identity = { name, shortName: enterprise.shortName, uscc: enterprise.uscc, city: enterprise.city }
    const id = known.find(identity)
    const found = id === undefined ? inFile.find(identity) : `known:${id}`
    if (found !== undefined) matches.set(line, found)
    inFile.add(found ?? `line:${line}`, identity)
  }
  return matches
}

/** Ids of the enterprises in the store that the rows meet. */
export function knownIds(matches: Matches): string[] {
  return [...new Set(matches.values())].filter((key) => key.startsWith('known:')).map((key) => key.slice(6))
}

/** Says of every row what an import would do with it. Existing values are never replaced. */
export function planRows(
  readings: readonly RowReading[],
  matches: Matches,
  known: ReadonlyMap<string, KnownEnterprise>,
): PlannedRow[] {
  const firstLines = new Map<string, RowReading>()
  const people = new Map<string, Pick<ImportedContact, 'name' | 'phones'>[]>()
  const addPerson = (key: string, contact: ImportedContact | null): ImportedContact | null => {
    if (contact === null) return null
    const there = people.get(key) ?? []
    if (there.some((person) => isSameContact(person, contact))) return null
    people.set(key, [...there, contact])
    return contact
  }

  return readings.map((reading) => {
    const { line, kind, remarks } = reading
    if (kind !== 'data') return { reading, verdict: kind, remarks, enterprise: null, fill: {}, contact: null }
    const key = matches.get(line) ?? `line:${line}`
    const earlier = firstLines.get(key)
    if (!earlier) firstLines.set(key, reading)
    const there = key.startsWith('known:') ? known.get(key.slice(6)) : undefined
    if (there && !people.has(key)) people.set(key, [...there.contacts])
    const contact = addPerson(key, reading.contact)
    const added = contact && (earlier || there) ? [remark('contact-added', { name: contact.name })] : []
    const enterprise = there
      ? ({ kind: 'known', id: there.id } as const)
      : earlier
        ? ({ kind: 'line', line: earlier.line } as const)
        : null

    if (earlier) {
      const same = remark('same-as-line', { line: String(earlier.line), name: earlier.name ?? '' })
      return {
        reading,
        verdict: 'duplicate',
        remarks: [same, ...added, ...remarks],
        enterprise,
        fill: {},
        contact,
      }
    }
    if (!there) {
      return { reading, verdict: 'new', remarks, enterprise, fill: reading.enterprise, contact }
    }
    const fill = gapsOf(there, reading.enterprise)
    const differs = there.name === reading.name ? [] : [remark('name-differs', { name: there.name })]
    const fields = Object.keys(fill)
    const verdict = fields.length > 0 || contact ? 'update' : 'duplicate'
    const what =
      fields.length > 0
        ? [remark('fills-gaps', { count: String(fields.length) })]
        : contact
          ? []
          : [remark('already-known')]
    return {
      reading,
      verdict,
      remarks: [...differs, ...what, ...added, ...remarks],
      enterprise,
      fill,
      contact,
    }
  })
}

/** The values a known enterprise lacks. Badges of another kind or year are added to those it has. */
function gapsOf(known: KnownEnterprise, read: EnterpriseValues): EnterpriseValues {
  const gaps: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(read)) {
    const present = known.values[field]
    if (field === 'badges') {
      const badges = addedBadges(known.values.badges, read.badges ?? [])
      if (badges) gaps.badges = badges
    } else if (isEmpty(present) && field !== leftToPeople) gaps[field] = value
  }
  return gaps as EnterpriseValues
}

function addedBadges(
  present: unknown,
  read: NonNullable<EnterpriseValues['badges']>,
): EnterpriseValues['badges'] | null {
  const there = Array.isArray(present) ? present : []
  const added = read.filter((badge) => !there.some((known) => known.type === badge.type))
  return added.length > 0 ? [...there, ...added] : null
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}
