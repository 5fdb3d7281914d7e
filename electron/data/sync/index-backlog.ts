import type { Store } from '../database/open-database.ts'
import { indexSome, searchBacklog } from '../search/backlog.ts'

/** Records indexed in one transaction: some ten milliseconds, for which a call of the user waits. */
const atOnce = 25

/** Makes the index of what was received in bulk, a little at a time, letting waiting calls of the user go first. */
export async function indexBacklog(store: Store, isStopping: () => boolean): Promise<void> {
  if ((await store.read(searchBacklog)).length === 0) return
  while (!isStopping() && (await store.write((tx) => indexSome(tx, atOnce))))
    await new Promise((resolve) => setImmediate(resolve))
}
