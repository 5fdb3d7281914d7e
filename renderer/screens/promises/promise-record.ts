import type { LiveQuery } from '../../lib/live-query.ts'

/** Asks for all records of a kind, so that one is found whatever the list beside it is narrowed to. */
export const everything = { show: 'all', limit: 1000 } as const

/** One record of an answer: null when it is not in it, undefined while the answer is on its way. */
export function recordOf<R extends { readonly id: string }>(
  query: LiveQuery<{ readonly rows: readonly R[] }>,
  id: string,
): R | null | undefined {
  return query.data && (query.data.rows.find((row) => row.id === id) ?? null)
}
