import { randomUUID } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { migrate } from './migrate.ts'
import type { Tables } from './tables.ts'

export type Database = Kysely<Tables>

export interface OpenDatabase {
  readonly db: Database
  readonly close: () => Promise<void>
}

/** Connections of one server process; a push holds one for as long as it merges. */
const poolSize = 10

// Sequences and counters stay far below 2^53, so a bigint is read as a number.
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8
      ? Number
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/**
 * Opens a pool without connecting. A connection that breaks while idle or in use is reported and replaced: without
 * a listener on the pool and on each client the process would die of it.
 */
export function connect(url: string, onError: (error: Error) => void = () => undefined): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    types,
    application_name: 'outpost',
    connectionTimeoutMillis: 10_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    lock_timeout: 20_000,
  })
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return { db, close: () => db.destroy() }
}

/** Opens the database at its newest version, with the organisation's one row in place. */
export async function openDatabase(url: string, onError?: (error: Error) => void): Promise<OpenDatabase> {
  await migrate(url)
  const database = connect(url, onError)
  await database.db
    .insertInto('organisation')
    .values({ name: 'Outpost', epoch: randomUUID() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return database
}
