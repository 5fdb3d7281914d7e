import { describe, expect, it } from 'vitest'
import { partsOf } from '../../../electron/data/sync/page-parts.ts'

const written = (id: string) => ({ kind: 'op', op: { table: 'enterprises', id } })
const entered = (id: string) => ({ kind: 'enter', record: { table: 'enterprises', id } })
const left = (id: string) => ({ kind: 'leave', table: 'enterprises', id })
const scope = (name: string, changes: readonly unknown[]) => ({
  scope: name,
  head: 99,
  changes: [...changes],
})
const many = (count: number) => Array.from({ length: count }, (_, index) => written(`r${index}`))

describe('a page of the feed', () => {
  it('is applied a few changes at a time, in its order, with nothing left out', () => {
    const scopes = [scope('a', many(23)), scope('b', []), scope('c', many(9))]
    const parts = partsOf(scopes, 10)
    expect(parts.map((part) => part.reduce((sum, { changes }) => sum + changes.length, 0))).toEqual([
      10, 10, 10, 2,
    ])
    for (const { scope: name, changes } of scopes)
      expect(
        parts.flatMap((part) => part.filter((one) => one.scope === name).flatMap((one) => one.changes)),
      ).toEqual(changes)
  })

  it('tells of every scope, also of those without changes', () => {
    expect(partsOf([scope('a', []), scope('b', [])], 10)).toEqual([[scope('a', []), scope('b', [])]])
    expect(partsOf([], 10)).toEqual([])
  })

  it('is applied as a whole when a record moves from one scope to another in it', () => {
    const moving = [scope('a', [...many(30), left('x')]), scope('b', [...many(30), entered('x')])]
    expect(partsOf(moving, 10)).toEqual([moving])
    const meanwhileWritten = [scope('a', [written('x'), ...many(30)]), scope('b', [left('x')])]
    expect(partsOf(meanwhileWritten, 10)).toEqual([meanwhileWritten])
  })

  it('is not cut when it holds parts of a whole operation', () => {
    const whole = many(30).map((change, index) => ({ ...change, group: { id: 'g', left: 29 - index } }))
    expect(partsOf([scope('a', [...many(5), ...whole])], 10)).toHaveLength(1)
  })

  it('is cut when a record only leaves, or leaves and comes back to the same scope', () => {
    expect(partsOf([scope('a', [...many(30), left('x'), entered('x')])], 10)).toHaveLength(4)
  })

  it('is cut whatever its changes look like, for each of them is judged later', () => {
    expect(partsOf([scope('a', [null, 'x', 7, {}, left('x'), { kind: 'leave' }])], 2)).toHaveLength(3)
  })
})
