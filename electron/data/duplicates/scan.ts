import { createHash } from 'node:crypto'
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
import type { Reader, Writer } from '../database/schema.ts'
import {
  dropKeys,
  exchangePairs,
  type FoundPair,
  firmsOf,
  leaveQueue,
  namesakes,
  pairsTooMany,
  pairsWith,
  peopleOf,
  putKeys,
  queuedRecords,
  recordsUnder,
} from '../queries/duplicate-scan.ts'
import { asFirm, asPerson } from './likeness.ts'

/** Records under one key that a record is compared with: those made first. */
const comparedEach = 12
/** More pairs than this nobody looks through; the surest are kept. */
const mostPairs = 5000
const droppedAtOnce = 300

/**
 * Looks for records like some of those that changed since the last time, and takes them out of the queue: what is
 * done is on the disk, so that an end at any moment costs one stretch.
 * @returns how many were looked at; 0 when nothing is left
 */
export async function scanSome(tx: Writer, atOnce: number): Promise<number> {
  const queued = await queuedRecords(tx, atOnce)
  if (!queued) return 0
  const { table, ids } = queued
  const found = table === 'enterprises' ? await pairsOfFirms(tx, ids) : await pairsOfPeople(tx, ids)
  const known = await pairsWith(tx, table, ids)
  const same = (a: FoundPair) => (b: FoundPair) =>
    a.leftId === b.leftId && a.rightId === b.rightId && a.reason === b.reason && a.strength === b.strength
  const gone = known.filter((pair) => !found.some(same(pair)))
  const fresh = found.filter((pair) => !known.some(same(pair)))
  if (gone.length > 0 || fresh.length > 0) await exchangePairs(tx, table, gone, fresh)
  await leaveQueue(tx, table, ids)
  return ids.length
}

/**
 * Drops some of the least sure pairs where there are too many.
 * @returns whether any were dropped
 */
export async function keepFew(tx: Writer): Promise<boolean> {
  let any = false
  for (const table of ['enterprises', 'contacts'] as const) {
    const gone = await pairsTooMany(tx, table, mostPairs, droppedAtOnce)
    if (gone.length > 0) await exchangePairs(tx, table, gone, [])
    any ||= gone.length > 0
  }
  return any
}

interface Entry<T> {
  readonly id: string
  readonly of: T
}

async function pairsOfFirms(tx: Writer, ids: readonly string[]): Promise<FoundPair[]> {
  const load = async (some: readonly string[]): Promise<Entry<Firm>[]> =>
    (await firmsOf(tx, some)).map((row) => ({ id: row.id, of: asFirm(row) }))
  const entries = await load(ids)
  const meetings = await meetingsOf(tx, 'enterprises', entries, firmBlocks, load)
  return alike(entries, meetings, firmLikeness)
}

async function pairsOfPeople(tx: Writer, ids: readonly string[]): Promise<FoundPair[]> {
  const load = async (some: readonly string[]): Promise<Entry<Person>[]> =>
    (await peopleOf(tx, some)).map((row) => ({ id: row.id, of: asPerson(row) }))
  const entries = await load(ids)
  const beside = await namesakesOf(tx, entries)
  const meetings = await meetingsOf(tx, 'contacts', entries, personBlocks, load, beside)
  return alike(entries, meetings, personLikeness)
}

async function namesakesOf(db: Reader, entries: readonly Entry<Person>[]): Promise<Map<string, string[]>> {
  const asked = entries.map(({ id, of: { name, sound } }) => ({ id, name, sound }))
  const beside = new Map<string, string[]>()
  for (const { id, other } of await namesakes(db, asked)) beside.set(id, [...(beside.get(id) ?? []), other])
  return beside
}

/** Whom each of the records is to be compared with: those that share a key with it. */
async function meetingsOf<T>(
  tx: Writer,
  table: MergeableTable,
  entries: readonly Entry<T>[],
  blocksOf: (record: T) => readonly string[],
  load: (ids: readonly string[]) => Promise<readonly Entry<T>[]>,
  beside: ReadonlyMap<string, readonly string[]> = new Map(),
): Promise<ReadonlyMap<string, readonly Entry<T>[]>> {
  const keysOf = new Map(
    entries.map(({ id, of }) => [id, [...new Set(blocksOf(of))].map((block) => keyOf(table, block))]),
  )
  await putKeys(
    tx,
    [...keysOf].flatMap(([id, keys]) => keys.map((key) => ({ key, id }))),
  )
  const under = new Map<number, string[]>()
  const found = await recordsUnder(tx, [...keysOf.values()].flat(), comparedEach)
  for (const { key, id } of found) under.set(key, [...(under.get(key) ?? []), id])
  const known = new Map(entries.map((entry) => [entry.id, entry]))
  const others = [...found.map(({ id }) => id), ...[...beside.values()].flat()]
  const unknown = [...new Set(others)].filter((id) => !known.has(id))
  if (unknown.length > 0) for (const entry of await load(unknown)) known.set(entry.id, entry)
  await dropKeys(
    tx,
    found.filter(({ id }) => !known.has(id)),
  )
  return new Map(
    entries.map(({ id }) => {
      const met = [
        ...(keysOf.get(id) ?? []).flatMap((key) => under.get(key) ?? []),
        ...(beside.get(id) ?? []),
      ]
      return [id, [...new Set(met)].flatMap((other) => (other === id ? [] : (known.get(other) ?? [])))]
    }),
  )
}

/** 48 bits: two texts that share them by chance are compared in vain and no more. */
const keyOf = (table: MergeableTable, block: string): number =>
  createHash('sha1').update(`${table} ${block}`).digest().readUIntBE(0, 6)

function alike<T>(
  entries: readonly Entry<T>[],
  meetings: ReadonlyMap<string, readonly Entry<T>[]>,
  likeness: (a: T, b: T) => Likeness | null,
): FoundPair[] {
  const pairs = new Map<string, FoundPair>()
  for (const entry of entries) {
    for (const other of meetings.get(entry.id) ?? []) {
      const [left, right] = entry.id < other.id ? [entry, other] : [other, entry]
      const name = `${left.id} ${right.id}`
      if (pairs.has(name)) continue
      const like = likeness(left.of, right.of)
      if (like) pairs.set(name, { leftId: left.id, rightId: right.id, ...like })
    }
  }
  return [...pairs.values()]
}
