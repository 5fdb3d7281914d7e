import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Input } from '../../../shared/contract/index.ts'
import { publishedListItems } from '../../../shared/domain/published-lists.ts'
import { quarterNamed } from '../../../shared/domain/target-list-rows.ts'
import { putPublished } from '../../support/published.ts'
import { type Office, openOffice } from '../../support/test-office.ts'

let office: Office
let folder: string
beforeEach(async () => {
  office = await openOffice()
  folder = await mkdtemp(join(tmpdir(), 'outpost 名单 '))
})
afterEach(async () => {
  await office.close()
  await rm(folder, { recursive: true, force: true })
})

async function enterprise(values: Omit<Input<'enterprises.save'>, 'id'>): Promise<string> {
  const id = uuidv7()
  await office.call('enterprises.save', { id, ...values })
  return id
}
async function readFile(name: string, content: string | Uint8Array) {
  const path = join(folder, name)
  await writeFile(path, content)
  office.files.grant(path, path, 'read')
  return office.call('targetLists.read', { source: { kind: 'file', fileToken: path } })
}
const about = { title: '样例目标企业推荐名单', issuedOn: '2026-07-05', dept: '样例局' }
async function bringIn(quarterFrom: string, text: string) {
  const { lines } = await office.call('targetLists.read', { source: { kind: 'text', text } })
  const taken = lines.flatMap(({ values, possible, verdict }) =>
    values ? [{ ...values, enterpriseId: (verdict === 'matched' && possible[0]?.id) || null }] : [],
  )
  const id = uuidv7()
  return { id, ...(await office.call('targetLists.save', { id, ...about, quarterFrom, lines: taken })) }
}
const outcome = ({ line, verdict, problem }: { line: number; verdict: string; problem: string | null }) =>
  [line, verdict, problem].filter((part) => part !== null)

