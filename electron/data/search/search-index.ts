import { sql } from 'kysely'
import type { Reader, Writer } from '../database/schema.ts'
import { matchExpression, tokensOf } from './bigrams.ts'

/** What of a record is found: its name weighs more than its text. */
export interface SearchText {
  readonly name: readonly string[]
  readonly body: readonly string[]
}

export interface FoundRecord {
  readonly table: string
  readonly id: string
}

/** Puts a record's text into the index in place of what was there. */
export async function putSearchText(tx: Writer, table: string, id: string, text: SearchText): Promise<void> {
  const name = text.name.flatMap(tokensOf).join(' ')
  const body = text.body.flatMap(tokensOf).join(' ')
  const known = await rowOf(tx, table, id)
  if (known !== undefined) await tx.deleteFrom('searchIndex').where('rowid', '=', known).execute()
  const rowid =
    known ??
    (
      await tx
        .insertInto('searchDocs')
        .values({ tableName: table, recordId: id })
        .returning('rowid')
        .executeTakeFirstOrThrow()
    ).rowid
  await tx.insertInto('searchIndex').values({ rowid, name, body }).execute()
}

/** Puts the text of a record into the index that is known not to be there. */
export async function addSearchText(tx: Writer, table: string, id: string, text: SearchText): Promise<void> {
  const { rowid } = await tx
    .insertInto('searchDocs')
    .values({ tableName: table, recordId: id })
    .returning('rowid')
    .executeTakeFirstOrThrow()
  const [name, body] = [text.name, text.body].map((part) => part.flatMap(tokensOf).join(' '))
  await tx
    .insertInto('searchIndex')
    .values({ rowid, name: name ?? '', body: body ?? '' })
    .execute()
}

/** Takes a record out of the index. */
export async function removeSearchText(tx: Writer, table: string, id: string): Promise<void> {
  const known = await rowOf(tx, table, id)
  if (known === undefined) return
  await tx.deleteFrom('searchIndex').where('rowid', '=', known).execute()
  await tx.deleteFrom('searchDocs').where('rowid', '=', known).execute()
}

/**
 * Records in which all that is typed occurs, best first. Chinese text is found wherever it stands, from one
 * character on; latin words by their beginning, pinyin and initials of names among them.
 */
export async function findRecords(
  db: Reader,
  text: string,
  options: { readonly tables: readonly string[]; readonly limit: number },
): Promise<FoundRecord[]> {
  const expression = matchExpression(text)
  if (expression === null || options.tables.length === 0) return []
  return db
    .selectFrom('searchIndex')
    .innerJoin('searchDocs', 'searchDocs.rowid', 'searchIndex.rowid')
    .select(['searchDocs.tableName as table', 'searchDocs.recordId as id'])
    .where(sql<boolean>`search_index match ${expression}`)
    .where('searchDocs.tableName', 'in', options.tables)
    .orderBy(sql`bm25(search_index, 8, 1)`)
    .limit(options.limit)
    .execute()
}

async function rowOf(db: Reader, table: string, id: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('searchDocs')
    .select('rowid')
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .executeTakeFirst()
  return row?.rowid
}
