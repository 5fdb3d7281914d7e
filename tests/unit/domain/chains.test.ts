import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type KnownLink, pastedLinks, plannedLinks } from '../../../shared/domain/chain-lines.ts'
import { chainCore, meansChain, suggestedLink } from '../../../shared/domain/chain-names.ts'
import {
  chainPicture,
  clipped,
  type PictureLink,
  type PictureTexts,
  widthOf,
} from '../../../shared/domain/chain-picture.ts'
import {
  chainTree,
  flattened,
  movedUnder,
  stepped,
  type TreeLink,
  withDescendants,
} from '../../../shared/domain/chain-tree.ts'
import { linkPositions } from '../../../shared/domain/enumerations.ts'
import type { LinkPosition } from '../../../shared/domain/industry-chains.ts'

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

describe('links in a table', () => {
  const old = (name: string, over: Partial<KnownLink> = {}): KnownLink => ({
    ...{ id: name, name, parentId: null, position: 'upstream', state: 'weak', gapNote: null, leader: null },
    ...over,
  })
  const materials = old('电池材料')
  const plan = (text: string, known: readonly KnownLink[] = [materials]) =>
    plannedLinks(pastedLinks(text), known)
  const told = (text: string, known?: readonly KnownLink[]) =>
    plan(text, known).links.map(({ id, name, parent, changes }) =>
      [id === null ? 'new' : changes.join('+') || 'same', name, parent].filter(Boolean).join(' '),
    )

  it('are read row by row, with what a row leaves out taken from its parent or the row before', () => {
    const { links: made, problems } = plan(
      '环节\t上级环节\t位置\t状态\t缺口说明\n负极材料\t电池材料\t\t缺\t无产线，待引进\n\n电芯\t\t中游\t强\n动力电芯\t电芯\n包装',
    )
    expect(problems).toEqual([])
    expect(
      made.map(({ name, parent, position, state, gapNote }) => [name, parent, position, state, gapNote]),
    ).toEqual([
      ['负极材料', '电池材料', 'upstream', 'missing', '无产线，待引进'],
      ['电芯', null, 'midstream', 'strong', null],
      ['动力电芯', '电芯', 'midstream', 'strong', null],
      ['包装', null, 'midstream', 'strong', null],
    ])
  })

  it('are read by their header, wherever the columns stand, and a parent may follow below', () => {
    const { links: made } = plan(
      '新能源电池产业链环节表\n状态\t环节名称\t所属环节\t牵头单位/链长\t本地企业\t目标企业\n缺失\t湿法隔膜\t隔膜\t市工信局\t\t1.样例甲公司、2.样例乙公司\n薄弱\t隔膜\t电池材料\t\t样例丙公司\t\n合计\t合计',
    )
    expect(made.map(({ name, parent, state, leader }) => [name, parent, state, leader])).toEqual([
      ['湿法隔膜', '隔膜', 'missing', '市工信局'],
      ['隔膜', '电池材料', 'weak', null],
    ])
    expect(made.map(({ local, target }) => [local, target])).toEqual([
      [[], ['样例甲公司', '样例乙公司']],
      [['样例丙公司'], []],
    ])
  })

  it('change what is there where they say something else, and an empty cell says nothing', () => {
    const known = [materials, old('隔膜', { state: 'missing', gapNote: '湿法空白', parentId: '电池材料' })]
    expect(told('电池材料\n隔膜\t\t\t缺', known)).toEqual(['same 电池材料', 'same 隔膜 电池材料'])
    expect(told('隔膜\t\t\t弱\t已签约', known)).toEqual(['state+gapNote 隔膜 电池材料'])
    expect(told('ＢＭＳ(电池管理)', [old('BMS（电池管理）')])[0]).toBe('same BMS（电池管理）')
    expect(told('前驱体\n隔膜\t前驱体', known)).toEqual(['new 前驱体', 'parent 隔膜 前驱体'])
  })

  it('may take a line for each enterprise, and are one link all the same', () => {
    const { links: made, problems } = plan(
      '环节\t状态\t目标企业\n隔膜\t缺\t样例甲公司\n隔膜\t缺\t样例乙公司\n隔膜\t强\t样例丙公司',
    )
    expect(made.map(({ name, target }) => [name, target])).toEqual([['隔膜', ['样例甲公司', '样例乙公司']]])
    expect(problems).toMatchObject([{ line: 4, reason: 'twice' }])
  })

  it.each([
    ['隔膜,湿法', 'parent'],
    ['隔膜,隔膜', 'cycle'],
    ['隔膜,,顶部', 'position'],
    ['隔膜,,上游,好', 'state'],
    ['电解液', 'twice'],
    ['膜'.repeat(61), 'too-long'],
    [',电解液', 'name'],
  ])('are left out with the reason: %s', (row, reason) => {
    const { links: made, problems } = plan(`电解液\n${row}`)
    expect(made.map(({ name }) => name)).toEqual(['电解液'])
    expect(problems.map((problem) => [problem.line, problem.reason])).toEqual([[2, reason]])
  })

  it('are left out with all below them where their parents run in a circle, also through what is there', () => {
    const known = [old('甲'), old('乙', { parentId: '甲' })]
    const { links: made, problems } = plan('甲\t丙\n丙\t乙\n丁\t丙\n戊\t乙', known)
    expect(made.map(({ name }) => name)).toEqual(['戊'])
    expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'cycle'],
      [2, 'cycle'],
      [3, 'parent'],
    ])
  })

  it('make a tree without rings whatever the table says', () => {
    const name = fc.constantFrom('甲', '乙', '丙', '丁', '戊', '己')
    const row = fc.tuple(name, fc.option(name, { nil: '' })).map(([link, parent]) => `${link}\t${parent}`)
    fc.assert(
      fc.property(fc.array(row, { maxLength: 9 }), fc.array(row, { maxLength: 5 }), (rows, before) => {
        const there = plan(before.join('\n'), []).links.map(({ name: each, parent }) =>
          old(each, { parentId: parent }),
        )
        const { links: made, problems } = plan(rows.join('\n'), there)
        expect(new Set(problems.map(({ line }) => line)).size).toBe(problems.length)
        const all = [
          ...there.filter(({ name: each }) => !made.some((link) => link.name === each)),
          ...made.map((link) => old(link.name, { parentId: link.parent })),
        ].map((link, rankOrder) => ({ ...link, rankOrder }))
        expect(flattened(chainTree(all)).filter(({ stray }) => stray !== null)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

describe('the picture of a chain', () => {
  const node = (name: string, position: LinkPosition, over: Partial<PictureLink> = {}): PictureLink => ({
    ...{ id: name, parentId: null, position, rankOrder: 0, name, state: 'missing', gapNote: '空白' },
    ...{ leader: null, local: 2, target: 5 },
    ...over,
  })
  const words: PictureTexts = {
    ...{ title: '全景', subtitle: '链长', empty: '尚无', legend: '说明' },
    positions: { upstream: '上游', midstream: '中游', downstream: '下游', supporting: '配套' },
    states: { strong: '强', weak: '弱', missing: '缺' },
    count: (count) => `${count} 个`,
    figures: (local, target) => `本地 ${local} 目标 ${target}`,
    enterprises: (count) => `${count} 家`,
  }
  const all = [
    node('材料', 'upstream'),
    node('负极', 'upstream', { parentId: '材料' }),
    node('电芯', 'midstream', { state: 'strong' }),
    node('一个名字长得在任何一个框里都放不下的环节一个名字长得在任何一个框里都放不下的环节', 'supporting'),
  ]

  it.each(['panorama', 'situation'] as const)(
    'shows every link once and nothing beyond its edges: %s',
    (kind) => {
      const { width, height, shapes } = chainPicture(chainTree(all), kind, words)
      const said = shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []))
      for (const name of ['材料', '负极', '电芯', '上游', '中游', '下游', '配套', '尚无'])
        expect(said.filter((text) => text === name)).toHaveLength(1)
      for (const shape of shapes) {
        if (shape.kind === 'box') {
          const [x, y, wide, high] = shape.at
          expect(x >= 0 && y >= 0 && x + wide <= width && y + high <= height).toBe(true)
        }
        if (shape.kind === 'text' && (shape.align ?? 'left') === 'left')
          expect(shape.at[0] + widthOf(shape.text, shape.size)).toBeLessThanOrEqual(width)
      }
    },
  )

  it('tells the state in words and figures, not by colour alone, where it shows how the chain stands', () => {
    const { shapes } = chainPicture(chainTree(all), 'situation', words)
    const said = shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []))
    expect(said.filter((text) => text === '缺')).toHaveLength(3)
    expect(said.filter((text) => text === '强')).toHaveLength(1)
    expect(said).toContain('本地 2 目标 5')
    expect(shapes.some((shape) => shape.kind === 'box' && shape.dashed && shape.stroke === 'missing')).toBe(
      true,
    )
  })

  it('clips a name that does not fit, at a whole character', () => {
    expect(clipped('负极材料', 10, 35)).toBe('负极…')
    expect(clipped('负极材料', 10, 40)).toBe('负极材料')
  })
})
