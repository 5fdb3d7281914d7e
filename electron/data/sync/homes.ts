import { homesOf, type RecordHome } from '#shared/domain/record-homes.ts'
import { valuesOf } from '#shared/sync/merge.ts'
import type { Json } from '#shared/sync/op.ts'
import type { Reader } from '../database/schema.ts'
import type { RecordKey } from '../queries/sync.ts'
import { isHere } from '../queries/sync-centre.ts'
import { loadState } from '../record/load-state.ts'

/** An attachment of a note of a visit is the longest way there is. */
const longestWay = 3

/**
 * Where a record is seen on this device: its own page, or that of the record it belongs to.
 * @param written values of an operation, for a record that is not here (a refused new one)
 * @returns null where it is seen nowhere, or nothing that shows it is here
 */
export async function homeOf(
  db: Reader,
  { table, id }: RecordKey,
  written: Readonly<Record<string, Json>> = {},
  way: number = longestWay,
): Promise<RecordHome | null> {
  const values = { ...written, ...valuesOf(await loadState(db, table, id)) }
  for (const home of homesOf(table, id, values)) {
    if (home.id === null) return home
    const key = { table: home.table, id: home.id }
    if (!(await isHere(db, key))) continue
    if (home.table === table && home.id === id) return home
    const seen = way > 0 ? await homeOf(db, key, {}, way - 1) : null
    if (seen) return seen
  }
  return null
}
