import type { Reader, Writer } from '../database/schema.ts'

/** A change of many enterprises at once. */
export interface BulkEditRow {
  readonly groupId: string
  readonly at: string
  readonly author: string
  readonly changed: number
  /** JSON text of the values that were given. */
  readonly edited: string
  readonly undoneAt: string | null
}

/** Notes a change of many, so that it can be taken back later. */
export async function keepBulkEdit(tx: Writer, row: BulkEditRow): Promise<void> {
  await tx.insertInto('bulkEdits').values(row).execute()
}

/** The latest ones of a user on this device, the newest first. */
export async function bulkEditsOf(db: Reader, author: string, limit: number): Promise<BulkEditRow[]> {
  return db
    .selectFrom('bulkEdits')
    .selectAll()
    .where('author', '=', author)
    .orderBy('at', 'desc')
    .orderBy('groupId', 'desc')
    .limit(limit)
    .execute()
}

/** Notes that one was taken back. */
export async function markBulkEditUndone(tx: Writer, groupId: string, at: string): Promise<void> {
  await tx.updateTable('bulkEdits').set({ undoneAt: at }).where('groupId', '=', groupId).execute()
}
