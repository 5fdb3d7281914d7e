import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backUpBeforeMigration, restoreBackup } from '../../../electron/data/database/backup.ts'
import { openRaw } from '../../../electron/data/database/connection.ts'
import { openDatabase, type Store } from '../../../electron/data/database/open-database.ts'
import { checkStore } from '../../../electron/data/database/store-check.ts'
import { record } from '../../../electron/data/record/record.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'

describe('a store that was in use when the program ended without warning', () => {
  let test: TestStore
  /** The store as such an end leaves it: its log stands beside it. */
  let left: string
  const opened: Store[] = []

  beforeEach(async () => {
    test = openTestStore()
    for (let at = 0; at < 60; at += 1) await save(test.store, `企业${at}`)
    test = await test.reopen()
    await save(test.store, '在日志里')
    left = join(test.folder, 'left.db')
    await leave((content) => content)
  })
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close()
    await test.remove()
  })

  const save = (store: Store, name: string) =>
    store.write((tx) =>
      record(tx, test.context(), {
        table: 'enterprises',
        id: uuidv7(),
        kind: 'set',
        values: { name, remarks: '字'.repeat(500) },
      }),
    )
  const leave = async (change: (content: Buffer) => Buffer) => {
    writeFileSync(left, change(readFileSync(test.file)))
    writeFileSync(`${left}-wal`, readFileSync(`${test.file}-wal`))
  }
  const open = (checkAfterMs: number) => {
    const store = openDatabase({ file: left, key: test.key, ballast: false, checkAfterMs })
    opened.push(store)
    return store
  }
  const names = (store: Store) =>
    store.read(async (db) => {
      const rows = await db.selectFrom('enterprises').select('name').orderBy('createdAt').execute()
      return rows.map(({ name }) => name)
    })
  /** A page that neither opening nor the list of records reads. */
  const spoilIndex = async () => {
    const page = await test.store.read((db) =>
      db
        .selectFrom(sql<{ rootpage: number; name: string }>`sqlite_master`.as('known'))
        .select('known.rootpage')
        .where('known.name', '=', 'enterprises_list_by_update')
        .executeTakeFirstOrThrow(),
    )
    await leave((content) => {
      content.writeUInt16LE(0xffff, (page.rootpage - 1) * 4096 + 2000)
      return content
    })
  }

  it('can be used at once, is looked through beside that, and not again at the next start', async () => {
    const store = open(0)
    expect(await names(store)).toHaveLength(61)
    await save(store, '断电之后')
    expect(await store.checked).toEqual({ state: 'sound' })
    await save(store, '检查之后')
    await store.close()
    const next = open(0)
    expect(await next.checked).toBeNull()
    expect(await names(next)).toEqual(expect.arrayContaining(['在日志里', '断电之后', '检查之后']))
  })

  it('says in which table a page is damaged, still shows what it has, and takes nothing more', async () => {
    await spoilIndex()
    const store = open(0)
    expect(await store.checked).toMatchObject({ state: 'damaged', where: 'enterprises' })
    expect(await names(store)).toHaveLength(61)
    // Where nothing is damaged as little as where something is.
    const draft = { key: uuidv7(), body: '不该写入', updatedAt: '2026-03-02T08:00:00.000Z' }
    await expect(store.write((tx) => tx.insertInto('drafts').values(draft).execute())).rejects.toMatchObject({
      code: 'store/corrupt',
    })
    await expect(store.scrub()).rejects.toMatchObject({ code: 'store/corrupt' })
    expect(await names(store)).toHaveLength(61)
  })

  it('is refused at every start from then on, when it was found damaged', async () => {
    await spoilIndex()
    const store = open(0)
    await store.checked
    await store.close()
    for (let start = 0; start < 2; start += 1)
      expect(() => open(0)).toThrow(expect.objectContaining({ code: 'store/corrupt' }))
  })

  it('is refused at every start when it was found damaged before its use', async () => {
    await spoilIndex()
    for (let start = 0; start < 2; start += 1)
      expect(() => openDatabase({ file: left, key: test.key, ballast: false })).toThrow(
        expect.objectContaining({ code: 'store/corrupt' }),
      )
  })

  it('is looked through at the next start when it was closed before', async () => {
    const store = open(60_000)
    await store.close()
    expect(await store.checked).toEqual({ state: 'stopped' })
    expect(await open(0).checked).toEqual({ state: 'sound' })
  })

  it('is checked first where its schema must change, since nothing is written into a damaged one', async () => {
    await spoilIndex()
    const raw = openRaw(left, test.key, { create: false })
    const version = Number(raw.pragma('user_version', { simple: true })) + 1
    const later = { version, name: 'later', up: () => undefined }
    raw.close()
    writeFileSync(`${left}-check`, 'due')
    const options = { file: left, key: test.key, ballast: false, checkAfterMs: 0, migrations: [later] }
    expect(() => openDatabase(options)).toThrow(expect.objectContaining({ code: 'store/corrupt' }))
    expect(existsSync(join(test.folder, 'backups'))).toBe(false)
  })

  it('is not held against the sound one that takes its place', async () => {
    const raw = openRaw(left, test.key, { create: false })
    const backup = backUpBeforeMigration(raw, left, test.key, 999)
    raw.close()
    writeFileSync(`${left}-check`, 'first')
    restoreBackup(left, backup, test.key, 'then')
    expect(existsSync(`${left}-check`)).toBe(false)
    expect(await open(0).checked).toBeNull()
  })
})

describe('looking through a store', () => {
  let test: TestStore
  beforeEach(() => {
    test = openTestStore()
  })
  afterEach(() => test.remove())

  it('notices pages that belong to nothing', async () => {
    await test.store.close()
    const raw = openRaw(test.file, test.key, { create: false })
    expect(checkStore(raw, () => false)).toEqual({ state: 'sound' })
    // The driver refuses such changes of a schema otherwise.
    Reflect.apply(Reflect.get(raw, 'unsafeMode'), raw, [true])
    raw.pragma('writable_schema = ON')
    raw.exec("delete from sqlite_schema where name = 'enterprises_list_by_update'")
    raw.close()
    const again = openRaw(test.file, test.key, { create: false })
    expect(checkStore(again, () => false)).toMatchObject({ state: 'damaged', where: 'pages' })
    again.close()
  })

  it('ends where it is told to, without a verdict', () => {
    let asked = 0
    const raw = openRaw(test.file, test.key, { create: false })
    const stopping = () => {
      asked += 1
      return asked > 3
    }
    expect(checkStore(raw, stopping)).toEqual({ state: 'stopped' })
    raw.close()
  })
})
