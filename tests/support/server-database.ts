import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { connect, type Database, openDatabase } from '../../server/database/open-database.ts'

export interface FreshDatabase {
  readonly url: string
  readonly db: Database
  readonly close: () => Promise<void>
}

/** Makes an empty database address in the run's cluster. */
export async function freshDatabaseUrl(): Promise<string> {
  const name = freshName()
  await inCluster((client) => client.query(`create database ${name}`))
  return addressOf(name)
}

/** A database of one's own, migrated, in the run's cluster. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const url = await freshDatabaseUrl()
  return { url, ...(await openDatabase(url)) }
}

/**
 * A database of one's own that begins as a copy of what `make` made of an empty one: made by the first who asks, once
 * for all test files of the run, since passwords alone cost more than most tests. Only the epoch is its own.
 * @returns also what `make` returned, as JSON gives it back
 */
export async function databaseLike<Made>(
  what: string,
  make: (db: Database) => Promise<Made>,
): Promise<FreshDatabase & { readonly made: Made }> {
  const name = freshName()
  const made: Made = await inCluster(async (client) => {
    const { template, text } = await templateOf(client, what, make)
    await client.query(`create database ${name} template ${template}`)
    return JSON.parse(text)
  })
  const url = addressOf(name)
  const database = connect(url)
  await database.db.updateTable('organisation').set({ epoch: randomUUID() }).execute()
  return { url, made, ...database }
}

async function templateOf(
  client: pg.Client,
  what: string,
  make: (db: Database) => Promise<unknown>,
): Promise<{ template: string; text: string }> {
  const known = async () => {
    const { rows } = await client.query<{ template: string; text: string }>(
      'select template, text from templates where what = $1',
      [what],
    )
    return rows[0]
  }
  // One file makes it, the others wait.
  await client.query('select pg_advisory_lock(1)')
  try {
    await client.query('create table if not exists templates (what text, template text, text text)')
    const there = await known()
    if (there) return there
    const template = `template_${randomUUID().replaceAll('-', '')}`
    await client.query(`create database ${template}`)
    const { db, close } = await openDatabase(addressOf(template))
    const text = JSON.stringify(await make(db))
    await close()
    await client.query('insert into templates values ($1, $2, $3)', [what, template, text])
    return { template, text }
  } finally {
    await client.query('select pg_advisory_unlock(1)')
  }
}

const freshName = () => `test_${randomUUID().replaceAll('-', '')}`

function addressOf(name: string): string {
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${name}`
  return url.href
}

async function inCluster<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
