import { access, chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSampleOrganisation } from '../../server/administration/sample-organisation.ts'
import { embeddedPostgres } from '../../server/database/embedded.ts'
import { connect, openDatabase } from '../../server/database/open-database.ts'
import { startServer } from '../../server/start.ts'
import { freshDatabaseUrl } from '../support/server-database.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost 前哨 '))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the embedded PostgreSQL', () => {
  it('starts below a folder that only its owner may enter, and finds its data again', async () => {
    const home = join(folder, 'closed 家')
    const data = join(home, 'data')
    const first = await embeddedPostgres(data)
    await chmod(home, 0o700)
    const opened = await openDatabase(first.url)
    const { epoch } = await opened.db.selectFrom('organisation').selectAll().executeTakeFirstOrThrow()
    await opened.close()
    await first.release()

    const second = await embeddedPostgres(data)
    const again = await openDatabase(second.url)
    expect((await again.db.selectFrom('organisation').selectAll().executeTakeFirstOrThrow()).epoch).toBe(
      epoch,
    )
    await again.close()
    await second.release()
  })

  it('is joined while it runs, and only the last one out stops it', async () => {
    const data = join(folder, 'shared')
    const [one, two] = await Promise.all([embeddedPostgres(data), embeddedPostgres(data)])
    expect(new URL(two.url).port).toBe(new URL(one.url).port)
    // Nobody asks anything at the moment: a server at night has no connection of its pool open.
    await one.release()
    const pool = connect(two.url)
    await expect(sql`select 1 as n`.execute(pool.db)).resolves.toMatchObject({ rows: [{ n: 1 }] })
    await pool.close()
    await two.release()
    const late = connect(one.url)
    await expect(sql`select 1`.execute(late.db)).rejects.toThrow()
    await late.close()
  })

  it('shows the reason when it cannot start', async () => {
    const data = join(folder, 'broken')
    const first = await embeddedPostgres(data)
    await first.release()
    await writeFile(join(data, 'postgres', 'postgresql.conf'), 'max_connections = many\n')
    await writeFile(join(data, 'postgres', 'PG_VERSION'), '12\n')
    await expect(embeddedPostgres(data)).rejects.toThrow(
      /PostgreSQL did not start[\s\S]*(version|max_connections)/,
    )
  })
})

describe('opening a database', () => {
  it('from several servers at once brings it up to date once', async () => {
    const url = await freshDatabaseUrl()
    const opened = await Promise.all([openDatabase(url), openDatabase(url), openDatabase(url)])
    const epochs = await Promise.all(
      opened.map(({ db }) => db.selectFrom('organisation').select('epoch').executeTakeFirstOrThrow()),
    )
    expect(new Set(epochs.map(({ epoch }) => epoch)).size).toBe(1)
    for (const { close } of opened) await close()
  })
})

describe('the server on a PostgreSQL of one’s own', () => {
  it('starts by its address alone, keeps nothing in a folder, takes a device with many scopes, and stops', async () => {
    const dataDir = join(folder, 'unused')
    const server = await startServer({ dataDir, databaseUrl: await freshDatabaseUrl() })
    const passwords = { yi: 'sample-password-1' }
    await createSampleOrganisation(server.database, passwords)
    const signIn = await fetch(`${server.url}/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        login: 'yi',
        password: passwords.yi,
        device: { id: v7(), name: 'sample laptop', incarnation: v7() },
      }),
    })
    const { token } = await signIn.json()
    const since = Array.from({ length: 2000 }, () => `since=trip:${v7()}@12345`).join('&')
    const changes = await fetch(`${server.url}/changes?${since}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(changes.status).toBe(200)
    // The answer is not read: that must not keep the server from stopping.
    await server.stop()
    await expect(access(dataDir)).rejects.toThrow()
    await expect(fetch(`${server.url}/livez`)).rejects.toThrow()
  })
})
