import { isInRegion, type Region } from '#shared/domain/regions.ts'
import { type SearchKind, searchKinds } from '#shared/domain/search-kinds.ts'
import type { Reader } from '../database/schema.ts'
import { type SearchedRecord, searchedRecords } from '../queries/search.ts'
import { columnsOf } from '../record/entity-columns.ts'
import { unindexedSaying } from './backlog.ts'
import { facets } from './document.ts'
import { ofKind, tiersOf, wordsTyped } from './expressions.ts'
import { type Place, places, placesOf } from './matching.ts'
import { type Candidate, candidates, kindsIndexed, numbersOf, type Stretch } from './search-index.ts'

/** What is looked for. */
export interface Wanted {
  readonly text: string
  /** Tables to look in; null for all. */
  readonly tables: readonly string[] | null
  readonly region: Region | null
  readonly chain: string | null
  readonly unitId: string | null
  readonly author: string | null
  /** Days since 1970-01-01, both included. */
  readonly fromDay: number | null
  readonly toDay: number | null
  /** The unit whose records come first among equals. */
  readonly ownUnitId: string | null
  /** Hits of each kind at most. */
  readonly limit: number
}

export interface Found {
  readonly record: SearchedRecord
  /** Where each word stands, in the order of the words. */
  readonly places: readonly Place[]
}

export interface FoundOfKind {
  readonly kind: SearchKind
  readonly hits: readonly Found[]
  /** There are others of this kind. */
  readonly more: boolean
  /** Looking was given up before the end: a rare filter on a frequent word, or a long backlog of the index. */
  readonly givenUp: boolean
}

/** Records of one kind that are read and compared at most for one question. */
const mostCompared = 3000

interface Search {
  readonly kind: SearchKind
  readonly found: Found[]
  readonly seen: Set<string>
  givenUp: boolean
}

/**
 * Records that contain every typed word in one of their searched fields, as it is written (in any width, case and
 * script) or, for names, as it is spelled; kind by kind, the best first: the beginning of a name, a name, another
 * field, a long text; then the own unit's, then the latest. Every hit is proved against the record itself.
 */
export async function find(db: Reader, wanted: Wanted): Promise<FoundOfKind[]> {
  const words = wordsTyped(wanted.text)
  if (words.length === 0 && (wanted.text.trim() !== '' || !isNarrowed(wanted))) return []
  const present = await kindsIndexed(db, kindsIn(wanted))
  const searches = present.map((kind): Search => {
    return { kind, found: [], seen: new Set(), givenUp: false }
  })
  const tiers = words.length === 0 ? [null] : tiersOf(words)
  for (const [place, tier] of tiers.entries()) {
    const some = tier === null ? searches : searches.filter(({ kind }) => hasPlace(kind, place))
    await readTier(db, wanted, words, tier, some)
  }
  for (const search of searches) await addUnindexed(db, wanted, words, search)
  return searches.flatMap(({ kind, found, givenUp }) => {
    const hits = ranked(found, wanted.ownUnitId).slice(0, wanted.limit)
    return hits.length === 0 && !givenUp ? [] : [{ kind, hits, more: found.length > hits.length, givenUp }]
  })
}

/** The kinds of this program among those asked for. */
function kindsIn({ tables }: Pick<Wanted, 'tables'>): SearchKind[] {
  return searchKinds.filter(({ table, hidden }) => {
    const isKnown = (columnsOf(table)?.searched.length ?? 0) > 0
    return isKnown && (tables === null ? !hidden : tables.includes(table))
  })
}

function isNarrowed({ tables, region, chain, unitId, author, fromDay, toDay }: Wanted): boolean {
  return [tables, region, chain, unitId, author, fromDay, toDay].some((filter) => filter !== null)
}

/** Whether a kind has fields for a place of `tiersOf`: looking where nothing can stand costs as much as elsewhere. */
function hasPlace({ table, names, bodies }: SearchKind, place: number): boolean {
  const searched = columnsOf(table)?.searched ?? []
  if (place < 2) return names.length > 0
  const isBody = (field: string) => bodies.includes(field)
  return place === 2
    ? searched.some((field) => !names.includes(field) && !isBody(field))
    : searched.some(isBody)
}

