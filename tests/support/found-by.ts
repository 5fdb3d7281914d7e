import type { Reader } from '../../electron/data/database/schema.ts'
import type { SearchedRecord } from '../../electron/data/queries/search.ts'
import { find, type Wanted } from '../../electron/data/search/find.ts'

/** A search without filters. */
export const anything: Wanted = {
  text: '',
  tables: null,
  region: null,
  chain: null,
  unitId: null,
  author: null,
  fromDay: null,
  toDay: null,
  ownUnitId: null,
  limit: 50,
}

/** Records that a search finds, kind by kind, the best first. */
export async function foundRecords(db: Reader, text: string, limit: number): Promise<SearchedRecord[]> {
  const groups = await find(db, { ...anything, text, limit })
  return groups.flatMap(({ hits }) => hits.map(({ record }) => record))
}

/** Table and id of the records that a search finds. */
export async function foundBy(
  db: Reader,
  text: string,
  limit: number,
): Promise<{ readonly table: string; readonly id: string }[]> {
  return (await foundRecords(db, text, limit)).map(({ kind, id }) => ({ table: kind.table, id }))
}
