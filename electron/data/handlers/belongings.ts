import type { deletableTables } from '#shared/contract/records.ts'
import type { TableName } from '#shared/domain/entities.ts'
import type { Reference } from '../queries/records.ts'

/** One of the tables whose records a user may delete. */
export type Deletable = (typeof deletableTables)[number]

export interface Belongings {
  /** Records that speak of this one: while there are any, it cannot be deleted. */
  readonly usedBy: readonly Reference[]
  /** Records that belong to this one alone: they go and come back with it. */
  readonly owns: readonly Reference[]
}

/** Files that hang on a record. */
const hanging: Reference = { table: 'attachments', field: 'ownerId' }

const alone: Belongings = { usedBy: [], owns: [] }

/**
 * What hangs on a record. A trip's visits and all that was written about an enterprise are facts of their own and
 * never go silently; notes of a visit stay with its enterprise.
 */
export const belongings: Readonly<Record<Deletable, Belongings>> = {
  enterprises: {
    usedBy: [
      { table: 'visits', field: 'enterpriseId' },
      { table: 'notes', field: 'enterpriseId' },
      { table: 'minutes', field: 'enterpriseId' },
      { table: 'negotiationTopics', field: 'enterpriseId' },
      { table: 'demands', field: 'enterpriseId' },
      { table: 'commitments', field: 'enterpriseId' },
      { table: 'projects', field: 'enterpriseId' },
    ],
    owns: [
      { table: 'contactPosts', field: 'enterpriseId' },
      { table: 'followUps', field: 'enterpriseId' },
      hanging,
    ],
  },
  contacts: { usedBy: [], owns: [{ table: 'contactPosts', field: 'contactId' }, hanging] },
  trips: {
    usedBy: [{ table: 'visits', field: 'tripId' }],
    owns: [{ table: 'tripMembers', field: 'tripId' }, { table: 'tripLegs', field: 'tripId' }, hanging],
  },
  visits: {
    usedBy: [],
    owns: [
      { table: 'demands', field: 'visitId' },
      { table: 'commitments', field: 'visitId' },
      { table: 'followUps', field: 'visitId' },
      hanging,
    ],
  },
  notes: { usedBy: [], owns: [hanging] },
  demands: alone,
  commitments: alone,
  followUps: alone,
  attachments: alone,
  industryChains: { usedBy: [], owns: [{ table: 'chainLinks', field: 'chainId' }] },
  // What was asked and promised in a talk stands, also without the paper that says so.
  minutes: alone,
  negotiationTopics: { usedBy: [], owns: [{ table: 'negotiationRounds', field: 'topicId' }] },
  negotiationRounds: alone,
  projects: { usedBy: [{ table: 'notes', field: 'ownerId' }], owns: [hanging] },
  targetLists: {
    // What was handed down bears the id of its list; it is withdrawn first.
    usedBy: [{ table: 'publishedLists', field: 'id' }],
    owns: [{ table: 'targetListItems', field: 'listId' }],
  },
  savedViews: alone,
}

/** Everything that may speak of a record of this table. */
export function referencesTo(table: TableName): readonly Reference[] {
  const known: Readonly<Partial<Record<TableName, Belongings>>> = belongings
  const { usedBy = [], owns = [] } = known[table] ?? {}
  return [...usedBy, ...owns]
}
