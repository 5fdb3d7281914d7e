import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from '../../server/database/open-database.ts'
import type { Tables } from '../../server/database/tables.ts'

/** The server's process died at one of its statements; PostgreSQL sees a connection that breaks. */
export class ServerDied extends Error {
  override name = 'ServerDied'
  /** As a broken connection reports itself. */
  readonly code = 'ECONNRESET'
}

export interface MortalDatabase {
  readonly db: Database
  /** Dies at the nth statement from now on, on that side of it. Null: lives. */
  readonly dieAt: (statement: number | null, side?: 'before' | 'after') => void
  /** Whether it died since `dieAt`, and at which statement. */
  readonly died: () => string | null
  readonly close: () => Promise<void>
}

/** A server's connections to its database, which break at a statement of the test's choice. */
export function mortalDatabase(url: string): MortalDatabase {
  let left: number | null = null
  let side: 'before' | 'after' = 'before'
  let diedAt: string | null = null

  class MortalClient extends pg.Client {
    // The driver's own type has nine shapes; the product uses one of them.
    override query = (async (text: string, values?: unknown[]) => {
      if (diedAt !== null) throw new ServerDied('the server is dead')
      const now = left !== null && --left === 0
      const die = (): never => {
        diedAt = `${side} ${text}`
        this.end().catch(() => undefined)
        throw new ServerDied(`died ${diedAt}`)
      }
      if (now && side === 'before') die()
      const result = await ask.call(this, text, values)
      return now ? die() : result
    }) as unknown as pg.Client['query']
  }
  const ask = pg.Client.prototype.query as unknown as (
    this: pg.Client,
    text: string,
    values?: unknown[],
  ) => Promise<unknown>

  const bigint = pg.types.builtins.INT8
  const pool = new pg.Pool({
    connectionString: url,
    max: 3,
    Client: MortalClient,
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === bigint ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  } as pg.PoolConfig)
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return {
    db,
    dieAt: (statement, on = 'before') => {
      left = statement
      side = on
      diedAt = null
    },
    died: () => diedAt,
    close: () => db.destroy(),
  }
}
