import { join } from 'node:path'
import { openRaw } from '../../../electron/data/database/connection.ts'
import { openDatabase, type Store } from '../../../electron/data/database/open-database.ts'
import type { Schema } from '../../../electron/data/database/schema.ts'

/** What an import of new records must leave behind, apart from the search index: rows, stamps, operations. */
const tables = {
  enterprises: 'enterprises',
  contacts: 'contacts',
  contactPosts: 'contact_posts',
  recordClocks: 'record_clocks',
  base: 'base',
  outbox: 'outbox',
  groupOps: 'group_ops',
} as const satisfies Partial<Record<keyof Schema, string>>

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
  for (const [table, name] of Object.entries(tables)) {
    const columns = (raw.pragma(`table_info(${name})`) as { name: string }[]).map((column) => column.name)
    const marks = columns.map(() => '?').join(', ')
    const insert = raw.prepare(`insert into ${name} (${columns.join(', ')}) values (${marks})`)
    for (let offset = 0; ; offset += rowsAtOnce) {
      const rows = await store.read((db) =>
        db
          .selectFrom(table as 'outbox')
          .selectAll()
          .limit(rowsAtOnce)
          .offset(offset)
          .execute(),
      )
      if (rows.length === 0) break
      // The store hands out its names and its values in another form than a statement takes them.
      const bound = rows.map((row) => columns.map((column) => plain(row[camel(column) as 'op'])))
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

const camel = (column: string) => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

function plain(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}
