import {
  type Firm,
  firmBlocks,
  firmLikeness,
  type Likeness,
  type Person,
  personBlocks,
  personLikeness,
} from '#shared/domain/duplicates.ts'
import type { MergeableTable } from '#shared/domain/mergeable-tables.ts'
import { writeMeta } from '../database/meta.ts'
import type { Store } from '../database/open-database.ts'
import { type FoundPair, firmsAfter, peopleAfter, replacePairs } from '../queries/duplicates.ts'
import { asFirm, asPerson } from './likeness.ts'

/** Records read and spelled before waiting calls of the user go first: some ten milliseconds. */
const atOnce = 50
/** Records of one block that are compared each with each; in a larger one each is compared with the first ones. */
const comparedEach = 12
/** More pairs than this nobody looks through; the surest are kept. */
const mostPairs = 5000

/**
 * Looks for records that may be one, through all enterprises and contacts, and keeps the pairs found. Only records that
 * share a key (code, name, sound, telephone) are compared, a little at a time.
 * @returns the number of pairs
 */
export async function scanDuplicates(store: Store, at: string): Promise<number> {
  const firms = await pairsIn<Firm>(
    async (after) =>
      (await store.read((db) => firmsAfter(db, after, atOnce))).map((row) => ({
        id: row.id,
        of: asFirm(row),
      })),
    firmBlocks,
    firmLikeness,
  )
  const people = await pairsIn<Person>(
    async (after) =>
      (await store.read((db) => peopleAfter(db, after, atOnce))).map((row) => ({
        id: row.id,
        of: asPerson(row),
      })),
    personBlocks,
    personLikeness,
  )
  const found: readonly (readonly [MergeableTable, readonly FoundPair[]])[] = [
    ['enterprises', firms],
    ['contacts', people],
  ]
  for (const [table, pairs] of found) await store.write((tx) => replacePairs(tx, table, pairs))
  await store.write((tx) => writeMeta(tx, 'duplicatesScannedAt', at))
  return firms.length + people.length
}

interface Entry<T> {
  readonly id: string
  readonly of: T
}

async function pairsIn<T>(
  read: (after: string) => Promise<readonly Entry<T>[]>,
  blocksOf: (record: T) => readonly string[],
  likeness: (a: T, b: T) => Likeness | null,
): Promise<FoundPair[]> {
  const blocks = new Map<string, Entry<T>[]>()
  const pairs = new Map<string, FoundPair>()
  for (let after = ''; ; ) {
    const rows = await read(after)
    for (const entry of rows) {
      for (const key of new Set(blocksOf(entry.of))) {
        const others = blocks.get(key)
        if (!others) blocks.set(key, [entry])
        else {
          for (const other of others) compare(pairs, other, entry, likeness)
          if (others.length < comparedEach) others.push(entry)
        }
      }
    }
    const last = rows.at(-1)
    if (!last || rows.length < atOnce) break
    after = last.id
    await new Promise((resolve) => setImmediate(resolve))
  }
  return [...pairs.values()].sort((a, b) => b.strength - a.strength).slice(0, mostPairs)
}

function compare<T>(
  pairs: Map<string, FoundPair>,
  a: Entry<T>,
  b: Entry<T>,
  likeness: (a: T, b: T) => Likeness | null,
): void {
  const [left, right] = a.id < b.id ? [a, b] : [b, a]
  const key = `${left.id} ${right.id}`
  if (pairs.has(key)) return
  const alike = likeness(left.of, right.of)
  if (alike) pairs.set(key, { leftId: left.id, rightId: right.id, ...alike })
}
