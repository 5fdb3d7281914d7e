import { readMeta, removeMeta, writeMeta } from '../database/meta.ts'
import type { Store } from '../database/open-database.ts'
import type { Writer } from '../database/schema.ts'

/** Notes, in the transaction that removes records for good, that their traces are to go as well. */
export async function noteRemoval(tx: Writer): Promise<void> {
  await writeMeta(tx, 'scrubDue', 'yes')
}

/** Removes the traces of what was removed for good, now or before the program last ended. */
export async function scrubLeft(store: Store, isStopping: () => boolean = () => false): Promise<void> {
  if ((await store.read((db) => readMeta(db, 'scrubDue'))) === undefined) return
  if (!(await store.scrub(isStopping))) return
  await store.write((tx) => removeMeta(tx, 'scrubDue'))
}