describe('A target list from a file', () => {
  it('says of each line what becomes of it, and writes nothing', async () => {
    const known = await enterprise({ name: '深圳市样例甲有限公司', status: 'talks' })
    const both = [
      await enterprise({ name: '样例乙有限公司', city: '东莞市' }),
      await enterprise({ name: '样例乙集团有限公司', city: '惠州市' }),
    ]
    const coded = await enterprise({ name: '旧名字有限公司', uscc: '91350100M000100Y43' })
    const read = await readFile(
      '名单.csv',
      [
        '样例市目标企业推荐名单（2026年第三季度）,,,,',
        '序号,企业名称,所在城市,统一社会信用代码,推荐理由',
        '1,深圳样例甲股份有限公司,深圳,,补链',
        '2,样例乙有限公司,,,',
        '3,样例丙有限公司,,91350100M000100Y44,',
        '4,改了名字的公司,,91350100M000100Y43,',
        '5,,东莞,,',
        '6,样例丙有限责任公司,,,',
        '合计,6,,,',
      ].join('\r\n'),
    )
    expect(read).toMatchObject({
      title: '样例市目标企业推荐名单（2026年第三季度）',
      quarterFrom: '2026-07-01',
    })
    expect(read.lines.map(outcome)).toEqual([
      [3, 'matched'],
      [4, 'ambiguous'],
      [5, 'new'],
      [6, 'matched'],
      [7, 'bad', 'no-name'],
      [8, 'bad', 'repeated'],
    ])
    const [first, second, third, fourth, , last] = read.lines
    expect(first).toMatchObject({ possible: [{ id: known }], values: { city: '深圳', reason: '补链' } })
    expect(second?.possible.map(({ id }) => id).sort()).toEqual(both.sort())
    expect(third).toMatchObject({ values: { uscc: null }, remarks: ['uscc-wrong'] })
    expect(fourth?.possible).toMatchObject([{ id: coded }])
    expect(last?.sameAs).toBe(5)
    expect(await office.call('targetLists.list', {})).toEqual([])
  })

  it('is refused with its reason when it is no list', async () => {
    await expect(readFile('别的.csv', '甲,乙\r\n1,2\r\n')).rejects.toThrow('import/no-header')
    await expect(readFile('坏.xlsx', new Uint8Array(2000).fill(7))).rejects.toThrow(/import\//)
    await expect(readFile('空.csv', '企业名称\r\n合计\r\n')).rejects.toThrow('import/empty')
    const pasted = office.call('targetLists.read', { source: { kind: 'text', text: '1\n2\n\n' } })
    await expect(pasted).rejects.toThrow('"text"')
  })

  it('is read without headings too, as plain names', async () => {
    const text = '1\t样例甲有限公司\n2\t样例乙有限公司\n3\t\n'
    const { lines } = await office.call('targetLists.read', { source: { kind: 'text', text } })
    expect(lines.map(({ name }) => name)).toEqual(['样例甲有限公司', '样例乙有限公司'])
  })
})

it('the quarter of a list is read from its title', () => {
  const named = [
    '2026年第三季度目标企业',
    '（2025年四季度）',
    '推荐名单_2026Q3',
    '2026年一季度',
    '2026年名单',
  ]
  expect(named.map((title) => quarterNamed([title]))).toEqual([
    ...['2026-07-01', '2025-10-01', '2026-07-01', '2026-01-01'],
    null,
  ])
})

describe('Versions of a target list', () => {
  it('are kept with what the library knows, undone as a whole, and numbered in their quarter', async () => {
    const known = await enterprise({ name: '深圳市样例甲有限公司', status: 'talks' })
    const taken = await bringIn(
      '2026-08-15',
      '企业名称\t类别\n深圳样例甲股份有限公司\t头雁\n样例乙有限公司\t',
    )
    expect(await office.call('targetLists.list', {})).toMatchObject([
      { quarterFrom: '2026-07-01', items: 2, version: 1, isOld: true, fromUnit: null, publishedAt: null },
    ])
    expect(await office.call('targetLists.items', { id: taken.id })).toMatchObject([
      { name: '深圳样例甲股份有限公司', category: '头雁', enterpriseId: known, status: 'talks' },
      { name: '样例乙有限公司', enterpriseId: null },
    ])
    expect((await bringIn('2026-07-01', '样例丙有限公司')).version).toBe(2)
    await office.call('records.undoGroup', { groupId: taken.groupId })
    expect(await office.call('targetLists.list', {})).toMatchObject([{ version: 2 }])
  })

  it('know an enterprise that came into the library later', async () => {
    const { id } = await bringIn('2026-07-01', '样例甲有限公司\n样例乙有限公司')
    await enterprise({ name: '样例甲有限公司', status: 'contacted' })
    const [first, second] = await office.call('targetLists.items', { id })
    expect([first?.status, second?.status]).toEqual(['contacted', null])
  })

  it('are compared: added, removed, and dropped while talks go on', async () => {
    await enterprise({ name: '样例甲有限公司', status: 'talks' })
    await bringIn('2026-07-01', '样例丁有限公司\n样例甲有限公司\n样例乙有限公司')
    await bringIn('2026-10-01', '样例乙股份有限公司\n样例丙有限公司')
    const [newer, older] = await office.call('targetLists.list', {})
    expect([newer?.isOld, older?.isOld]).toEqual([false, false])
    const ids = { olderId: older?.id ?? '', newerId: newer?.id ?? '' }
    const { added, removed, kept } = await office.call('targetLists.difference', ids)
    expect(added.map(({ name }) => name)).toEqual(['样例丙有限公司'])
    expect(removed.map(({ name, stillInTalks }) => [name, stillInTalks])).toEqual([
      ['样例甲有限公司', true],
      ['样例丁有限公司', false],
    ])
    expect(kept).toBe(1)
  })
})

describe('Handing a version down', () => {
  const officeBelow = uuidv7()
  let day = 1
  /** The server says which unit and role the user has from now on. */
  const now = async (role: string, unitId = office.me.unitId) => {
    day += 1
    const user = { unitId, name: '记录员', role }
    await office.store.write((tx) =>
      putPublished(tx, Date.UTC(2026, 10, day), 'users', office.me.userId, user),
    )
    await office.signIn({ ...office.me, role, unitId })
  }
  beforeEach(async () => {
    const below = { name: '样例市驻深圳办事处', kind: 'liaison_office', parentId: office.me.unitId }
    await office.store.write((tx) => putPublished(tx, Date.UTC(2026, 10, 1), 'units', officeBelow, below))
    await now('team_lead')
  })
  const list = async () => (await office.call('targetLists.list', {}))[0]
  const copies = () =>
    office.store.read((db) => db.selectFrom('publishedListItems').selectAll().orderBy('position').execute())

  it('copies what the list shows and nothing of the library', async () => {
    await enterprise({ name: '样例甲有限公司', status: 'talks', remarks: '内部意见' })
    const { id } = await bringIn('2026-10-01', '企业名称\t推荐理由\n样例甲有限公司\t补链\n样例乙有限公司\t')
    expect(await list()).toMatchObject({ mayPublish: true, publishedAt: null })
    await office.call('targetLists.publish', { id })
    expect(await list()).toMatchObject({ id, publishedAt: expect.any(String), mayPublish: true })
    const shown = [
      'listId',
      'position',
      'name',
      'uscc',
      'city',
      'industryChain',
      'level',
      'category',
      'reason',
    ]
    expect(Object.keys(publishedListItems.fields)).toEqual(shown)
    expect(await copies()).toMatchObject([
      { listId: id, name: '样例甲有限公司', reason: '补链', unitId: office.me.unitId },
      { listId: id, name: '样例乙有限公司', reason: null },
    ])
  })

  it('is taken back, undone and done again', async () => {
    const { id } = await bringIn('2026-10-01', '样例甲有限公司\n样例乙有限公司')
    const { groupId } = await office.call('targetLists.publish', { id })
    await office.call('records.undoGroup', { groupId })
    expect([(await list())?.publishedAt, await copies()]).toEqual([null, []])
    await office.call('targetLists.publish', { id })
    expect(await copies()).toHaveLength(2)
    const withdrawn = await office.call('targetLists.withdraw', { id })
    expect([(await list())?.publishedAt, await copies()]).toEqual([null, []])
    await office.call('records.undoGroup', { groupId: withdrawn.groupId })
    expect(await copies()).toHaveLength(2)
    const deletion = office.call('records.delete', { table: 'targetLists', id })
    await expect(deletion).rejects.toThrow('record/in-use')
  })

  it('is not for those who do not answer for a unit, nor where there is no unit below', async () => {
    const { id } = await bringIn('2026-10-01', '样例甲有限公司')
    await now('team_lead', officeBelow)
    expect(await list()).toMatchObject({ mayPublish: false })
    await now('field')
    expect(await list()).toMatchObject({ mayPublish: false })
    await expect(office.call('targetLists.publish', { id })).rejects.toThrow('record/other-role')
    expect(await copies()).toEqual([])
  })

  it('is compared below with what the unit there knows itself', async () => {
    const { id } = await bringIn('2026-10-01', '样例甲有限公司\n样例乙有限公司')
    await office.call('targetLists.publish', { id })
    // What a unit below has of it: the published copy alone.
    await office.store.write(async (tx) => {
      await tx.deleteFrom('targetLists').execute()
      await tx.deleteFrom('targetListItems').execute()
    })
    await now('team_lead', officeBelow)
    await enterprise({ name: '样例乙有限公司', status: 'cooperating' })
    expect(await list()).toMatchObject({ fromUnit: '样例市招商局', items: 2, mayPublish: false })
    expect((await office.call('targetLists.items', { id })).map(({ status }) => status)).toEqual([
      null,
      'cooperating',
    ])
  })
})
