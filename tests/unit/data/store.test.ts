import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../electron/data/database/open-database.ts'
import { noTables } from '../../../electron/data/database/touched-tables.ts'
import { record } from '../../../electron/data/record/record.ts'
import { entities } from '../../../shared/domain/entities.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'

const secretText = '绝密洽谈要点：拟投资三十亿元'

describe('store', () => {
  let test: TestStore
  beforeEach(() => {
    test = openTestStore()
  })
  afterEach(() => test.remove())

  const saveEnterprise = (remarks: string, id = uuidv7()) =>
    test.store.write((tx) =>
      record(tx, test.context(), {
        table: 'enterprises',
        id,
        kind: 'set',
        values: { name: '甲公司', remarks },
      }),
    )
  const remarks = async () =>
    (await test.store.read((db) => db.selectFrom('enterprises').select('remarks').execute())).map(
      (row) => row.remarks,
    )

  it('has a column for every field of every entity', async () => {
    const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    const local: Record<string, string[]> = {
      enterprises: ['name_norm', 'pinyin', 'initials', 'last_visit_on'],
      contacts: ['pinyin', 'initials'],
    }
    const types = {
      text: 'TEXT',
      integer: 'INTEGER',
      real: 'REAL',
      boolean: 'INTEGER',
      json: 'TEXT',
    } as const
    for (const [table, { allFields }] of Object.entries(entities)) {
      const columns = await test.store.write((tx) =>
        sql<{ name: string; type: string }>`select name, type from pragma_table_info(${snakeCase(table)})`
          .execute(tx)
          .then(({ rows }) => rows),
      )
      const expected = [
        ['id', 'TEXT'],
        ...Object.entries(allFields).map(([name, field]) => [snakeCase(name), types[field.column]]),
        ...[...(local[table] ?? []), 'updated_by', 'updated_at'].map((name) => [name, 'TEXT']),
        ...(table === 'enterprises' ? [['visit_count', 'INTEGER']] : []),
      ]
      expect(columns.map(({ name, type }) => [name, type]).sort(), table).toEqual(expected.sort())
    }
  })

  it('leaves no readable text on the disk, neither in the store nor in its log nor in a backup', async () => {
    await saveEnterprise(secretText)
    await test.store.write((tx) =>
      tx
        .insertInto('drafts')
        .values({ key: 'visit:new', body: JSON.stringify(secretText), updatedAt: '2026-01-01T00:00:00.000Z' })
        .execute(),
    )
    expect(statSync(`${test.file}-wal`).size).toBeGreaterThan(0)
    const { migrations } = await import('../../../electron/data/database/migrations/index.ts')
    const version = (migrations.at(-1)?.version ?? 0) + 1
    const later = { version, name: 'later', up: () => undefined }
    test = await test.reopen({ migrations: [...migrations, later] })
    await saveEnterprise(`${secretText}二`)
    const files = readdirSync(test.folder, { recursive: true, encoding: 'utf8' })
    expect(files).toContain(join('backups', `pre-v${version}.db`))
    for (const file of files
      .map((name) => join(test.folder, name))
      .filter((path) => statSync(path).isFile())) {
      const content = readFileSync(file)
      for (const needle of [secretText, '洽谈', 'CREATE TABLE', 'SQLite format 3'])
        expect(content.includes(needle), `${needle} in ${file}`).toBe(false)
    }
  })

  it('does not open with another key and is not harmed by the attempt', async () => {
    await saveEnterprise('留存')
    await test.store.close()
    expect(() => openDatabase({ file: test.file, key: new Uint8Array(32), ballast: false })).toThrow(
      expect.objectContaining({ code: 'vault/wrong-key' }),
    )
    test = await test.reopen()
    expect(await remarks()).toEqual(['留存'])
  })

  it('refuses a file that anybody could read or that is empty', async () => {
    for (const content of [Buffer.from('SQLite format 3\0 and so on'), Buffer.alloc(0)]) {
      const file = join(dirname(test.file), 'other.db')
      writeFileSync(file, content)
      expect(() => openDatabase({ file, key: test.key, create: true, ballast: false })).toThrow(
        expect.objectContaining({ code: 'store/corrupt' }),
      )
    }
  })

  it('flushes every commit to the disk, after every opening', async () => {
    for (let round = 0; round < 2; round++) {
      const settings = await test.store.write(async (tx) => ({
        ...(await sql<{ synchronous: number }>`pragma synchronous`.execute(tx)).rows[0],
        ...(await sql<{ journalMode: string }>`pragma journal_mode`.execute(tx)).rows[0],
        ...(await sql<{ tempStore: number }>`pragma temp_store`.execute(tx)).rows[0],
      }))
      expect(settings).toEqual({ synchronous: 2, journalMode: 'wal', tempStore: 2 })
      test = await test.reopen()
    }
  })

  it('overwrites what is removed, after every opening', async () => {
    for (let round = 0; round < 2; round++) {
      const [setting] = await test.store.write(
        async (tx) => (await sql<{ secureDelete: number }>`pragma secure_delete`.execute(tx)).rows,
      )
      expect(setting).toEqual({ secureDelete: 1 })
      test = await test.reopen()
    }
  })

  it('keeps everything when the disk is full, says so, and works again when there is room', async () => {
    await saveEnterprise('之前')
    const limit = (pages: number) =>
      test.store.write((tx) =>
        sql`pragma max_page_count = ${sql.lit(pages)}`.execute(tx).then(() => undefined),
      )
    const { rows } = await test.store.write((tx) => sql<{ pageCount: number }>`pragma page_count`.execute(tx))
    await limit(rows[0]?.pageCount ?? 0)
    let saved = 1
    let failure: unknown
    while (!failure && saved < 500) {
      await saveEnterprise(`第${saved}次 ${'长'.repeat(500)}`).then(
        () => saved++,
        (error: unknown) => {
          failure = error
        },
      )
    }
    expect(failure).toMatchObject({ code: 'store/disk-full' })
    expect(await remarks()).toHaveLength(saved)
    await limit(1_000_000)
    await saveEnterprise('之后')
    const pending = await test.store.read((db) => db.selectFrom('outbox').select('opId').execute())
    expect(pending).toHaveLength(saved + 1)
    expect(await remarks()).toHaveLength(saved + 1)
  })

  it('throws off its ballast when the disk is full', async () => {
    test = await test.reopen({ ballast: true })
    const ballast = join(test.folder, 'ballast.bin')
    expect(statSync(ballast).size).toBe(16 * 1024 * 1024)
    await test.store.write((tx) => sql`pragma max_page_count = 1`.execute(tx))
    await expect(saveEnterprise('长'.repeat(2000))).rejects.toMatchObject({ code: 'store/disk-full' })
    expect(existsSync(ballast)).toBe(false)
  })

  it('notices a page that the disk spoiled', async () => {
    for (let at = 0; at < 20; at++) await saveEnterprise(`${at} ${'字'.repeat(500)}`)
    await test.store.close()
    const content = readFileSync(test.file)
    for (let at = 5 * 4096; at < content.length; at += 4096) content.writeUInt16LE(0xffff, at + 2000)
    writeFileSync(test.file, content)
    const readAll = async () => {
      test = await test.reopen()
      return test.store.read((db) => db.selectFrom('enterprises').selectAll().execute())
    }
    await expect(readAll()).rejects.toMatchObject({ code: 'store/corrupt' })
  })

  it('is checked before use when the last exit was not in order', async () => {
    for (let at = 0; at < 60; at++) await saveEnterprise(`${at} ${'字'.repeat(500)}`)
    test = await test.reopen()
    await saveEnterprise('在日志里')
    const copy = join(test.folder, 'after the crash.db')
    const content = readFileSync(test.file)
    // One that opening does not read.
    const page = await test.store.read((db) =>
      db
        .selectFrom(sql<{ rootpage: number; name: string }>`sqlite_master`.as('known'))
        .select('known.rootpage')
        .where('known.name', '=', 'enterprises_list_by_update')
        .executeTakeFirstOrThrow(),
    )
    content.writeUInt16LE(0xffff, (page.rootpage - 1) * 4096 + 2000)
    writeFileSync(copy, content)
    await openDatabase({ file: copy, key: test.key, ballast: false }).close()
    writeFileSync(`${copy}-wal`, readFileSync(`${test.file}-wal`))
    expect(() => openDatabase({ file: copy, key: test.key, ballast: false })).toThrow(
      expect.objectContaining({ code: 'store/corrupt' }),
    )
  })

  it('tells which tables a piece of work read and which a commit changed', async () => {
    const changed: (readonly string[])[] = []
    test.store.onWrite((tables) => changed.push(tables))
    const touched = noTables()
    await test.store.read(
      (db) =>
        db
          .selectFrom('visits')
          .leftJoin('contactPosts', 'contactPosts.enterpriseId', 'visits.enterpriseId')
          .select('visits.id')
          .execute(),
      touched,
    )
    expect([...touched.read].sort()).toEqual(['contactPosts', 'visits'])
    expect(changed).toEqual([])
    await saveEnterprise('新记录')
    expect(changed).toHaveLength(1)
    expect(changed[0]).toEqual(expect.arrayContaining(['enterprises', 'outbox']))
    await expect(
      test.store.write(async (tx) => {
        await tx.deleteFrom('drafts').execute()
        throw new Error('stop')
      }),
    ).rejects.toThrow('stop')
    expect(changed).toHaveLength(1)
  })

  it('refuses work inside other work instead of waiting for ever', async () => {
    await expect(
      test.store.write(() => test.store.read((db) => db.selectFrom('meta').selectAll().execute())),
    ).rejects.toThrow('inside another one')
    await saveEnterprise('仍然可用')
    expect(await remarks()).toEqual(['仍然可用'])
  })
})
