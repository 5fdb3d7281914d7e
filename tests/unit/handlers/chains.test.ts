import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Input } from '../../../shared/contract/index.ts'
import { putPublished } from '../../support/published.ts'
import { type Office, openOffice, visitDraft } from '../../support/test-office.ts'

const year = { from: '2026-01-01', to: '2026-12-31' }
let office: Office
let chainId: string
beforeEach(async () => {
  office = await openOffice()
  await becomes('unit_admin')
  chainId = uuidv7()
  await office.call('chains.save', {
    id: chainId,
    name: '新能源电池产业链',
    chiefLeader: '样例链长',
    status: 'key',
  })
  await office.upload()
})
afterEach(() => office.close())

const becomes = (role: string) =>
  office.store.write((tx) =>
    putPublished(tx, Date.UTC(2026, 10, 22, 5), 'users', office.me.userId, {
      ...{ unitId: office.me.unitId, name: '记录员', post: '科员', role, rankOrder: 1 },
    }),
  )
type Link = Input<'chains.addLinks'>['links'][number]
const link = (name: string, over: Partial<Link> = {}): Link => ({
  ...{ id: uuidv7(), parentId: null, name, position: 'upstream', state: 'strong' },
  ...over,
})
const add = async (...links: Link[]) => office.call('chains.addLinks', { chainId, links })
const enterprise = async (name: string, over: Partial<Input<'enterprises.save'>> = {}) => {
  const id = uuidv7()
  await office.call('enterprises.save', { id, name, ...over })
  return id
}
const visit = (enterpriseId: string, occurredOn = '2026-11-20') =>
  office.call('visits.save', visitDraft({ enterpriseId, occurredOn }))
const page = async () => {
  const found = await office.call('chains.get', { id: chainId, ...year })
  if (!found) throw new Error('no chain')
  return found
}
const tree = async () =>
  (await page()).links.map(({ name, depth }) => `${'-'.repeat(depth)}${name}`).join(' ')

describe('the links of a chain', () => {
  it('are added, moved, deleted with what is below them, and all of it is taken back', async () => {
    const [ore, cathode, cell] = [link('矿产'), link('正极材料'), link('电芯', { position: 'midstream' })]
    await add(ore, cathode, cell)
    expect(await tree()).toBe('矿产 正极材料 电芯')
    await office.call('chains.moveLink', { id: cathode.id, to: { step: 'in' } })
    expect(await tree()).toBe('矿产 -正极材料 电芯')
    const gone = await office.call('chains.deleteLink', { id: ore.id })
    expect(gone.deleted).toBe(2)
    expect(await tree()).toBe('电芯')
    await office.call('records.undoGroup', { groupId: gone.groupId ?? '' })
    expect(await tree()).toBe('矿产 -正极材料 电芯')
    const moved = await office.call('chains.moveLink', { id: ore.id, to: { position: 'downstream' } })
    expect(await tree()).toBe('电芯 矿产 -正极材料')
    await office.call('records.undoGroup', { groupId: moved.groupId ?? '' })
    expect(await tree()).toBe('矿产 -正极材料 电芯')
  })

  it('say who stands on them, each enterprise once for a link and all below it', async () => {
    const material = link('材料')
    const anode = link('负极材料', { parentId: material.id, state: 'missing', gapNote: '本地无量产' })
    const cathode = link('正极材料', { parentId: material.id })
    await add(material, anode, cathode)
    await enterprise('样例本地公司', { isLocal: true, chainLinkIds: [anode.id, cathode.id] })
    const target = await enterprise('样例目标公司', { priority: 'A', chainLinkIds: [anode.id] })
    await enterprise('样例外地公司', { chainLinkIds: [chainId] })
    await visit(target)
    await visit(target, '2025-06-01')

    const { links, standing, counts, unplaced, gapVisits } = await page()
    expect(links.map(({ name, local, target: targets, visits }) => [name, local, targets, visits])).toEqual([
      ['材料', 1, 1, 1],
      ['负极材料', 1, 1, 1],
      ['正极材料', 1, 0, 0],
    ])
    expect(standing).toEqual({
      local: 1,
      target: 1,
      other: 1,
      visits: 1,
      visited: 1,
      lastVisitOn: '2026-11-20',
    })
    expect(counts).toEqual({ links: 3, strong: 2, weak: 0, missing: 1, unvisited: 1 })
    expect(unplaced).toBe(1)
    expect(gapVisits).toEqual([
      {
        ...{ enterpriseId: target, enterpriseName: '样例目标公司', linkId: anode.id, linkName: '负极材料' },
        ...{ visits: 1, lastVisitOn: '2026-11-20' },
      },
    ])
    const below = await office.call('chains.enterprises', { chainId, linkId: material.id })
    expect(below.rows.map(({ name, kind }) => [name, kind])).toEqual([
      ['样例本地公司', 'local'],
      ['样例目标公司', 'target'],
    ])
    const [row] = (await office.call('chains.list', year)).rows
    expect(row).toMatchObject({ links: 3, missing: 1, local: 1, target: 1, other: 1, visits: 1 })
  })
})

