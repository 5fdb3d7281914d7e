import { defineEntity } from './entity.ts'
import type { Role } from './enumerations.ts'
import { unitAndBelowScopes } from './scopes.ts'
import { targetListItems, targetLists } from './target-lists.ts'

/** Who hands a target list down to the units below: those who answer for a unit, and the bureau's analysts. */
export const listPublishers = [
  ...(['office_head', 'team_lead', 'unit_admin', 'analyst', 'sys_admin'] as const),
] satisfies readonly Role[]

const { title, quarterFrom, version, dept, issuedOn } = targetLists.fields
const { listId, position, name, uscc, city, industryChain, level, category, reason } = targetListItems.fields

/**
 * A version of a target list as a unit hands it down: what the list itself shows and nothing else of the unit's, no
 * remarks and no enterprise of its library. Its id is that of the version it was made from, so that two people who
 * publish one version publish it once.
 */
export const publishedLists = defineEntity({
  table: 'publishedLists',
  mergeClass: 'shared',
  writers: listPublishers,
  fields: { title, quarterFrom, version, dept, issuedOn },
  scopes: unitAndBelowScopes,
})

/** A line of a published version. Its id is that of the line it was made from. */
export const publishedListItems = defineEntity({
  table: 'publishedListItems',
  mergeClass: 'shared',
  writers: listPublishers,
  fields: { listId, position, name, uscc, city, industryChain, level, category, reason },
  scopes: unitAndBelowScopes,
})
