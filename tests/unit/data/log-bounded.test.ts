import { statSync } from 'node:fs'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestStore, type TestStore } from '../../support/open-store.ts'

const mebi = 2 ** 20

describe('the log beside the store', () => {
  let test: TestStore
  beforeEach(() => {
    test = openTestStore()
  })
  afterEach(() => test.remove())

  /** Writes so many MiB of drafts, a quarter of one in each transaction. @returns the largest size of the log */
  async function write(mebibytes: number): Promise<number> {
    let largest = 0
    const body = 'x'.repeat(mebi / 4)
    for (let n = 0; n < mebibytes * 4; n += 1) {
      const draft = { key: uuidv7(), body, updatedAt: '2026-03-02T08:00:00.000Z' }
      await test.store.write((tx) => tx.insertInto('drafts').values(draft).execute())
      largest = Math.max(largest, statSync(`${test.file}-wal`).size)
    }
    return largest
  }

  it('is folded into the store as it grows, however much is written', async () => {
    expect(await write(24)).toBeLessThan(8 * mebi)
  })

  it('grows while much is received, is folded in afterwards, and no further from then on', async () => {
    await test.store.letLogGrow()
    const grown = await write(12)
    expect(grown).toBeGreaterThan(10 * mebi)
    await test.store.foldLog()
    expect(await write(12)).toBeLessThanOrEqual(grown + mebi)
    await test.store.scrub()
    expect(statSync(`${test.file}-wal`).size).toBe(0)
  })

  it('is folded in by a thread while it grows very large, and what is written meanwhile stays', async () => {
    await test.store.letLogGrow()
    const before = statSync(test.file).size
    // More than 96 MiB: from there on it is folded in although it goes on growing.
    await write(110)
    await test.store.foldLog()
    expect(statSync(test.file).size - before).toBeGreaterThan(100 * mebi)
    const drafts = await test.store.read((db) => db.selectFrom('drafts').select('key').execute())
    expect(drafts).toHaveLength(440)
    const grown = statSync(`${test.file}-wal`).size
    expect(await write(8)).toBeLessThanOrEqual(grown + mebi)
  })
})
