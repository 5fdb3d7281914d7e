import { phoneKey } from './duplicates.ts'
import { hasLegalForm } from './enterprise-names.ts'
import { entityOf } from './entities.ts'
import type { Field } from './entity.ts'
import { type LaidField, mergedFromField } from './merge-layers.ts'
import { type MergeableTable, mergeableTables } from './mergeable-tables.ts'

/** Field of a mergeable record that names the record it was merged into; null for one that stands for itself. */
export const mergedIntoField = 'mergedInto'

/** A field that names an enterprise or a contact. */
export interface MergeReference {
  readonly table: string
  readonly field: string
  readonly to: MergeableTable
  /** The field is a list whose elements name it by this key. */
  readonly key?: string
  /** The field names one only where this other field of the record has this value. */
  readonly where?: { readonly field: string; readonly is: string }
}

const named = (field: string, to: MergeableTable, tables: readonly string[]): MergeReference[] =>
  tables.map((table) => ({ table, field, to }))

/**
 * Every field by which a record names an enterprise or a contact: what follows when two are merged. A new entity adds
 * its table here (a test finds the fields that are missing).
 */
export const mergeReferences: readonly MergeReference[] = [
  ...named('enterpriseId', 'enterprises', [
    'contactPosts',
    'visits',
    'tripLegs',
    'notes',
    'demands',
    'commitments',
    'followUps',
    'attachments',
    'minutes',
    'negotiationTopics',
    'negotiationRounds',
    'projects',
    'targetListItems',
  ]),
  ...named('parentId', 'enterprises', ['enterprises']),
  ...named('contactId', 'contacts', ['contactPosts']),
  ...['visits', 'minutes'].map(
    (table): MergeReference => ({ table, field: 'theirPeople', to: 'contacts', key: 'personId' }),
  ),
  ...mergeableTables.map(
    (to): MergeReference => ({
      ...{ table: 'attachments', field: 'ownerId', to },
      where: { field: 'ownerTable', is: to },
    }),
  ),
]

/** The references that records of a table make. */
export function referencesFrom(table: string): readonly MergeReference[] {
  return byTable.get(table) ?? []
}

const byTable = new Map<string, readonly MergeReference[]>(
  [...new Set(mergeReferences.map(({ table }) => table))].map((table) => [
    table,
    mergeReferences.filter((reference) => reference.table === table),
  ]),
)

/**
 * The record that stands for each merged one: its pointer followed to the end. A pointer to a record that is not here
 * leads nowhere. Where pointers lead in a circle (two people merged the same two records, each into the other one),
 * the smallest id of the circle, the one made first, stands for all: every device that holds the same records comes
 * to the same answer.
 * @param pointers `mergedInto` of each merged record
 * @returns only records for which another one stands
 */
export function standsFor(
  pointers: ReadonlyMap<string, string>,
  isHere: (id: string) => boolean,
): Map<string, string> {
  const answers = new Map<string, string>()
  for (const start of pointers.keys()) {
    const path: string[] = [start]
    let end: string | null = null
    while (end === null) {
      const at = path.at(-1) ?? start
      const next = pointers.get(at)
      if (next === undefined || !isHere(next)) end = at
      else if (path.includes(next)) end = path.slice(path.indexOf(next)).sort()[0] ?? at
      else path.push(next)
    }
    if (end !== start) answers.set(start, end)
  }
  return answers
}

/** Which of two values a merged record gets. */
export type MergeSide = 'kept' | 'merged' | 'both'

/** A field in which two records differ. */
export interface MergeField {
  readonly name: string
  readonly kept: unknown
  readonly merged: unknown
  /** Both can be had: lists unite, remarks follow each other. */
  readonly canHaveBoth: boolean
  readonly suggested: MergeSide
}

interface Side {
  readonly values: Readonly<Record<string, unknown>>
  /** ISO instant of its last change. */
  readonly updatedAt: string
}

/** Texts of which both are worth keeping. */
const joined = ['remarks']
/** What a person does not choose: ownership, provenance, the merge itself. */
const notChosen = [mergedIntoField, mergedFromField, 'sourceAuthor', 'sourceDate', 'tripId']

/**
 * The fields in which two records of a table differ, each with a suggestion: what is filled before what is empty, both
 * of lists and remarks, a registered name before an everyday one, else what was changed last.
 */
export function mergeFields(table: MergeableTable, kept: Side, merged: Side): MergeField[] {
  const entity = entityOf(table)
  if (!entity) return []
  return Object.entries(entity.fields).flatMap(([name, field]): MergeField[] => {
    if (notChosen.includes(name) || entity.serverDecided.includes(name)) return []
    const [left, right] = [kept.values[name] ?? null, merged.values[name] ?? null]
    if (isEmpty(right) || alike(left, right) || addsNothing(left, right)) return []
    const both = canHaveBoth(name, field, left, right)
    const shown = { name, kept: left, merged: right, canHaveBoth: both }
    return [
      { ...shown, suggested: suggestionFor(name, left, right, both, merged.updatedAt > kept.updatedAt) },
    ]
  })
}

function suggestionFor(
  name: string,
  kept: unknown,
  merged: unknown,
  both: boolean,
  mergedIsNewer: boolean,
): MergeSide {
  if (isEmpty(kept)) return 'merged'
  if (both) return 'both'
  if (name === 'name' && hasLegalForm(String(kept)) !== hasLegalForm(String(merged)))
    return hasLegalForm(String(merged)) ? 'merged' : 'kept'
  // 深圳市 says more than 深圳.
  if (typeof kept === 'string' && typeof merged === 'string' && kept !== merged) {
    if (kept.includes(merged)) return 'kept'
    if (merged.includes(kept)) return 'merged'
  }
  return mergedIsNewer && typeof merged !== 'boolean' ? 'merged' : 'kept'
}

/** What a field becomes when a merge is laid over a value, which need not be the one that stood there then. */
export function mergedOver({ from, side }: LaidField, before: unknown): unknown {
  if (side === 'merged' || isEmpty(before)) return from
  return bothOf(before, from)
}

function bothOf(kept: unknown, merged: unknown): unknown {
  if (Array.isArray(kept) && Array.isArray(merged)) {
    const known = new Set(kept.map(elementKey))
    return [...kept, ...merged.filter((element) => !known.has(elementKey(element)))]
  }
  return `${String(kept)}\n${String(merged)}`
}

function canHaveBoth(name: string, field: Field, kept: unknown, merged: unknown): boolean {
  if (isEmpty(kept) || !(field.merge === 'set' || joined.includes(name))) return false
  return field.schema.safeParse(bothOf(kept, merged)).success
}

/** Two spellings of one telephone number are one element. */
function elementKey(element: unknown): string {
  const isPhone = typeof element === 'string' && /^[+\d(][\d\s()-]{5,}$/.test(element.normalize('NFKC'))
  return isPhone ? phoneKey(element) : JSON.stringify(element)
}

/** A list of which all elements stand in the other one leaves nothing to choose. */
const addsNothing = (kept: unknown, merged: unknown): boolean =>
  Array.isArray(kept) && Array.isArray(merged) && alike(bothOf(kept, merged), kept)

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0)

const alike = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
