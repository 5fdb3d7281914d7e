import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { embeddedPostgres } from '../../server/database/embedded.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the run's PostgreSQL cluster; `freshDatabase` makes databases in it. */
    postgresUrl: string
  }
}

/** Starts one real PostgreSQL for all test files of the run, in a folder with a space and Chinese in its name. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost 测试-'))
  const cluster = await embeddedPostgres(folder, {
    settings: ['fsync=off', 'full_page_writes=off', 'max_connections=200'],
  })
  project.provide('postgresUrl', cluster.url)
  return async () => {
    await endConnections(cluster.url)
    await cluster.release()
    await rm(folder, { recursive: true, force: true })
  }
}

/** A test that failed may have left its pool open; the cluster stops only when nobody is connected. */
async function endConnections(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where backend_type = 'client backend' and pid <> pg_backend_pid()`,
  )
  await client.end()
}