describe('enterprises whose office typed the chain', () => {
  it('are taken in by one click, on the link their products speak of, and taken back by another', async () => {
    const anode = link('负极材料')
    await add(anode)
    await enterprise('样例甲公司', { industryChain: '新能源电池', mainProducts: '负极材料、石墨' })
    const plain = await enterprise('样例乙公司', { industryChain: '新能源电池产业链' })
    await enterprise('样例丙公司', { industryChain: '电子信息' })
    expect((await office.call('chains.candidates', { chainId })).rows.map(({ name }) => name)).toEqual([
      '样例甲公司',
      '样例乙公司',
    ])
    const done = await office.call('chains.adopt', { chainId })
    expect(done).toMatchObject({ placed: 2, onLinks: 1 })
    expect((await office.call('chains.candidates', { chainId })).total).toBe(0)
    expect((await page()).unplaced).toBe(1)

    await office.call('chains.place', { chainId, linkId: anode.id, enterpriseIds: [plain] })
    expect(await page()).toMatchObject({ unplaced: 0, standing: { other: 2 } })
    const off = await office.call('chains.takeOff', { linkId: anode.id, enterpriseId: plain })
    expect((await page()).standing.other).toBe(1)
    await office.call('records.undoGroup', { groupId: off.groupId ?? '' })
    await office.call('records.undoGroup', { groupId: done.groupId ?? '' })
    expect((await page()).standing.other).toBe(1)
  })
})

describe('chains are kept by the bureau', () => {
  it('so that a field officer reads them, puts enterprises on links and changes nothing of them', async () => {
    const anode = link('负极材料')
    await add(anode)
    await becomes('field')
    expect((await page()).mayWrite).toBe(false)
    for (const [name, input] of [
      ['chains.save', { id: chainId, name: '改名', status: 'key' }],
      ['chains.addLinks', { chainId, links: [link('新环节')] }],
      ['chains.deleteLink', { id: anode.id }],
      ['chains.setState', { id: anode.id, state: 'weak' }],
      ['records.delete', { table: 'industryChains', id: chainId }],
    ] as const)
      expect([name, await office.refusal(name, input)]).toEqual([name, 'record/other-role'])
    const id = await enterprise('样例公司', { chainLinkIds: [anode.id] })
    expect((await office.call('chains.enterprises', { chainId })).rows.map((row) => row.id)).toEqual([id])
  })
})

it('a chain that is deleted comes back with its links and its enterprises', async () => {
  const anode = link('负极材料')
  await add(anode)
  await enterprise('样例公司', { chainLinkIds: [anode.id] })
  await office.call('records.delete', { table: 'industryChains', id: chainId })
  expect((await office.call('chains.list', year)).rows).toEqual([])
  await office.call('records.undelete', { table: 'industryChains', id: chainId })
  expect(await page()).toMatchObject({ counts: { links: 1 }, standing: { other: 1 } })
})

