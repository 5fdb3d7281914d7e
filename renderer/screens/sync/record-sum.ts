import type { Safety } from '#shared/contract/records.ts'
import type { SyncTotals } from '#shared/contract/sync-centre.ts'

/** The order in which a person reads it: what is safe, then what is not yet, worst last. */
const order: readonly Safety[] = ['uploaded', 'local', 'carried', 'conflict', 'awaited', 'refused']

/**
 * The number of all records and the states it is the sum of; a state that no record is in is left out.
 * @param waiting changes that are only here, said where they are not as many as the records they belong to
 */
export function sumParts(
  records: SyncTotals['records'],
  waiting: number,
): {
  readonly total: number
  readonly parts: readonly {
    readonly state: Safety
    readonly count: number
    readonly changes: number | null
  }[]
} {
  const parts = order
    .map((state) => {
      const count = records[state]
      return { state, count, changes: state === 'local' && waiting > count ? waiting : null }
    })
    .filter(({ count }) => count > 0)
  return { total: parts.reduce((sum, { count }) => sum + count, 0), parts }
}
