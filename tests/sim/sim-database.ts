import { randomUUID } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { type Database, openDatabase } from '../../server/database/open-database.ts'
import type { Tables } from '../../server/database/tables.ts'

/** The server's process died at one of its statements. */
export class ServerCrash extends Error {
  override name = 'ServerCrash'
}

/** When the server dies: at which of the statements from now on, and on which side of it. */
export interface CrashPoint {
  statement: number
  readonly side: 'before' | 'after'
}

/** The server's PostgreSQL, real, with a way to let the server die at any statement and to begin anew. */
export interface SimDatabase {
  readonly db: Database
  /** The simulator's own view, past all faults. */
  readonly query: <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>
  /** Set: the server dies there. Null again once it did. */
  crashAt: CrashPoint | null
  /** Whether the server is dead: every statement fails until `revive`. */
  readonly isDead: () => boolean
  /** Ends what the dead server left open, as PostgreSQL does with a connection that breaks. */
  readonly revive: () => Promise<void>
  /** Remembers the present content as the beginning of every run. */
  readonly keepAsStart: () => Promise<void>
  /** Puts everything back to the kept beginning. */
  readonly backToStart: () => Promise<void>
  /** Keeps a copy of all tables, as a backup of the server does, and puts it back. */
  readonly backUp: () => Promise<void>
  readonly restore: () => Promise<void>
  readonly close: () => Promise<void>
}

const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8
      ? Number
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** Makes a database of the simulator's own in a running cluster, migrated by the product. */
export async function openSimDatabase(clusterUrl: string): Promise<SimDatabase> {
  const name = `sim_${randomUUID().replaceAll('-', '')}`
  await inDatabase(clusterUrl, (client) => client.query(`create database ${name}`))
  const url = new URL(clusterUrl)
  url.pathname = `/${name}`
  const migrated = await openDatabase(url.href)
  await migrated.close()

  const pool = new pg.Pool({ connectionString: url.href, max: 4, types })
  pool.on('error', () => undefined)
  const own = new pg.Client({ connectionString: url.href, types })
  own.on('error', () => undefined)
  await own.connect()

  let crashAt: CrashPoint | null = null
  let dead = false
  /** Counts the server's processes: what one of them left unfinished must not go on within the next. */
  let life = 0
  const held = new Set<pg.PoolClient>()
  const mortal = (client: pg.PoolClient, born: number) => ({
    query: async (...parameters: Parameters<pg.PoolClient['query']>) => {
      if (dead || born !== life) throw new ServerCrash()
      const dying = crashAt !== null && crashAt.statement-- <= 0 ? crashAt.side : null
      const die = () => {
        dead = true
        crashAt = null
        throw new ServerCrash()
      }
      if (dying === 'before') die()
      const [text, values] = parameters as unknown as [string, unknown[] | undefined]
      const result = await prepared(client, text, values)
      return dying === 'after' ? die() : result
    },
    release: () => {
      if (dead || born !== life) return
      held.delete(client)
      client.release()
    },
  })
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: {
        connect: async () => {
          if (dead) throw new ServerCrash()
          const born = life
          const client = await pool.connect()
          if (born !== life) {
            client.release()
            throw new ServerCrash()
          }
          held.add(client)
          return mortal(client, born) as unknown as pg.PoolClient
        },
        end: () => pool.end(),
        options: pool.options,
      },
    }),
  })
  let restart: string | null = null
  let restoration: string | null = null
  return {
    db,
    query: async <Row extends object>(text: string, values: unknown[] = []) =>
      (await prepared<Row>(own, text, values)).rows,
    get crashAt() {
      return crashAt
    },
    set crashAt(point) {
      crashAt = point
    },
    isDead: () => dead,
    revive: async () => {
      life += 1
      const left = [...held]
      held.clear()
      for (const client of left) {
        await client.query('rollback')
        client.release()
      }
      dead = false
      crashAt = null
    },
    keepAsStart: async () => {
      restart = await startScript(own, 'start')
      restoration = await startScript(own, 'backup')
    },
    backToStart: async () => {
      if (restart === null) throw new Error('no beginning was kept')
      await own.query(restart)
    },
    backUp: async () => {
      const { rows } = await own.query<{ name: string }>(
        `select tablename as name from pg_tables where schemaname = 'backup'`,
      )
      await own.query(
        rows
          .map(
            ({ name }) =>
              `delete from backup."${name}"; insert into backup."${name}" select * from public."${name}"`,
          )
          .join(';'),
      )
    },
    restore: async () => {
      if (restoration === null) throw new Error('no beginning was kept')
      await own.query(restoration)
    },
    close: async () => {
      await db.destroy()
      await own.end()
      await inDatabase(clusterUrl, (client) => client.query(`drop database ${name} with (force)`))
    },
  }
}

const names = new Map<string, string>()

/** Asks a statement that PostgreSQL parses and plans once a connection: a story asks the same few hundreds of times. */
function prepared<Row extends object>(
  client: pg.ClientBase,
  text: string,
  values: unknown[] = [],
): Promise<pg.QueryResult<Row>> {
  if (values.length === 0) return client.query<Row>(text)
  const name = names.get(text) ?? `s${names.size}`
  names.set(text, name)
  return client.query<Row>({ name, text, values })
}

/** Copies every table aside and returns the statements that bring the copies back; new tables come along. */
async function startScript(client: pg.Client, schema: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'`,
  )
  await client.query(`create schema ${schema}`)
  for (const { name } of rows)
    await client.query(`create table ${schema}."${name}" as select * from public."${name}"`)
  return [
    // The audit log refuses changes by a trigger, and tables refer to each other.
    'set session_replication_role = replica',
    ...rows.flatMap(({ name }) => [
      `delete from public."${name}"`,
      `insert into public."${name}" overriding system value select * from ${schema}."${name}"`,
    ]),
    'set session_replication_role = origin',
  ].join(';')
}

async function inDatabase(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
