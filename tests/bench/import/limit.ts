import { join } from 'node:path'
import { sql } from 'kysely'
import { openRaw } from '../../../electron/data/database/connection.ts'
import { openDatabase, type Store } from '../../../electron/data/database/open-database.ts'
import type { Reader, Writer } from '../../../electron/data/database/schema.ts'

/** What an import of new records must leave behind, apart from the search index: rows, stamps, operations. */
const keysOf = {
  ...{ enterprises: ['id'], contacts: ['id'], contact_posts: ['id'] },
  record_clocks: ['table_name', 'record_id'],
  base: ['table_name', 'record_id'],
  outbox: ['local_seq'],
  group_ops: ['group_id', 'place'],
} as const

const rowsAtOnce = 2000

/**
 * The least that anything must do which makes the records of an import with their operations: the very same rows, put
 * into another encrypted store with one prepared insert a row. Nothing is read, judged, merged or stamped.
 */
export async function measureLimit(store: Store, folder: string) {
  const file = join(folder, 'limit.db')
  const key = crypto.getRandomValues(new Uint8Array(32))
  await openDatabase({ file, key, create: true, ballast: false }).close()
  const raw = openRaw(file, key, { create: false })
  let [milliseconds, cpu] = [0, 0]
  for (const [table, keys] of Object.entries(keysOf)) {
    const columns = (raw.pragma(`table_info(${table})`) as { name: string }[]).map((column) => column.name)
    const marks = columns.map(() => '?').join(', ')
    const insert = raw.prepare(`insert into ${table} (${columns.join(', ')}) values (${marks})`)
    for (let last: unknown[] | null = null; ; ) {
      const rows: readonly Record<string, unknown>[] = await store.read((db) =>
        rowsBehind(db, table, keys, last),
      )
      const end = rows.at(-1)
      if (!end) break
      last = keys.map((key) => end[camel(key)])
      // The store hands out its names and its values in another form than a statement takes them.
      const bound = rows.map((row) => columns.map((column) => plain(row[camel(column)])))
      const [start, before] = [performance.now(), process.cpuUsage()]
      raw.exec('begin')
      for (const values of bound) insert.run(...values)
      raw.exec('commit')
      const used = process.cpuUsage(before)
      milliseconds += performance.now() - start
      cpu += used.user + used.system
    }
  }
  raw.close()
  return { seconds: Math.round(milliseconds / 10) / 100, cpuSeconds: Math.round(cpu / 1e4) / 100 }
}

async function rowsBehind(
  db: Reader,
  table: string,
  keys: readonly string[],
  last: readonly unknown[] | null,
): Promise<Record<string, unknown>[]> {
  const order = sql.raw(keys.join(', '))
  const behind = last === null ? sql`` : sql`where (${order}) > (${sql.join(last)})`
  const { rows } = await sql<Record<string, unknown>>`
    select * from ${sql.raw(table)} ${behind} order by ${order} limit ${rowsAtOnce}`.execute(db as Writer)
  return rows
}

const camel = (column: string) => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

function plain(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}
