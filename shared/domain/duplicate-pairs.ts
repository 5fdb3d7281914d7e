import { choice, defineEntity, RecordId, textOf } from './entity.ts'
import { mergeableTables } from './mergeable-tables.ts'
import { unitAndTripScopes } from './scopes.ts'

/** 不是同一家: two records that look alike and are two. Answered once, for the whole unit. `leftId` is the smaller. */
export const ignoredPairs = defineEntity({
  table: 'ignoredPairs',
  mergeClass: 'shared',
  fields: {
    kind: choice(mergeableTables),
    leftId: textOf(RecordId),
    rightId: textOf(RecordId),
  },
  scopes: unitAndTripScopes,
})
