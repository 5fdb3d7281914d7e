import { entities, type TableName } from './entities.ts'
import { viewPlaces } from './saved-views.ts'

/** Where a record is seen: the page of a record, or (`id` null) the list or screen of a table. */
export interface RecordHome {
  readonly table: TableName
  readonly id: string | null
}

/** The record that a field names; `table` may stand in another field. */
interface Named {
  readonly table: TableName | { readonly in: string }
  readonly by: string
}

/**
 * Where records of a table are seen. `itself`: it has a page. `screen`: a screen shows all of them. A list: on the page
 * of the first record that is named by one of these fields. `view`: in the list it is a filter of. `nowhere`: the
 * server writes it and no screen shows it.
 */
type Rule = 'itself' | 'screen' | 'view' | 'nowhere' | readonly Named[]

const inEnterprise: Named = { table: 'enterprises', by: 'enterpriseId' }
const inTrip: Named = { table: 'trips', by: 'tripId' }
const inOwner: Named = { table: { in: 'ownerTable' }, by: 'ownerId' }

const rules: Readonly<Record<TableName, Rule>> = {
  units: 'nowhere',
  users: 'nowhere',
  enterprises: 'itself',
  contacts: 'itself',
  contactPosts: [{ table: 'contacts', by: 'contactId' }, inEnterprise],
  trips: 'itself',
  tripMembers: [inTrip],
  tripLegs: [inTrip],
  visits: 'itself',
  // Notes from before there were owners name a visit or an enterprise.
  notes: [inOwner, { table: 'visits', by: 'visitId' }, inEnterprise],
  noteEdits: [{ table: 'notes', by: 'noteId' }],
  demands: 'itself',
  commitments: 'itself',
  followUps: 'itself',
  deviceKeys: 'nowhere',
  tripKeys: 'nowhere',
  attachments: [inOwner, inEnterprise, inTrip],
  minutes: 'itself',
  negotiationTopics: [inEnterprise],
  negotiationRounds: [inEnterprise],
  projects: 'itself',
  policies: 'itself',
  targetLists: 'screen',
  targetListItems: 'screen',
  publishedLists: 'screen',
  publishedListItems: 'screen',
  savedViews: 'view',
  industryChains: 'itself',
  chainLinks: [{ table: 'industryChains', by: 'chainId' }],
  ignoredPairs: 'screen',
  engagements: 'nowhere',
}

/**
 * Where a record may be seen, the most fitting first: itself, a screen, or other records, which may have to be asked
 * in turn where they have no page of their own.
 * @param values its fields; what is missing names nothing
 * @returns empty for what is seen nowhere, and for a table that only a newer version knows
 */
export function homesOf(
  table: string,
  id: string,
  values: Readonly<Record<string, unknown>>,
): readonly RecordHome[] {
  if (!isTable(table)) return []
  const rule = rules[table]
  switch (rule) {
    case 'nowhere':
      return []
    case 'itself':
      return [{ table, id }]
    case 'screen':
      return [{ table, id: null }]
    case 'view': {
      const place = viewPlaces.find((each) => each === values.place)
      return place ? [{ table: place, id: null }] : []
    }
    default:
      return rule.flatMap(({ table: named, by }) => {
        const owner = typeof named === 'string' ? named : values[named.in]
        const ownerId = values[by]
        return typeof owner === 'string' && isTable(owner) && typeof ownerId === 'string'
          ? [{ table: owner, id: ownerId }]
          : []
      })
  }
}

function isTable(table: string): table is TableName {
  return Object.hasOwn(entities, table)
}
