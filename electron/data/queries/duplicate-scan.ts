import { sql } from 'kysely'
import type { Likeness } from '#shared/domain/duplicates.ts'
import type { MergeableTable } from '#shared/domain/mergeable-tables.ts'
import type { Reader, Writer } from '../database/schema.ts'

/** Two records that may be one; `leftId` is the smaller id. */
export interface FoundPair extends Likeness {
  readonly leftId: string
  readonly rightId: string
}

/** A digest under which a record is found. */
export interface KeyedRecord {
  readonly key: number
  readonly id: string
}

const listed = (ids: readonly string[]) => sql<string>`(select value from json_each(${JSON.stringify(ids)}))`

/** Some of the records that changed since duplicates were last looked for, of one table, in the order of their ids. */
export async function queuedRecords(
  db: Reader,
  limit: number,
): Promise<{ readonly table: MergeableTable; readonly ids: readonly string[] } | undefined> {
  const first = db.selectFrom('duplicateQueue').select('tableName').orderBy('tableName', 'desc').limit(1)
  const rows = await db
    .selectFrom('duplicateQueue')
    .select(['tableName', 'recordId'])
    .where('tableName', '=', first)
    .orderBy('recordId')
    .limit(limit)
    .execute()
  const [row] = rows
  if (!row) return undefined
  const table = row.tableName === 'contacts' ? 'contacts' : 'enterprises'
  return { table, ids: rows.map(({ recordId }) => recordId) }
}

/** Takes records off the list of those still to be compared. */
export async function leaveQueue(tx: Writer, table: MergeableTable, ids: readonly string[]): Promise<void> {
  await tx
    .deleteFrom('duplicateQueue')
    .where('tableName', '=', table)
    .where('recordId', 'in', listed(ids))
    .execute()
}

/**
 * Puts some records into the queue, from one id on.
 * @returns the last of them, undefined when there are no more
 */
