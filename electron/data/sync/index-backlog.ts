import { makeLateIndexes } from '../database/late-indexes.ts'
import type { Store } from '../database/open-database.ts'
import { refreshAllNotes } from '../notes/refresh.ts'
import { indexSome } from '../search/backlog.ts'
import { searchBacklog } from '../search/backlog-stretches.ts'
import { scrubLeft } from './scrub.ts'

/** Records indexed in one transaction: some twenty milliseconds, for which a call of the user waits. */
const atOnce = 50

/** Folds in what was received in bulk and makes its index, a little at a time, letting waiting calls of the user go first. */
export async function indexBacklog(
  store: Store,
  isStopping: () => boolean,
  pause: () => Promise<void> = () => new Promise((resolve) => setImmediate(resolve)),
): Promise<void> {
  // The log first: what the indexes add to it would make its folding, for which calls wait, half as long again.
  await store.foldLog()
  await makeLateIndexes(store, isStopping)
  const isLeft = (await store.read(searchBacklog)).length > 0
  await store.joinIndexParts(isStopping)
  for (let isMore = isLeft; isMore && !isStopping(); ) {
    isMore = await store.writeQuietly((tx) => indexSome(tx, atOnce))
    await pause()
    await store.joinIndexParts(isStopping)
  }
  store.tell()
  // After the index, for what a note says takes the place of what was indexed of it.
  await refreshAllNotes(store, isStopping)
  await scrubLeft(store, isStopping)
}
