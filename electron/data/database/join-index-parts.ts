import type { RawDatabase } from './driver.ts'

/** Pages of the index that are joined in one go, and how long a call of the user may wait for a slice of such goes. */
const pagesJoined = 16
const sliceMs = 8

/**
 * Joins parts of the search index: all of them, since what was removed is only marked until then, or those of one size
 * where there are several. Each call does a slice in one transaction and says whether more is to do; what one process
 * leaves, another one goes on with.
 */
export function joining(raw: RawDatabase, what: 'everything' | 'equals'): () => boolean {
  const merge = raw.prepare("insert into search_index (search_index, rank) values ('merge', ?)")
  const changes = raw.prepare('select total_changes() as changes')
  const count = () => Number(Object.values(changes.get() ?? {})[0])
  const changesAfter = (pages: number) => {
    const before = count()
    merge.run(pages)
    return count() - before
  }
  // The first of less than nothing takes all parts together, the following go on with it (fts5, "The 'merge' command").
  let pages = what === 'everything' ? -pagesJoined : pagesJoined
  return raw.transaction(() => {
    const until = performance.now() + sliceMs
    do {
      const written = changesAfter(pages)
      pages = pagesJoined
      if (written < 2) return false
    } while (performance.now() < until)
    return true
  })
}
