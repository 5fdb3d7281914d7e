import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { integers, texts, uuids } from '../../server/database/array-texts.ts'
import { inPieces } from '../../server/database/in-pieces.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

describe('an array handed over as one text', () => {
  it('arrives as it was, whatever stands in it', async () => {
    const words = [
      'plain',
      '',
      'NULL',
      null,
      'a,b',
      '{c}',
      '"d"',
      '\\',
      '\\"',
      'two\nlines',
      ' e ',
      '招商',
      "'",
      "'",
      null,
      null,
      '"d"',
      '"d"',
      '',
    ]
    const ids = [v7(), null]
    const numbers = [0, 9_007_199_254_740_991, null]
    const { rows } = await sql<{ words: unknown; ids: unknown; numbers: unknown }>`
      select to_json(${texts(words)}) as words, to_json(${uuids(ids)}) as ids, to_json(${integers(numbers)}) as numbers,
        to_json(${texts([])}) as none`.execute(server.db)
    expect(rows[0]).toEqual({ words, ids, numbers, none: [] })
  })
})

describe('rows that are written in pieces', () => {
  const rows = Array.from({ length: 600 }, (_, index) => index)

  it('are all written, in order, each piece made while the one before is under way', async () => {
    const made: number[] = []
    const done: number[] = []
    await inPieces(rows, async (piece) => {
      made.push(...piece)
      await expect.poll(() => done.length === piece[0] || done.length === 0).toBe(true)
      done.push(...piece)
    })
    expect(made).toEqual(rows)
    expect(done.toSorted((a, b) => a - b)).toEqual(rows)
  })

  it('begin with a small piece where there is more than one', async () => {
    const sizes = async (count: number) => {
      const pieces: number[] = []
      await inPieces(rows.slice(0, count), async (piece) => void pieces.push(piece.length))
      return pieces
    }
    expect(await sizes(600)).toEqual([80, 250, 250, 20])
    expect(await sizes(251)).toEqual([80, 171])
    expect(await sizes(250)).toEqual([250])
    expect(await sizes(0)).toEqual([])
  })

  it('end with the failure of the first piece that fails, and no further one is begun', async () => {
    const begun: (number | undefined)[] = []
    const unheard = vi.fn()
    process.on('unhandledRejection', unheard)
    const writing = inPieces(rows, async ([first]) => {
      begun.push(first)
      await new Promise((resolve) => setImmediate(resolve))
      throw new Error(`piece of ${first}`)
    })
    await expect(writing).rejects.toThrow('piece of 0')
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.off('unhandledRejection', unheard)
    expect(unheard).not.toHaveBeenCalled()
    expect(begun).toEqual([0, 80])
  })
})
