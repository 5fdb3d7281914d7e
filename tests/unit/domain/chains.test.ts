import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chainCore, meansChain, suggestedLink } from '../../../shared/domain/chain-names.ts'
import {
  chainTree,
  flattened,
  movedUnder,
  stepped,
  type TreeLink,
  withDescendants,
} from '../../../shared/domain/chain-tree.ts'
import { linkPositions } from '../../../shared/domain/enumerations.ts'

/** `a` at the top, `a<b` under b; the rank is the place in the list. */
const links = (...texts: string[]): TreeLink[] =>
  texts.map((text, rankOrder) => {
    const [id = '', parentId = null] = text.split('<')
    return { id, parentId, position: 'midstream', rankOrder }
  })
/** The tree as it is read from top to bottom: `a -b --c !d(cycle)`. */
const drawn = (all: readonly TreeLink[]) =>
  flattened(chainTree(all))
    .map(({ link, depth, stray }) => `${'-'.repeat(depth)}${link.id}${stray ? `(${stray})` : ''}`)
    .join(' ')
const asMoved = (all: readonly TreeLink[], places: readonly Partial<TreeLink>[]) =>
  all.map((link) => ({ ...link, ...places.find(({ id }) => id === link.id) }))

describe('the links of a chain are shown', () => {
  it.each([
    ['in their ranks', links('b', 'a'), 'b a'],
    ['below their parents', links('a', 'c<b', 'b<a'), 'a -b --c'],
    ['at the top, with a note, where the parent was deleted', links('a', 'b<gone'), 'a b(parent-gone)'],
    ['once each, where two people moved them under each other', links('a<b', 'b<a'), 'a(cycle) -b'],
    ['with what hangs on a ring', links('c<b', 'b<a', 'a<c', 'd<b'), 'a(cycle) -b --c --d'],
    ['under themselves at the top', links('a<a', 'b<a'), 'a(cycle) -b'],
  ])('%s', (_, all, expected) => {
    expect(drawn(all)).toBe(expected)
  })

  it('along the chain: upstream, midstream, downstream, supporting', () => {
    const all = [...linkPositions]
      .reverse()
      .map((position) => ({ ...{ id: position, parentId: null }, position, rankOrder: 0 }))
    expect(drawn(all)).toBe('upstream midstream downstream supporting')
  })

  it('every one of them exactly once, the same in whatever order they arrived, whoever moved what', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f']
    const anyLinks = fc.tuple(
      ...ids.map((id) =>
        fc.record({
          id: fc.constant(id),
          parentId: fc.option(fc.constantFrom(...ids, 'gone')),
          position: fc.constantFrom(...linkPositions),
          rankOrder: fc.option(fc.integer({ min: 0, max: 3 })),
        }),
      ),
    )
    fc.assert(
      fc.property(anyLinks, fc.shuffledSubarray(ids, { minLength: 6 }), (all, order) => {
        const shuffled = order.flatMap((id) => all.find((link) => link.id === id) ?? [])
        expect(drawn(shuffled)).toBe(drawn(all))
        const shown = flattened(chainTree(all)).map(({ link }) => link.id)
        expect([...shown].sort()).toEqual(ids)
      }),
    )
  })
})

describe('a link moves', () => {
  const all = links('a', 'b', 'c<b', 'd<b', 'e')
  it.each([
    ['up among its siblings', 'd', 'up', 'a b -d -c e'],
    ['down among its siblings', 'c', 'down', 'a b -d -c e'],
    ['nowhere from the first place', 'a', 'up', 'a b -c -d e'],
    ['under the one before it', 'e', 'in', 'a b -c -d -e'],
    ['with all below it', 'b', 'in', 'a -b --c --d e'],
    ['out, behind its parent', 'c', 'out', 'a b -d c e'],
    ['nowhere out of the top', 'a', 'out', 'a b -c -d e'],
  ] as const)('%s', (_, id, step, expected) => {
    expect(drawn(asMoved(all, stepped(all, id, step)))).toBe(expected)
  })

  it('never under itself or what is below it', () => {
    expect(movedUnder(all, 'b', 'b')).toEqual([])
    expect(movedUnder(all, 'b', 'c')).toEqual([])
  })

  it('to the position of its new parent, and all below it too', () => {
    const two = [...all, { id: 'up', parentId: null, position: 'upstream' as const, rankOrder: 9 }]
    const moved = asMoved(two, movedUnder(two, 'b', 'up'))
    expect(moved.filter(({ position }) => position === 'upstream').map(({ id }) => id)).toEqual([
      'b',
      'c',
      'd',
      'up',
    ])
    expect(drawn(moved)).toBe('up -b --c --d a e')
  })

  it('without leaving anything behind', () => {
    expect(withDescendants(all, 'b')).toEqual(['b', 'c', 'd'])
    expect(withDescendants(all, 'gone')).toEqual([])
  })
})

describe('what an office typed means a chain', () => {
  it.each([
    ['新能源电池', true],
    ['新能源电池产业链', true],
    ['新能源电池 产业', true],
    ['电子信息、新能源电池', true],
    ['新能源', false],
    ['新能源电池回收', false],
    ['', false],
  ])('%s: %s', (typed, expected) => {
    expect(meansChain(typed, { name: '新能源电池产业链' })).toBe(expected)
  })

  it('and a name that says nothing else stays what it is', () => {
    expect(chainCore('产业链')).toBe('产业链')
  })
})

it('an enterprise is proposed for the link its products name, the longest name first', () => {
  const named = [
    { id: '1', name: '材料' },
    { id: '2', name: '负极材料' },
    { id: '3', name: '电解液' },
  ]
  expect(suggestedLink(named, { name: '样例公司', mainProducts: '锂电池负极材料' })).toBe('2')
  expect(suggestedLink(named, { name: '样例电解液公司', mainProducts: null })).toBe('3')
  expect(suggestedLink(named, { name: '样例公司', mainProducts: '服装' })).toBeNull()
})
