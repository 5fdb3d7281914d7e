import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { record } from '../../../electron/data/record/record.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'
import { type DiskImage, fromImage, imageOf, tracesOf } from '../../support/power-cut.ts'

/** Frames of the log: a header, then pages with headers of their own. */
const frame = 4096 + 24
const logHeader = 32

describe('a store whose last log entries did not reach the disk', () => {
  let test: TestStore
  let written: string[]
  let image: DiskImage
  beforeEach(async () => {
    test = openTestStore()
    written = []
    for (let n = 0; n < 12; n += 1) {
      const id = uuidv7()
      const values = { name: `样例企业${n}`, remarks: '断电前写下的'.repeat(20) }
      await test.store.write((tx) =>
        record(tx, test.context(), { table: 'enterprises', id, kind: 'set', values }),
      )
      written.push(id)
    }
    image = imageOf(test.file)
  })
  afterEach(() => test.remove())

  /** What is there is the beginning of what was written, each piece whole; the store takes new work. */
  async function expectBeginning(log: Buffer, where: string): Promise<number> {
    return fromImage({ ...image, log }, test.key, async (store) => {
      const { rows, clocks, docs, ops } = await tracesOf(store)
      expect(rows, where).toEqual(written.slice(0, rows.length).sort())
      for (const trace of [clocks, docs, ops]) expect(trace, where).toEqual(rows)
      const id = uuidv7()
      const values = { name: '样例断电之后' }
      await store.write((tx) => record(tx, test.context(), { table: 'enterprises', id, kind: 'set', values }))
      expect((await tracesOf(store)).ops, where).toContain(id)
      return rows.length
    })
  }

  it('has everything when the log is whole', async () => {
    expect(await expectBeginning(image.log, 'whole')).toBe(written.length)
  })

  it('holds a beginning of what was written, wherever the log was torn', async () => {
    const frames = Math.floor((image.log.length - logHeader) / frame)
    expect(frames).toBeGreaterThan(30)
    const borders = Array.from({ length: 20 }, (_, n) => logHeader + Math.floor((n * frames) / 20) * frame)
    const anywhere = Array.from({ length: 40 }, () => Math.floor(Math.random() * image.log.length))
    const cuts = [0, 1, logHeader - 1, ...borders, ...borders.map((at) => at + 13), ...anywhere]
    const kept = new Set<number>()
    for (const at of cuts) kept.add(await expectBeginning(image.log.subarray(0, at), `cut at ${at}`))
    expect(kept.size).toBeGreaterThan(6)
  })

  it('is not led astray by a piece of the log that the disk filled with something else', async () => {
    for (let round = 0; round < 25; round += 1) {
      const at = Math.floor(Math.random() * image.log.length)
      const log = Buffer.from(image.log)
      log.fill(round % 2 === 0 ? 0 : 0xa5, at, Math.min(log.length, at + 4096))
      await expectBeginning(log, `spoiled at ${at}`)
    }
  })
})