export async function queueAfter(
  tx: Writer,
  table: MergeableTable,
  after: string,
  limit: number,
): Promise<string | undefined> {
  const rows = await tx
    .selectFrom(table as 'enterprises')
    .select('id')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  await tx
    .insertInto('duplicateQueue')
    .columns(['tableName', 'recordId'])
    .expression(
      sql`select ${table}, value from json_each(${JSON.stringify(rows.map(({ id }) => id))}) where true`,
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return rows.length < limit ? undefined : rows.at(-1)?.id
}

/** Forgets under which keys records were found, before all are looked at anew. */
export async function forgetKeys(tx: Writer): Promise<void> {
  await tx.deleteFrom('duplicateKeys').execute()
}

/** Keeps the keys by which records are compared. */
export async function putKeys(tx: Writer, keyed: readonly KeyedRecord[]): Promise<void> {
  if (keyed.length === 0) return
  const rows = JSON.stringify(keyed.map(({ key, id }) => [key, id]))
  await tx
    .insertInto('duplicateKeys')
    .columns(['key', 'recordId'])
    .expression(
      sql`select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(${rows}) where true`,
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The records found under each of some keys, `most` of each at most: those made first. */
export async function recordsUnder(
  db: Reader,
  keys: readonly number[],
  most: number,
): Promise<readonly KeyedRecord[]> {
  const found = sql<KeyedRecord>`(
    select asked.value as key, found.value as id
    from json_each(${JSON.stringify([...new Set(keys)])}) asked, json_each((
      select json_group_array(record_id) from (
        select record_id from duplicate_keys where key = asked.value order by record_id limit ${most}
      )
    )) found
  )`
  return db.selectFrom(found.as('found')).select(['key', 'id']).execute()
}

/** Forgets keys of records that are no more. */
export async function dropKeys(tx: Writer, keyed: readonly KeyedRecord[]): Promise<void> {
  for (const { key, id } of keyed)
    await tx.deleteFrom('duplicateKeys').where('key', '=', key).where('recordId', '=', id).execute()
}

/** People of the same enterprises who are called the same, or may be: those whose name is not spelled yet. */
export async function namesakes(
  db: Reader,
  people: readonly { readonly id: string; readonly name: string; readonly sound: string }[],
): Promise<readonly { readonly id: string; readonly other: string }[]> {
  const asked = JSON.stringify(people.map(({ id, name, sound }) => [id, name, sound]))
  const found = sql<{ id: string; other: string }>`(
    select distinct post.contact_id as id, colleague.id as other
    from json_each(${asked}) asked
    join contact_posts post on post.contact_id = json_extract(asked.value, '$[0]')
    join contact_posts beside on beside.enterprise_id = post.enterprise_id and beside.contact_id <> post.contact_id
    join contacts colleague on colleague.id = beside.contact_id
    where colleague.pinyin = json_extract(asked.value, '$[2]') or colleague.pinyin is null
      or colleague.name = json_extract(asked.value, '$[1]')
  )`
  return db.selectFrom(found.as('found')).select(['id', 'other']).execute()
}

/** Enterprises with all by which they are recognised. */
export async function firmsOf(db: Reader, ids: readonly string[]) {
  return db
    .selectFrom('enterprises')
    .select(['id', 'name', 'shortName', 'uscc', 'city'])
    .where('id', 'in', listed(ids))
    .execute()
}

/** People with the enterprises at which they hold or held a post. */
export async function peopleOf(db: Reader, ids: readonly string[]) {
  const rows = await db
    .selectFrom('contacts')
    .select(['id', 'name', 'phones'])
    .where('id', 'in', listed(ids))
    .execute()
  return withPosts(db, rows)
}

/** Adds to people the enterprises at which they hold or held a post. */
export async function withPosts<T extends { readonly id: string }>(db: Reader, rows: readonly T[]) {
  const posts = await db
    .selectFrom('contactPosts')
    .select(['contactId', 'enterpriseId'])
    .where('contactId', 'in', listed(rows.map(({ id }) => id)))
    .execute()
  const firms = new Map<string, string[]>()
  for (const { contactId, enterpriseId } of posts)
    firms.set(contactId, [...(firms.get(contactId) ?? []), enterpriseId])
  return rows.map((row) => ({ ...row, enterpriseIds: firms.get(row.id) ?? [] }))
}

/** Pairs of which one record is among these. */
export async function pairsWith(
  db: Reader,
  table: MergeableTable,
  ids: readonly string[],
): Promise<readonly FoundPair[]> {
  const pairs = (side: 'leftId' | 'rightId') =>
    db
      .selectFrom('duplicatePairs')
      .select(['leftId', 'rightId', 'reason', 'strength'])
      // The plus keeps SQLite from reading all pairs of the table where the index of the right side is meant.
      .where(side === 'leftId' ? sql<boolean>`table_name = ${table}` : sql<boolean>`+table_name = ${table}`)
      .where(side, 'in', listed(ids))
  const rows = await pairs('leftId').union(pairs('rightId')).execute()
  return rows as FoundPair[]
}

/** Puts pairs in the place of others. */
export async function exchangePairs(
  tx: Writer,
  tableName: MergeableTable,
  gone: readonly FoundPair[],
  found: readonly FoundPair[],
): Promise<void> {
  for (const { leftId, rightId } of gone)
    await tx
      .deleteFrom('duplicatePairs')
      .where('tableName', '=', tableName)
      .where('leftId', '=', leftId)
      .where('rightId', '=', rightId)
      .execute()
  if (found.length === 0) return
  const rows = found.map((pair) => ({ tableName, ...pair }))
  await tx
    .insertInto('duplicatePairs')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/**
 * The least sure of a table's pairs where there are more than `most`, some at a time: one statement for very many
 * would hold the store for seconds.
 */
export async function pairsTooMany(db: Reader, table: MergeableTable, most: number, atOnce: number) {
  const { rows } = await db
    .selectFrom('duplicatePairs')
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .where('tableName', '=', table)
    .executeTakeFirstOrThrow()
  if (rows <= most) return []
  const pairs = await db
    .selectFrom('duplicatePairs')
    .select(['leftId', 'rightId', 'reason', 'strength'])
    .where('tableName', '=', table)
    .orderBy('strength')
    .orderBy('leftId', 'desc')
    .limit(Math.min(rows - most, atOnce))
    .execute()
  return pairs as FoundPair[]
}
