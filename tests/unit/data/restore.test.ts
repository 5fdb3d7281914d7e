import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, describe, expect, it } from 'vitest'
import { backUpBeforeMigration, restoreBackup } from '../../../electron/data/database/backup.ts'
import { openRaw } from '../../../electron/data/database/connection.ts'
import { openDatabase } from '../../../electron/data/database/open-database.ts'
import { record } from '../../../electron/data/record/record.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'

describe('a store that is put back from its backup', () => {
  let test: TestStore
  afterEach(() => test.remove())

  /** A backup that holds one record, and a spoiled store with a log of its own in its place. */
  async function damagedStore(): Promise<string> {
    test = openTestStore()
    await test.store.write((tx) =>
      record(tx, test.context(), {
        table: 'enterprises',
        id: uuidv7(),
        kind: 'set',
        values: { name: '从前的企业' },
      }),
    )
    await test.store.close()
    const raw = openRaw(test.file, test.key, { create: false })
    const backup = backUpBeforeMigration(raw, test.file, test.key, 99)
    raw.close()
    for (const suffix of ['', '-wal', '-shm']) writeFileSync(test.file + suffix, `damaged${suffix}`)
    return backup
  }

  class Death extends Error {}
  /** Restores, dying before the n-th change on the disk. @returns whether it came to an end first */
  function restoreUntil(backup: string, deadAt: number): boolean {
    let step = 0
    try {
      restoreBackup(test.file, backup, test.key, '20260101', () => {
        step += 1
        if (step === deadAt) throw new Death()
      })
      return true
    } catch (error) {
      if (error instanceof Death) return false
      throw error
    }
  }
  const names = async () => {
    const store = openDatabase({ file: test.file, key: test.key, create: true, ballast: false })
    const rows = await store.read((db) => db.selectFrom('enterprises').select('name').execute())
    await store.close()
    return rows.map(({ name }) => name)
  }
  const inQuarantine = () => readdirSync(join(test.folder, 'quarantine'), { recursive: true }).map(String)

  it('is whole again after the next start, wherever the machine died, and the damaged one is kept', async () => {
    let finished = false
    let deaths = 0
    for (let deadAt = 1; !finished; deadAt += 1) {
      const backup = await damagedStore()
      finished = restoreUntil(backup, deadAt)
      if (finished) break
      deaths += 1
      const underWay = readdirSync(test.folder).some((name) => name.includes('replacement'))
      // Nothing was taken away yet where none is under way: restoring begins anew.
      if (!underWay && !existsSync(join(test.folder, 'quarantine')))
        expect(restoreUntil(backup, 0)).toBe(true)
      expect(await names(), `died before step ${deadAt}`).toEqual(['从前的企业'])
      expect(inQuarantine().sort()).toEqual(
        ['20260101', ...['', '-wal', '-shm'].map((suffix) => join('20260101', `outpost.db${suffix}`))].sort(),
      )
      expect(readdirSync(test.folder).filter((name) => name.includes('replacement'))).toEqual([])
      await test.remove()
    }
    expect(deaths).toBe(9)
    expect(await names()).toEqual(['从前的企业'])
  })
})
