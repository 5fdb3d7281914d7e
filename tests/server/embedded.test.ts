import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embeddedPostgres } from '../../server/database/embedded.ts'
import { connect, openDatabase } from '../../server/database/open-database.ts'
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
    expect(two.url).toBe(one.url)
    const pool = connect(two.url)
    await sql`select 1`.execute(pool.db)
    await one.release()
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