/** Reads one place's hits, of the kinds that have not enough yet, until each has enough or its index ends. */
async function readTier(
  db: Reader,
  wanted: Wanted,
  words: readonly string[],
  tier: string | null,
  searches: readonly Search[],
): Promise<void> {
  const enough = wanted.limit + 1
  let hungry = searches
    .filter(({ found }) => found.length < enough)
    .map((search) => ({ search, last: numbersOf(search.kind, daysOf(wanted)).last }))
  let batch = enough * 2
  while (hungry.length > 0) {
    const stretches = hungry.map(({ search, last }): Stretch => {
      const { first } = numbersOf(search.kind, daysOf(wanted))
      return {
        expression: ofKind(tier, search.kind, facetsFor(wanted, search.kind)),
        first,
        last,
        limit: batch,
      }
    })
    const read = await candidates(db, stretches)
    const next: typeof hungry = []
    for (const { search } of hungry) {
      const own = read.filter(({ table }) => table === search.kind.table).sort((a, b) => b.rowid - a.rowid)
      await take(db, wanted, words, search, own)
      const lowest = own.at(-1)?.rowid
      if (own.length < batch || lowest === undefined || search.found.length >= enough) continue
      if (search.seen.size >= mostCompared) search.givenUp = true
      else next.push({ search, last: lowest - 1 })
    }
    hungry = next
    batch = Math.min(400, batch * 3)
  }
}

const daysOf = ({ fromDay, toDay }: Wanted) => ({ from: fromDay, to: toDay })

function facetsFor(wanted: Wanted, { table }: SearchKind): string[] {
  return [
    ...(wanted.unitId === null ? [] : [facets.unit(wanted.unitId)]),
    ...(wanted.author === null ? [] : [facets.author(wanted.author)]),
    // Others lie where their enterprise lies now: that is asked of the enterprise.
    ...(table === 'enterprises' && wanted.region !== null ? [facets.region(wanted.region)] : []),
    ...(table === 'enterprises' && wanted.chain !== null ? [facets.chain(wanted.chain)] : []),
  ]
}

async function take(
  db: Reader,
  wanted: Wanted,
  words: readonly string[],
  { kind, found, seen }: Search,
  read: readonly Pick<Candidate, 'id'>[],
): Promise<void> {
  const fresh = read.map(({ id }) => id).filter((id) => !seen.has(id))
  for (const id of fresh) seen.add(id)
  const records = new Map((await searchedRecords(db, kind, fresh)).map((record) => [record.id, record]))
  for (const id of fresh) {
    const record = records.get(id)
    if (!record || !fits(record, wanted)) continue
    const stands = placesOf(record.texts, words)
    if (stands) found.push({ record, places: stands })
  }
}

function fits({ kind, city, chain, ofChain }: SearchedRecord, wanted: Wanted): boolean {
  // A link stays when its chain is deleted, but there is no page that would show it.
  if (kind.table === 'chainLinks' && ofChain === null) return false
  if (wanted.chain !== null && chain !== wanted.chain) return false
  return wanted.region === null || (city !== null && isInRegion(city, wanted.region))
}

/** What was received in bulk and is not in the index yet is looked for in the rows themselves. */
async function addUnindexed(
  db: Reader,
  wanted: Wanted,
  words: readonly string[],
  search: Search,
): Promise<void> {
  const missing = wanted.limit + 1 - search.found.length
  if (missing <= 0 || words.length === 0) return
  const { ids, givenUp } = await unindexedSaying(db, search.kind.table, wanted.text, missing)
  if (givenUp) search.givenUp = true
  const read = ids.map((id) => ({ id }))
  if (read.length > 0) await take(db, wanted, words, search, read)
}

function ranked(found: readonly Found[], ownUnitId: string | null): Found[] {
  const weight = ({ places: stands }: Found) => stands.reduce((sum, place) => sum + places.indexOf(place), 0)
  const isOther = ({ record }: Found) => (ownUnitId !== null && record.unitId !== ownUnitId ? 1 : 0)
  // The order found is the order in time, and sorting keeps it among equals.
  return [...found].sort((a, b) => weight(a) - weight(b) || isOther(a) - isOther(b))
}
