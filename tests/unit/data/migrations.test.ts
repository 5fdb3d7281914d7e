import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrations } from '../../../electron/data/database/migrations/index.ts'
import type { Migration } from '../../../electron/data/database/migrations/migration.ts'
import { openDatabase } from '../../../electron/data/database/open-database.ts'
import { record } from '../../../electron/data/record/record.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'

const newest = migrations.at(-1)?.version ?? 0
const next = (up: Migration['up']): readonly Migration[] => [
  ...migrations,
  { version: newest + 1, name: 'next', up },
]
const addColumn = next((database) => database.exec('alter table enterprises add column carbon_rating text'))

describe('migrations', () => {
  let test: TestStore
  beforeEach(async () => {
    test = openTestStore()
    await test.store.write((tx) =>
      record(tx, test.context(), {
        table: 'enterprises',
        id: uuidv7(),
        kind: 'set',
        values: { name: '老客户' },
      }),
    )
  })
  afterEach(() => test.remove())

  const version = async () => {
    const { rows } = await test.store.write((tx) =>
      sql<{ userVersion: number }>`pragma user_version`.execute(tx),
    )
    return rows[0]?.userVersion
  }
  const names = async () =>
    (await test.store.read((db) => db.selectFrom('enterprises').select('name').execute())).map(
      (row) => row.name,
    )

  it('stand in the order of their numbers', () => {
    const versions = migrations.map((migration) => migration.version)
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
  })

  it('bring a new store to the newest version', async () => {
    expect(await version()).toBe(newest)
    expect(test.store.openedFromVersion).toBe(newest)
  })

  it('bring a store of every earlier version up to date and keep what is in it', async () => {
    for (const { version: from } of migrations.slice(0, -1)) {
      const old = openTestStore({ migrations: migrations.filter(({ version }) => version <= from) })
      const current = await old.reopen({ migrations })
      expect(current.store.openedFromVersion).toBe(from)
      await current.remove()
    }
    test = await test.reopen({ migrations: addColumn })
    expect(test.store.openedFromVersion).toBe(newest)
    expect(await version()).toBe(newest + 1)
    expect(await names()).toEqual(['老客户'])
    // Opens a store for every version there ever was.
  }, 30_000)

  it('leave a backup that opens with the same key', async () => {
    test = await test.reopen({ migrations: addColumn })
    const backup = openDatabase({
      file: join(test.folder, 'backups', `pre-v${newest + 1}.db`),
      key: test.key,
      ballast: false,
    })
    expect(await backup.read((db) => db.selectFrom('enterprises').select('name').execute())).toEqual([
      { name: '老客户' },
    ])
    await backup.close()
  })

  it('leave the store as it was when a step fails', async () => {
    const failing = next((database) => {
      database.exec('delete from enterprises')
      throw new Error('this step is wrong')
    })
    await expect(test.reopen({ migrations: failing })).rejects.toThrow('this step is wrong')
    test = await test.reopen()
    expect(await version()).toBe(newest)
    expect(await names()).toEqual(['老客户'])
  })

  it('put the backup back when a step spoils the store', async () => {
    const spoiling = next((database) => {
      database.exec('pragma ignore_check_constraints = on')
      database.exec("update record_clocks set life = 'unheard-of'")
      database.exec('pragma ignore_check_constraints = off')
    })
    await expect(test.reopen({ migrations: spoiling })).rejects.toMatchObject({ code: 'store/corrupt' })
    expect(existsSync(join(test.folder, 'quarantine'))).toBe(true)
    test = await test.reopen()
    expect(await version()).toBe(newest)
    expect(await names()).toEqual(['老客户'])
  })

  it('do not touch a store that a newer version of the program made', async () => {
    test = await test.reopen({ migrations: addColumn })
    await test.store.close()
    const before = readFileSync(test.file)
    expect(() => openDatabase({ file: test.file, key: test.key, ballast: false })).toThrow(
      expect.objectContaining({ code: 'store/newer-version' }),
    )
    expect(readFileSync(test.file).equals(before)).toBe(true)
  })
})
