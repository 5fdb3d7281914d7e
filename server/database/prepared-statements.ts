import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'
import { planOutlived, sqlState } from './transaction.ts'

/** Texts that are kept prepared, at most: of those with lists of varying length there is no end. */
const mostStatements = 500

/** The names of statements, for all connections of the process; null for one that is not to be prepared. */
const names = new Map<string, string | null>()

/**
 * Asks a statement that has parameters under a name, so that each connection has it parsed and planned only once: a
 * push consists of some fifty that are always the same.
 * @throws what the database says; 0A000 once for each connection where a table was altered beside the running server
 */
export async function prepared<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  text: string,
  values: readonly unknown[] = [],
): Promise<pg.QueryResult<Row>> {
  const name = values.length === 0 ? null : nameOf(text)
  try {
    return await client.query<Row>({ ...(name === null ? {} : { name }), text, values: [...values] })
  } catch (error) {
    if (sqlState(error) === planOutlived) names.set(text, null)
    throw error
  }
}

function nameOf(text: string): string | null {
  const known = names.get(text)
  if (known !== undefined) return known
  if (names.size >= mostStatements) return null
  const name = `statement-${names.size}`
  names.set(text, name)
  return name
}

/** The pool as Kysely sees it, with statements that are `prepared`. */
export function preparing(pool: pg.Pool): PostgresPool {
  // Kysely knows its connections by their clients.
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return {
    connect: async () => {
      const client = await pool.connect()
      const known = clients.get(client)
      if (known) return known
      // Kysely may open cursors too, but was given none to open.
      function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
      function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
      function query(text: unknown, values?: readonly unknown[]): unknown {
        return prepared(client, String(text), values)
      }
      const fresh = { query, release: (destroy?: boolean) => client.release(destroy) }
      clients.set(client, fresh)
      return fresh
    },
    end: () => pool.end(),
    options: pool.options,
  }
}