describe('a table of links in a file', () => {
  const links = async () =>
    (await page()).links.map(({ name, state, local, target }) => [name, state, local, target])

  it('is read, its enterprises are recognised, and all that it writes is taken back as one', async () => {
    const path = join(office.folder, '链条.csv')
    writeFileSync(
      path,
      '新能源电池产业链现状表\n环节,上级环节,状态,牵头单位/链长,本地企业,目标企业,联系电话\n电池材料,,弱,,,,1\n负极材料,电池材料,缺,市工信局,样例碳材料,深圳市样例新材料股份有限公司;无此公司,2\n',
    )
    office.files.grant(path, path, 'read')
    const table = await office.call('chains.readLinks', { fileToken: path })
    expect(table.unread).toEqual(['联系电话'])
    expect(table.rows.map(({ line, cells }) => [line, cells.name, cells.state, cells.leader])).toEqual([
      [3, '电池材料', '弱', null],
      [4, '负极材料', '缺', '市工信局'],
    ])
    const target = await enterprise('深圳市样例新材料股份有限公司', { priority: 'A' })
    const names = ['样例新材料', '深圳市样例新材料股份有限公司', '无此公司']
    const met = await office.call('chains.meetEnterprises', { names })
    expect(met).toContainEqual({
      ...{ name: '深圳市样例新材料股份有限公司', id: target, isLocal: false, linkIds: [] },
    })
    expect(met.map(({ name }) => name)).not.toContain('无此公司')

    const before = link('电池材料')
    await add(before)
    const here = await enterprise('样例本地公司')
    const anode = link('负极材料', { parentId: before.id, state: 'missing' })
    const { groupId } = await office.call('chains.putLinks', {
      chainId,
      links: [{ ...before, state: 'weak' }, anode],
      standing: [
        { linkId: anode.id, enterpriseId: target, isLocal: false },
        { linkId: before.id, enterpriseId: here, isLocal: true },
        { linkId: anode.id, enterpriseId: here, isLocal: true },
      ],
      locals: [{ id: uuidv7(), name: '样例碳材料', linkIds: [anode.id] }],
    })
    expect(await links()).toEqual([
      ['电池材料', 'weak', 2, 1],
      ['负极材料', 'missing', 2, 1],
    ])
    await office.call('records.undoGroup', { groupId: groupId ?? '' })
    expect(await links()).toEqual([['电池材料', 'strong', 0, 0]])
    expect((await office.call('enterprises.get', { id: here }))?.enterprise.isLocal).toBe(false)
  })
})

describe('the search box', () => {
  const hits = async (text: string) =>
    (await office.call('search.all', { text })).flatMap((group) =>
      group.hits.map(({ table, id, title, context, chainId: of }) => ({ table, id, title, context, of })),
    )
  const idsOf = async (text: string) => (await hits(text)).map(({ id }) => id)

  it('finds chains and links by one character, two, pinyin, initials and what is missing, marked', async () => {
    const [anode, gap] = [
      link('负极材料'),
      link('隔膜', { gapNote: '湿法隔膜空白', leader: '样例副局长', state: 'missing' }),
    ]
    await add(anode, gap)
    for (const typed of ['极', '负极', 'fuji', 'fj', 'fjcl', '負極'])
      expect(await idsOf(typed), typed).toEqual([anode.id])
    for (const typed of ['膜', '隔膜', '湿法', 'gm', '副局长'])
      expect(await idsOf(typed), typed).toEqual([gap.id])
    for (const typed of ['链', '电池', 'xnydc', '样例链长'])
      expect(await idsOf(typed), typed).toEqual([chainId])
    const [found] = await hits('极材')
    expect(found).toEqual({
      ...{ table: 'chainLinks', id: anode.id, context: '新能源电池产业链', of: chainId },
      title: { text: '负极材料', ranges: [[1, 3]] },
    })
  })

  it('finds no link of a chain that was deleted, and finds it again when the chain is brought back', async () => {
    const anode = link('负极材料')
    await add(anode)
    const chain = { table: 'industryChains', id: chainId } as const
    await office.call('records.delete', chain)
    expect(await idsOf('负极')).toEqual([])
    await office.call('records.undelete', chain)
    expect(await idsOf('负极')).toEqual([anode.id])
  })
})
