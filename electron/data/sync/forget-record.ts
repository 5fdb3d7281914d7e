import type { Writer } from '../database/schema.ts'
import { type RecordKey, removeCompanions } from '../queries/sync.ts'
import { removeRow } from '../record/entity-row.ts'
import { removeSearchText } from '../search/search-index.ts'

/**
 * Takes a record that this device may no longer hold off it: row, stamps, history, conflicts, search text. Refused
 * operations of this user stay: they are unsent work.
 */
export async function forgetRecord(tx: Writer, key: RecordKey): Promise<void> {
  await removeRow(tx, key.table, key.id)
  await removeSearchText(tx, key.table, key.id)
  await removeCompanions(tx, key)
}
