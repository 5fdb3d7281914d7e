import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeLateIndexes, setIndexesAside } from '../../../electron/data/database/late-indexes.ts'
import { openDatabase, type Store } from '../../../electron/data/database/open-database.ts'

const key = new Uint8Array(32).fill(9)
let folder = ''
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outpost-indexes-'))
  store = openDatabase({ file: join(folder, 'outpost.db'), key, create: true, ballast: false })
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const indexes = async () => {
  const { rows } = await store.write((db) =>
    sql<{ sql: string }>`
      select sql from sqlite_master where type = 'index' and tbl_name = 'enterprises' and sql is not null
      order by name`.execute(db),
  )
  return rows.map((row) => row.sql)
}

describe('the indexes of a list while a large library arrives', () => {
  it('are set aside and made as they were', async () => {
    const before = await indexes()
    expect(before.length).toBeGreaterThan(3)
    await store.write((tx) => setIndexesAside(tx, 50_000))
    const kept = await indexes()
    expect(kept.every((index) => index.includes(' WHERE ') && !index.includes('(uscc)'))).toBe(true)
    await makeLateIndexes(store, () => false)
    expect(await indexes()).toEqual(before)
  })

  it('let duplicates be looked for among what arrived meanwhile, and what comes later', async () => {
    const put = (id: string) =>
      store.write((tx) => sql`insert into enterprises (id) values (${id})`.execute(tx))
    const queued = async () => {
      const rows = await store.read((db) => db.selectFrom('duplicateQueue').select('recordId').execute())
      return rows.map(({ recordId }) => recordId)
    }
    await store.write((tx) => setIndexesAside(tx, 50_000))
    await put('e1')
    expect(await queued()).toEqual([])
    await makeLateIndexes(store, () => false)
    expect(await queued()).toEqual(['e1'])
    await put('e2')
    expect(await queued()).toEqual(['e1', 'e2'])
  })

  it('are made when the store is opened again after the process ended in between', async () => {
    const before = await indexes()
    await store.write((tx) => setIndexesAside(tx, 50_000))
    await store.close()
    store = openDatabase({ file: join(folder, 'outpost.db'), key, ballast: false })
    expect(await indexes()).toEqual(before)
    await makeLateIndexes(store, () => false)
    expect(await indexes()).toEqual(before)
  })

  it('are made for many records while others are read and written, and none of them is forgotten', async () => {
    const before = await indexes()
    await store.write(async (tx) => {
      await setIndexesAside(tx, 50_000)
      await sql`
        insert into enterprises (id, name)
        with recursive n (i) as (select 1 union all select i + 1 from n where i < 12000) select 'e' || i, 'n' || i from n`.execute(
        tx,
      )
    })
    const written: Promise<unknown>[] = []
    const making = makeLateIndexes(store, () => {
      const id = `later ${written.length}`
      written.push(store.write((tx) => sql`insert into enterprises (id) values (${id})`.execute(tx)))
      return false
    })
    await making
    await Promise.all(written)
    expect(await indexes()).toEqual(before)
    const left = await store.read((db) =>
      db.selectFrom('meta').select('value').where('key', '=', 'lateIndexes').execute(),
    )
    expect(left).toEqual([])
    const rows = await store.read((db) =>
      db.selectFrom('enterprises').select('id').where('id', 'like', 'later %').execute(),
    )
    expect(rows).toHaveLength(written.length)
  })

  it('stay when little comes, or much is here already', async () => {
    const before = await indexes()
    await store.write((tx) => setIndexesAside(tx, 500))
    expect(await indexes()).toEqual(before)
    await store.write(async (tx) => {
      await sql`
        insert into enterprises (id)
        with recursive n (i) as (select 1 union all select i + 1 from n where i < 3000) select 'e' || i from n`.execute(
        tx,
      )
      await setIndexesAside(tx, 10_001)
    })
    expect(await indexes()).toEqual(before)
  })
})
