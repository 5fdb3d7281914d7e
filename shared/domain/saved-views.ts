import { z } from 'zod'
import { defineEntity, requiredText, structured, textOf } from './entity.ts'
import { userScope } from './scopes.ts'

/** Lists whose filter and columns can be kept under a name. */
export const viewPlaces = ['enterprises', 'contacts', 'projects', 'visits'] as const
export type ViewPlace = (typeof viewPlaces)[number]

/** A filter of a list and the columns it shows, under a name: its maker's alone, on all of their devices. */
export const savedViews = defineEntity({
  table: 'savedViews',
  mergeClass: 'author',
  fields: {
    /** The list it is of; a newer version may know more of them. */
    place: textOf(z.string().regex(/^[a-zA-Z]{1,40}$/, 'invalid')),
    name: requiredText(40),
    filter: structured(z.record(z.string().max(40), z.json()).default({})),
    /** Keys of the columns in their order; null for the usual ones. */
    columns: structured(z.array(z.string().max(40)).max(50, 'too-many').nullable().default(null)),
  },
  scopes: ({ createdBy }) => (typeof createdBy === 'string' ? [userScope(createdBy)] : []),
})

export type SavedView = z.infer<typeof savedViews.record>
