import type { Database } from '../database/open-database.ts'
import type { FileStorage } from './file-storage.ts'

/**
 * Removes from the storage what is on the list of removals. A name leaves the list after its bytes are gone, so a
 * crash in between only makes it happen again. What cannot be removed now (somebody reads it, the storage does not
 * answer) stays on the list; nobody's request fails of it.
 * @returns how many are left
 */
export async function removeLeftovers(db: Database, storage: FileStorage): Promise<number> {
  let left = 0
  try {
    for (const { key } of await db.selectFrom('file_removals').select('key').execute()) {
      try {
        await storage.remove(key)
        await db.deleteFrom('file_removals').where('key', '=', key).execute()
      } catch {
        left++
      }
    }
  } catch {
    // The database went away: the list is still there when it comes back.
  }
  return left
}
