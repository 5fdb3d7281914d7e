import type { Writer } from '../database/schema.ts'
import { removeVisible } from '../queries/departed.ts'
import { keepState } from '../queries/record-states.ts'
import { type RecordKey, removeCompanions, removeCompanionsOf } from '../queries/sync.ts'
import { removeRow, removeRows } from '../record/entity-row.ts'
import { isMergeable, settleMerged } from '../record/merged-records.ts'
import { rewriteRecord } from '../record/write-state.ts'
import { removeSearchText, removeSearchTexts } from '../search/search-index.ts'

/**
 * Takes a record out of everybody's sight at once, and keeps its state until the server has confirmed that it must
 * leave: a list that was wrong must not cost anything.
 */
export async function hideRecord(tx: Writer, key: RecordKey, state: string, at: string): Promise<void> {
  await removeRow(tx, key.table, key.id)
  await removeSearchText(tx, key.table, key.id)
  await removeVisible(tx, key)
  await keepState(tx, 'departed', key, state, at)
  await leaveMerged(tx, key)
}

/**
 * Takes a record that this device may no longer hold off it: row, stamps, history, conflicts, search text. Refused
 * operations of this user stay: they are unsent work.
 */
export async function forgetRecord(tx: Writer, key: RecordKey): Promise<void> {
  await removeRow(tx, key.table, key.id)
  await removeSearchText(tx, key.table, key.id)
  await removeCompanions(tx, key)
  await leaveMerged(tx, key)
}

/** `forgetRecord` for many records, none of which is merged or stands for one. */
export async function forgetRecords(tx: Writer, keys: readonly RecordKey[]): Promise<void> {
  for (const table of new Set(keys.map((key) => key.table))) {
    const ids = keys.filter((key) => key.table === table).map(({ id }) => id)
    await removeRows(tx, table, ids)
    await removeSearchTexts(tx, table, ids)
    await removeCompanionsOf(tx, table, ids)
  }
}

/** A record that is gone stands for no other, and none stands for it. */
async function leaveMerged(tx: Writer, { table, id }: RecordKey): Promise<void> {
  if (isMergeable(table)) await settleMerged(tx, table, id, null, rewriteRecord)
}
