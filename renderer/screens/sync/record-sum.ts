import type { Safety } from '#shared/contract/records.ts'
import type { SyncTotals } from '#shared/contract/sync-centre.ts'

/** The order in which a person reads it: what is safe, then what is not yet, worst last. */
const order: readonly Safety[] = ['uploaded', 'local', 'carried', 'conflict', 'awaited', 'refused']

/** The number of all records and the states it is the sum of; a state that no record is in is left out. */
export function sumParts(records: SyncTotals['records']): {
  readonly total: number
  readonly parts: readonly { readonly state: Safety; readonly count: number }[]
} {
  const parts = order.map((state) => ({ state, count: records[state] })).filter(({ count }) => count > 0)
  return { total: parts.reduce((sum, { count }) => sum + count, 0), parts }
}
