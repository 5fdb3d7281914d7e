import { z } from 'zod'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Reader, Writer } from '../database/schema.ts'

const Searches = z.array(z.string())

/** What was searched for lately, the latest first. It stands in the store, since it may name people and firms. */
export async function recentSearches(db: Reader): Promise<readonly string[]> {
  const text = await readMeta(db, 'recentSearches')
  return text === undefined ? [] : Searches.parse(JSON.parse(text))
}

/** Keeps what was searched for in place of what was kept. */
export async function writeRecentSearches(tx: Writer, searches: readonly string[]): Promise<void> {
  await writeMeta(tx, 'recentSearches', JSON.stringify(searches))
}
