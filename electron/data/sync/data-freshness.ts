import type { DataFreshness } from '#shared/contract/sync.ts'
import type { MemberFreshness } from '../queries/freshness.ts'

/** A person whose devices were silent for longer than this is not up to date. */
const freshMs = 3_600_000

/**
 * How many people have handed everything in up to an instant, or up to an hour before the server last said so when
 * that is earlier: work after the instant does not count.
 */
export function dataFreshness(rows: readonly MemberFreshness[], asked?: string): DataFreshness {
  const asOf = rows.find((row) => row.asOf !== null)?.asOf ?? null
  const recent = asOf === null ? null : new Date(Date.parse(asOf) - freshMs).toISOString()
  const due = recent !== null && asked !== undefined && asked < recent ? asked : recent
  return {
    asOf,
    members: rows.map(({ userId, name, syncedThrough }) => ({ userId, name, syncedThrough })),
    people: rows.length,
    peopleSynced: rows.filter(
      ({ syncedThrough }) => due !== null && syncedThrough !== null && syncedThrough >= due,
    ).length,
  }
}
