import { sql } from 'kysely'
import { z } from 'zod'
import type { RawDatabase } from './driver.ts'
import { readMeta, removeMeta, writeMeta } from './meta.ts'
import type { Store } from './open-database.ts'
import type { Reader, Writer } from './schema.ts'
import { inStoreTerms } from './sqlite-errors.ts'

/**
 * Tables whose indexes serve lists alone, so that they may be missing for a while. An index by name or branch takes
 * in each record at another place: kept up while a library arrives, they are written forty times over and cost three
 * times as much as the records.
 */
const spared = ['enterprises'] as const

/** Records that must be on their way before indexes are set aside for them, and how many times those already here. */
const worthSparing = 10_000
const timesThoseHere = 4

/** Indexes over some rows only, in which all the same most records of a library stand, each at another place. */
const manyOfFew = ['enterprises_by_uscc']

const Statements = z.array(z.string())

/**
 * Takes indexes away until `makeLateIndexes`, in the caller's transaction, where so many records are about to come
 * that making them anew costs less. Should the process end before, they are made when the store is opened again.
 */
export async function setIndexesAside(tx: Writer, coming: number): Promise<void> {
  if (coming < worthSparing) return
  for (const table of spared) if (await hasFew(tx, table, coming / timesThoseHere)) await setAside(tx, table)
}

async function hasFew(db: Reader, table: (typeof spared)[number], most: number): Promise<boolean> {
  const beyond = await db.selectFrom(table).select('id').limit(1).offset(Math.floor(most)).executeTakeFirst()
  return beyond === undefined
}

async function setAside(tx: Writer, table: string): Promise<void> {
  // Those over the few rows that have something cost nothing where there is nothing; each costs a reading of the table.
  const { rows } = await sql<{ name: string; sql: string }>`
    select name, sql from sqlite_master where type = 'index' and tbl_name = ${table} and sql like 'CREATE INDEX%'
    and (sql not like '% WHERE %' or name in (${sql.join(manyOfFew)}))`.execute(tx)
  if (rows.length === 0) return
  const asking = await setAskingAside(tx, table)
  await save(tx, [...(await lateIndexes(tx)), ...rows.map((row) => row.sql), ...asking])
  for (const { name } of rows) await sql`drop index ${sql.id(name)}`.execute(tx)
}

/**
 * So many new records are put down for the search for duplicates together, afterwards, and not one by one.
 * @returns the statements that do so
 */
async function setAskingAside(tx: Writer, table: string): Promise<readonly string[]> {
  const trigger = `duplicates_${table}_insert`
  const { rows } = await sql<{ sql: string }>`
    select sql from sqlite_master where type = 'trigger' and name = ${trigger}`.execute(tx)
  const [made] = rows
  if (!made) return []
  await sql`drop trigger ${sql.id(trigger)}`.execute(tx)
  // The trigger first: what comes between the two is put down twice and not left out.
  const all = `INSERT OR IGNORE INTO duplicate_queue (table_name, record_id) SELECT '${table}', id FROM ${table}`
  return [made.sql, all]
}

/** Makes the indexes that were set aside, each in a transaction of its own, letting waiting calls of the user go first. */
export async function makeLateIndexes(store: Store, isStopping: () => boolean): Promise<void> {
  while (!isStopping()) {
    const [next] = await store.read(lateIndexes)
    if (next === undefined) return
    if (!(await makeAside(store, next)))
      await store.write(async (tx) => {
        const all = await lateIndexes(tx)
        // It may have been made although the thread that made it did not live to say so.
        if (!all.includes(next)) return
        await sql.raw(next).execute(tx)
        await save(
          tx,
          all.filter((statement) => statement !== next),
        )
      })
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** An index of many rows takes long at one go: it is made beside the connection for which calls wait. */
async function makeAside(store: Store, statement: string): Promise<boolean> {
  if (!statement.startsWith('CREATE INDEX')) return false
  const isSmall = await store.read(async (db) => {
    for (const table of spared) if (!(await hasFew(db, table, worthSparing))) return false
    return true
  })
  if (isSmall) return false
  // Which ones are left is worked out there: others may be set aside before its transaction begins.
  const crossOff = `update meta set value = (
    select json_group_array(value) from json_each(meta.value) where value <> ?) where key = 'lateIndexes'`
  return store.writeAside([
    { text: statement, values: [] },
    { text: crossOff, values: [statement] },
  ])
}

/** Makes what a process that ended left set aside; before anything else, since a change of schema may name them. */
export function makeIndexesLeft(raw: RawDatabase): void {
  inStoreTerms(() =>
    raw.transaction(() => {
      const known = raw.prepare("select 1 from sqlite_master where type = 'table' and name = 'meta'").get()
      const kept = known && raw.prepare("select value from meta where key = 'lateIndexes'").all()[0]
      if (typeof kept !== 'object' || kept === null || !('value' in kept)) return
      for (const statement of Statements.parse(JSON.parse(String(kept.value)))) raw.exec(statement)
      raw.exec("delete from meta where key = 'lateIndexes'")
    })(),
  )
}

async function lateIndexes(db: Reader): Promise<readonly string[]> {
  const text = await readMeta(db, 'lateIndexes')
  return text === undefined ? [] : Statements.parse(JSON.parse(text))
}

async function save(tx: Writer, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) await removeMeta(tx, 'lateIndexes')
  else await writeMeta(tx, 'lateIndexes', JSON.stringify(statements))
}
