import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, openDatabase } from '../../server/database/open-database.ts'

export interface FreshDatabase {
  readonly url: string
  readonly db: Database
  readonly close: () => Promise<void>
}

/** Makes an empty database address in the run's cluster. */
export async function freshDatabaseUrl(): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${name}`
  return url.href
}

/** A database of one's own, migrated, in the run's cluster. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const url = await freshDatabaseUrl()
  return { url, ...(await openDatabase(url)) }
}
