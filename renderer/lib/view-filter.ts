import type { z } from 'zod'
import type { SavedView } from '#shared/domain/saved-views.ts'

/** A list's filter as a saved view keeps it: only what narrows or orders. */
export function plainFilter(filter: object): SavedView['filter'] {
  const said = Object.entries(filter).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  )
  return Object.fromEntries(said)
}

/** Of a saved filter what this version's list knows; the rest would narrow nothing. */
export function knownFilter<S extends z.ZodRawShape>(
  list: z.ZodObject<S>,
  saved: SavedView['filter'],
): z.output<z.ZodObject<S>> {
  const known = Object.entries(saved).filter(
    ([name, value]) => Object.hasOwn(list.shape, name) && fits(list.shape[name], value),
  )
  return list.parse(Object.fromEntries(known))
}

/** A schema of the shape that was asked for by its own name. */
const fits = (schema: unknown, value: unknown): boolean => (schema as z.ZodType).safeParse(value).success
