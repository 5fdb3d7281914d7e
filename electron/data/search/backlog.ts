import { CompiledQuery, sql } from 'kysely'
import type { Json } from '#shared/sync/op.ts'
import { removeMeta, writeMeta } from '../database/meta.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { columnsOf, type EntityColumns, snakeCase } from '../record/entity-columns.ts'
import { localColumns, localValues } from '../record/local-columns.ts'
import { searchFieldsOf, searchTextOf } from '../record/search-text.ts'
import { type Stretch, searchBacklog } from './backlog-stretches.ts'
import { addSearchTexts, type SearchText } from './search-index.ts'

/** Notes records that were written without their place in the index. */
export async function noteUnindexed(tx: Writer, added: readonly Stretch[]): Promise<void> {
  const wanted = added.filter(({ table }) => needsIndex(table))
  if (wanted.length === 0) return
  const stretches = [...(await searchBacklog(tx))]
  for (const stretch of wanted) {
    // Chunks come in the order of their ids: as a rule the last stretch only grows.
    const at = stretches.findLastIndex(({ table }) => table === stretch.table)
    const last = stretches[at]
    if (last && last.to < stretch.from) stretches[at] = { ...last, to: stretch.to }
    // What an undoing brings back comes the last first.
    else if (last && stretch.to < last.from) stretches[at] = { ...last, from: stretch.from }
    else stretches.push(stretch)
  }
  await save(tx, stretches)
}

function needsIndex(table: string): boolean {
  const columns = columnsOf(table)
  return columns !== undefined && (columns.searched.length > 0 || Object.hasOwn(localColumns, table))
}

async function save(tx: Writer, stretches: readonly Stretch[]): Promise<void> {
  if (stretches.length === 0) await removeMeta(tx, 'searchBacklog')
  else await writeMeta(tx, 'searchBacklog', JSON.stringify(stretches))
}

/**
 * Indexes some of the backlog: spellings of names and searched texts, as `writeState` does for a single record.
 * @returns whether anything is left
 */
export async function indexSome(tx: Writer, limit: number): Promise<boolean> {
  const [stretch, ...others] = await searchBacklog(tx)
  if (!stretch) return false
  const columns = columnsOf(stretch.table)
  const rows = columns ? await unindexed(tx, columns, stretch, limit) : []
  const texts: SearchText[] = []
  for (const { id, ...values } of rows) {
    if (!columns || typeof id !== 'string') continue
    const local = localValues(stretch.table, values)
    await setLocal(tx, stretch.table, id, local)
    const { updatedAt } = values
    const text = searchTextOf(columns, values, typeof updatedAt === 'string' ? updatedAt : null)
    if (text) texts.push({ id, text })
  }
  await addSearchTexts(tx, stretch.table, texts)
  const last = rows.at(-1)?.id
  const rest =
    rows.length === limit && typeof last === 'string' && last < stretch.to
      ? [{ ...stretch, from: last }, ...others]
      : others
  await save(tx, rest)
  return rest.length > 0
}

async function unindexed(
  db: Reader,
  columns: EntityColumns,
  { table, from, to }: Stretch,
  limit: number,
): Promise<Record<string, Json>[]> {
  const named = 'name' in columns.entity.allFields ? ['name'] : []
  const names = [...new Set([...searchFieldsOf(columns), ...named, 'updatedAt'])]
  return db
    .selectFrom(sql`${sql.table(table)}`.as('row'))
    .select([
      sql<string>`${sql.ref('row.id')}`.as('id'),
      ...names.map((field) => sql<Json>`${sql.ref(`row.${field}`)}`.as(field)),
    ])
    .where(sql.ref('row.id'), '>=', from)
    .where(sql.ref('row.id'), '<=', to)
    .where(
      sql<boolean>`not exists (select 1 from search_docs where table_name = ${table} and record_id = ${sql.ref('row.id')})`,
    )
    .orderBy(sql.ref('row.id'))
    .limit(limit)
    .execute()
}

async function setLocal(
  tx: Writer,
  table: string,
  id: string,
  local: readonly (string | null)[],
): Promise<void> {
  const names = localColumns[table]
  if (!names) return
  const set = names.map((name) => `"${name}" = ?`).join(', ')
  await tx.executeQuery(
    CompiledQuery.raw(`update "${snakeCase(table)}" set ${set} where "id" = ?`, [...local, id]),
  )
}

/** Rows of the backlog that one question looks through at most: some milliseconds, for which other calls wait. */
const mostRead = 4000

/**
 * Records of the backlog whose texts contain what was typed: what a search finds besides the index while that is
 * still being made. Reads rows, the newest, and only as many as another call may wait for.
 */
export async function unindexedSaying(
  db: Reader,
  table: string,
  text: string,
  limit: number,
): Promise<{ readonly ids: readonly string[]; readonly givenUp: boolean }> {
  const columns = columnsOf(table)
  const stretches = (await searchBacklog(db)).filter((stretch) => stretch.table === table)
  const words = text.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)
  if (!columns || stretches.length === 0 || words.length === 0 || columns.searched.length === 0)
    return { ids: [], givenUp: false }
  const all = sql.join(
    columns.searched.map((field) => sql`lower(coalesce(${sql.ref(`row.${field}`)}, ''))`),
    sql` || ' ' || `,
  )
  const saying = sql<number>`${sql.join(
    words.map((word) => sql`instr(${all}, ${word}) > 0`),
    sql` and `,
  )}`
  const ids: string[] = []
  let read = 0
  for (const { from, to } of stretches.toReversed()) {
    const rows = await db
      .selectFrom(sql`${sql.table(table)}`.as('row'))
      .select([sql<string>`${sql.ref('row.id')}`.as('id'), saying.as('says')])
      .where(sql.ref('row.id'), '>=', from)
      .where(sql.ref('row.id'), '<=', to)
      .orderBy(sql.ref('row.id'), 'desc')
      .limit(mostRead - read)
      .execute()
    read += rows.length
    ids.push(...rows.flatMap(({ id, says }) => (says ? [id] : [])))
    if (ids.length >= limit || read >= mostRead) break
  }
  return { ids: ids.slice(0, limit), givenUp: read >= mostRead && ids.length < limit }
}
