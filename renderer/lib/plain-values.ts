import type { Seen } from '#shared/contract/seen.ts'

/** A form's values as they travel and are kept: without what JSON cannot carry. */
export function plainValues(values: object): Seen {
  return JSON.parse(JSON.stringify(values))
}
