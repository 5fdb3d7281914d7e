import { attachments } from './attachments.ts'
import { commitments } from './commitments.ts'
import { contactPosts, contacts } from './contacts.ts'
import { demands } from './demands.ts'
import { ignoredPairs } from './duplicate-pairs.ts'
import { engagements } from './engagements.ts'
import { enterprises } from './enterprises.ts'
import type { Entity } from './entity.ts'
import { deviceKeys, tripKeys } from './exchange-keys.ts'
import { followUps } from './follow-ups.ts'
import { chainLinks, industryChains } from './industry-chains.ts'
import { minutes } from './minutes.ts'
import { negotiationRounds, negotiationTopics } from './negotiations.ts'
import { noteEdits } from './note-edits.ts'
import { notes } from './notes.ts'
import { policies } from './policies.ts'
import { projects } from './projects.ts'
import { publishedListItems, publishedLists } from './published-lists.ts'
import { savedViews } from './saved-views.ts'
import { targetListItems, targetLists } from './target-lists.ts'
import { tripLegs, tripMembers, trips } from './trips.ts'
import { units } from './units.ts'
import { users } from './users.ts'
import { visits } from './visits.ts'

/** Every synced entity by its table name. */
export const entities = {
  units,
  users,
  enterprises,
  contacts,
  contactPosts,
  trips,
  tripMembers,
  tripLegs,
  visits,
  notes,
  noteEdits,
  demands,
  commitments,
  followUps,
  deviceKeys,
  tripKeys,
  attachments,
  minutes,
  negotiationTopics,
  negotiationRounds,
  projects,
  policies,
  targetLists,
  targetListItems,
  publishedLists,
  publishedListItems,
  savedViews,
  industryChains,
  chainLinks,
  ignoredPairs,
  engagements,
} as const

export type TableName = keyof typeof entities

/** The declaration of a table, or undefined for one that only a newer version knows. */
export function entityOf(table: string): Entity | undefined {
  return Object.hasOwn(entities, table) ? (entities[table as TableName] as unknown as Entity) : undefined
}

/** Version of the declarations above; grows with every added field. Older and newer devices sync all the same. */
export const schemaVersion = 1
