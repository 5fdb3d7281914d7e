import { describe, expect, it } from 'vitest'
import { sumParts } from '../../../renderer/screens/sync/record-sum.ts'

const records = { local: 2, refused: 1, carried: 0, awaited: 0, conflict: 3, uploaded: 40 }

describe('the sum of all records in the sync centre', () => {
  it('is made of the states that any record is in, what is safe first', () => {
    const { total, parts } = sumParts(records, 2)
    expect(total).toBe(46)
    expect(parts.map(({ state, count }) => [state, count])).toEqual([
      ['uploaded', 40],
      ['local', 2],
      ['conflict', 3],
      ['refused', 1],
    ])
  })

  it('says how many changes wait where these are more than the records they belong to', () => {
    const changesOf = (waiting: number) => sumParts(records, waiting).parts.map(({ changes }) => changes)
    expect(changesOf(5)).toEqual([null, 5, null, null])
    expect(changesOf(2)).toEqual([null, null, null, null])
  })
})
