import { sql } from 'kysely'
import type { SearchKind } from '#shared/domain/search-kinds.ts'
import { putMany } from '../database/put-many.ts'
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

/** What the index is told of one record of a table. */
export interface SearchText {
  readonly id: string
  readonly text: SearchDocument
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
  await add(tx, table, [{ id, text: document, digest }])
}

/** `putSearchText` for many records of a table. */
export async function putSearchTexts(tx: Writer, table: string, texts: readonly SearchText[]): Promise<void> {
  if (texts.length === 0) return
  const rows = await rowsOf(
    tx,
    table,
    texts.map(({ id }) => id),
  )
  const known = new Map(rows.map((row) => [row.recordId, row]))
  const changed = texts
    .map((one) => ({ ...one, digest: digestOf(one.text) }))
    .filter(({ id, digest }) => known.get(id)?.digest !== digest)
  await removeRows(
    tx,
    changed.flatMap(({ id }) => known.get(id)?.rowid ?? []),
  )
  await add(tx, table, changed)
}

/** Puts texts of records into the index that are known not to be there. */
export async function addSearchTexts(tx: Writer, table: string, texts: readonly SearchText[]): Promise<void> {
  await add(
    tx,
    table,
    texts.map((one) => ({ ...one, digest: digestOf(one.text) })),
  )
}

/** Takes a record out of the index. */
export async function removeSearchText(tx: Writer, table: string, id: string): Promise<void> {
  const known = await rowOf(tx, table, id)
  if (known) await remove(tx, known.rowid)
}

/** Takes many records of a table out of the index. */
export async function removeSearchTexts(tx: Writer, table: string, ids: readonly string[]): Promise<void> {
  const rows = await rowsOf(tx, table, ids)
  await removeRows(
    tx,
    rows.map(({ rowid }) => rowid),
  )
}

async function add(
  tx: Writer,
  table: string,
  texts: readonly (SearchText & { readonly digest: number })[],
): Promise<void> {
  const next = new Map<number, number>()
  const docs: unknown[][] = []
  const words: (readonly [rowid: number, words: string])[] = []
  for (const { id, text, digest } of texts) {
    const { first, last } = numbersOf(text.kind, { from: text.day, to: text.day })
    const rowid = next.get(first) ?? (await freeNumber(tx, first, last))
    next.set(first, rowid + 1)
    docs.push([rowid, table, id, digest])
    words.push([rowid, wordsOf(text).join(' ')])
  }
  await putMany(tx, docsText, docs)
  await putWords(
    tx,
    words.sort(([a], [b]) => a - b),
  )
}

/**
 * Every statement that adds to the index leaves a part of its own, as does every step back in its numbers; parts are
 * what has to be joined later. So all go in one statement, by number.
 */
async function putWords(
  tx: Writer,
  words: readonly (readonly [rowid: number, words: string])[],
): Promise<void> {
  for (let at = 0; at < words.length; at += wordsAtOnce)
    await sql`
      insert into search_index (rowid, words) select value ->> 0, value ->> 1
      from json_each(${JSON.stringify(words.slice(at, at + wordsAtOnce))})`.execute(tx)
}

/** Records of one statement, for the sake of memory. */
const wordsAtOnce = 500

const docsText = {
  opening: 'insert into search_docs (rowid, table_name, record_id, digest) values',
  marks: '(?, ?, ?, ?)',
}

async function freeNumber(db: Reader, first: number, last: number): Promise<number> {
  const highest = await db
    .selectFrom('searchDocs')
    .select((eb) => eb.fn.max('rowid').as('rowid'))
    .where('rowid', '>=', first)
    .where('rowid', '<=', last)
    .executeTakeFirst()
  return highest?.rowid ? highest.rowid + 1 : first
}

async function remove(tx: Writer, rowid: number): Promise<void> {
  await tx.deleteFrom('searchIndex').where('rowid', '=', rowid).execute()
  await tx.deleteFrom('searchDocs').where('rowid', '=', rowid).execute()
}

async function removeRows(tx: Writer, rowids: readonly number[]): Promise<void> {
  if (rowids.length === 0) return
  const these = sql<number>`(select value from json_each(${JSON.stringify(rowids)}))`
  await tx.deleteFrom('searchIndex').where('rowid', 'in', these).execute()
  await tx.deleteFrom('searchDocs').where('rowid', 'in', these).execute()
}

async function rowsOf(db: Reader, table: string, ids: readonly string[]) {
  return db
    .selectFrom('searchDocs')
    .select(['rowid', 'recordId', 'digest'])
    .where('tableName', '=', table)
    .where('recordId', 'in', sql<string>`(select value from json_each(${JSON.stringify(ids)}))`)
    .execute()
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
