import { get } from 'node:http'
import { createGunzip } from 'node:zlib'
import { openRaw } from '../../../electron/data/database/connection.ts'

const columns = [
  'id',
  'unitId',
  'createdBy',
  'createdAt',
  'origin',
  'name',
  'city',
  'industryChain',
  'mainProducts',
  'employees',
  'revenue',
  'website',
  'status',
] as const

/** Rows of one transaction; about as many as a chunk of a snapshot holds. */
const rowsAtOnce = 2000

/**
 * The least that anything must do that receives these records into an encrypted store: HTTP, gunzip, parse, and one
 * prepared insert a row into a plain table, with the store's own durability. No merge, no rights, no scopes, no
 * stamps, no index beside the key.
 */
export async function measureLimit(
  url: string,
  file: string,
  key: Uint8Array,
): Promise<{ seconds: number; records: number }> {
  const raw = openRaw(file, key, { create: true })
  const typed = columns.map(
    (name) => `${name} ${name === 'employees' || name === 'revenue' ? 'REAL' : 'TEXT'}`,
  )
  raw.exec(
    `create table records (${typed.join(', ').replace('id TEXT', 'id TEXT PRIMARY KEY NOT NULL')}) strict`,
  )
  const insert = raw.prepare(`insert into records values (${columns.map(() => '?').join(', ')})`)
  const started = performance.now()
  let records = 0
  let open = false
  const store = (line: string) => {
    if (!open) raw.exec('begin')
    open = true
    const values = JSON.parse(line)
    insert.run(...columns.map((name) => values[name]))
    records += 1
    if (records % rowsAtOnce === 0) {
      raw.exec('commit')
      open = false
    }
  }
  let rest = ''
  for await (const part of await textOf(url)) {
    const lines = (rest + part).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) store(line)
  }
  if (rest !== '') store(rest)
  if (open) raw.exec('commit')
  const seconds = (performance.now() - started) / 1000
  raw.close()
  return { seconds, records }
}

function textOf(url: string): Promise<AsyncIterable<string>> {
  return new Promise((resolve, reject) => {
    get(url, (response) => resolve(response.pipe(createGunzip()).setEncoding('utf8'))).on('error', reject)
  })
}
