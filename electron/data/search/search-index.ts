import { sql } from 'kysely'
import type { SearchKind } from '#shared/domain/search-kinds.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { searchBacklog } from './backlog-stretches.ts'
import { digestOf, type SearchDocument, wordsOf } from './document.ts'

/*
 * A record's number in the index says what it is and how recent: kind (5 bits), day (16 bits), count (32 bits). So
 * the index of a word lies in the order in which hits are shown, and looking for the first of them reads only these,
 * however often the word occurs.
 */
const dayStep = 2 ** 32
const kindStep = 2 ** 48

/** First and last number of the records of a kind, within days if they are given. */
export function numbersOf(
  { number }: SearchKind,
  days: { readonly from: number | null; readonly to: number | null } = { from: null, to: null },
): { readonly first: number; readonly last: number } {
  return {
    first: number * kindStep + (days.from ?? 0) * dayStep,
    last: number * kindStep + (days.to ?? 65_535) * dayStep + (dayStep - 1),
  }
}

/** Puts a record's text into the index in place of what was there. Nothing is written where nothing differs. */
export async function putSearchText(
  tx: Writer,
  table: string,
  id: string,
  document: SearchDocument,
): Promise<void> {
  const known = await rowOf(tx, table, id)
  const digest = digestOf(document)
  if (known?.digest === digest) return
  if (known) await remove(tx, known.rowid)
  await add(tx, table, id, document, digest)
}

/** Puts the text of a record into the index that is known not to be there. */
export async function addSearchText(
  tx: Writer,
  table: string,
  id: string,
  document: SearchDocument,
): Promise<void> {
  await add(tx, table, id, document, digestOf(document))
}

/** Takes a record out of the index. */
export async function removeSearchText(tx: Writer, table: string, id: string): Promise<void> {
  const known = await rowOf(tx, table, id)
  if (known) await remove(tx, known.rowid)
}

async function add(
  tx: Writer,
  tableName: string,
  recordId: string,
  document: SearchDocument,
  digest: number,
): Promise<void> {
  const { first, last } = numbersOf(document.kind, { from: document.day, to: document.day })
  const highest = await tx
    .selectFrom('searchDocs')
    .select((eb) => eb.fn.max('rowid').as('rowid'))
    .where('rowid', '>=', first)
    .where('rowid', '<=', last)
    .executeTakeFirst()
  const rowid = highest?.rowid ? highest.rowid + 1 : first
  await tx.insertInto('searchDocs').values({ rowid, tableName, recordId, digest }).execute()
  await tx
    .insertInto('searchIndex')
    .values({ rowid, words: wordsOf(document).join(' ') })
    .execute()
}

async function remove(tx: Writer, rowid: number): Promise<void> {
  await tx.deleteFrom('searchIndex').where('rowid', '=', rowid).execute()
  await tx.deleteFrom('searchDocs').where('rowid', '=', rowid).execute()
}

async function rowOf(
  db: Reader,
  table: string,
  id: string,
): Promise<{ readonly rowid: number; readonly digest: number } | undefined> {
  return db
    .selectFrom('searchDocs')
    .select(['rowid', 'digest'])
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .executeTakeFirst()
}

/** Those of the kinds of which the index or the backlog has any record. */
export async function kindsIndexed(db: Reader, kinds: readonly SearchKind[]): Promise<SearchKind[]> {
  if (kinds.length === 0) return []
  const backlog = new Set((await searchBacklog(db)).map(({ table }) => table))
  const parts = kinds.map((kind) => {
    const { first, last } = numbersOf(kind)
    return sql`select ${kind.number} as number where exists
      (select 1 from search_docs where rowid between ${first} and ${last})`
  })
  const rows = await db
    .selectFrom(sql<{ number: number }>`(${sql.join(parts, sql` union all `)})`.as('kinds'))
    .select('kinds.number')
    .execute()
  const numbers = new Set(rows.map(({ number }) => number))
  return kinds.filter(({ number, table }) => numbers.has(number) || backlog.has(table))
}

/** A stretch of the index to look through, from its last number down. */
export interface Stretch {
  /** Of `expressions.ts`; null for every record of the stretch. */
  readonly expression: string | null
  readonly first: number
  readonly last: number
  readonly limit: number
}

export interface Candidate {
  readonly table: string
  readonly id: string
  readonly rowid: number
}

/** The most recent records of each stretch that hold the words of its expression, in no order. */
export async function candidates(db: Reader, stretches: readonly Stretch[]): Promise<Candidate[]> {
  if (stretches.length === 0) return []
  const parts = stretches.map(({ expression, first, last, limit }) => {
    const between = sql`rowid between ${first} and ${last} order by rowid desc limit ${limit}`
    return expression === null
      ? sql`select * from (select rowid as number from search_docs where ${between})`
      : sql`select * from (
          select rowid as number from search_index where search_index match ${expression} and ${between})`
  })
  return db
    .selectFrom(sql<{ number: number }>`(${sql.join(parts, sql` union all `)})`.as('found'))
    .innerJoin('searchDocs as d', 'd.rowid', 'found.number')
    .select(['d.tableName as table', 'd.recordId as id', 'd.rowid'])
    .execute()
}
