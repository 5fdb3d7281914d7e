import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Input } from '../../../shared/contract/index.ts'
import { type Office, openOffice, visitDraft } from '../../support/test-office.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

async function enterprise(values: Omit<Input<'enterprises.save'>, 'id'>): Promise<string> {
  const id = uuidv7()
  await office.call('enterprises.save', { id, ...values })
  return id
}
const listed = async (filter: Input<'enterprises.list'>) =>
  (await office.call('enterprises.list', filter)).rows.map(({ name }) => name).sort()
const valuesOf = async (id: string) => (await office.call('enterprises.get', { id }))?.enterprise

describe('The light of the contact with an enterprise', () => {
  it('is the same on its page and in the list, which can be narrowed to it', async () => {
    const visited: readonly [string, number, string][] = [
      ['甲', 100, '2026-11-20'],
      ['乙', 10, '2026-11-13'],
      ['丙', 10, '2026-11-11'],
      ['丁', 10, '2026-11-12'],
    ]
    for (const [name, contactIntervalDays, occurredOn] of visited) {
      const id = await enterprise({ name: `样例${name}有限公司`, contactIntervalDays })
      await office.call('visits.save', visitDraft({ enterpriseId: id, occurredOn }))
    }
    await enterprise({ name: '样例戊有限公司', priority: 'A' })
    await enterprise({ name: '样例己有限公司' })
    expect(await listed({ light: 'green' })).toEqual(['样例甲有限公司'])
    expect(await listed({ light: 'yellow' })).toEqual(['样例丁有限公司', '样例乙有限公司'])
    expect(await listed({ light: 'red' })).toEqual(['样例丙有限公司'])
    expect(await listed({ light: 'never' })).toEqual(['样例戊有限公司'])
    const { rows } = await office.call('enterprises.list', {})
    const shown = Object.fromEntries(rows.map(({ name, light, dueInDays }) => [name[2], [light, dueInDays]]))
    expect(shown).toEqual({
      ...{ 甲: ['green', 98], 乙: ['yellow', 1], 丙: ['red', -1], 丁: ['yellow', 0] },
      ...{ 戊: ['never', null], 己: [null, null] },
    })
  })
})

describe('The list of enterprises', () => {
  it('is narrowed by the year of a badge, by leader, level and place', async () => {
    const badge = { type: 'private500' as const, rank: 12, level: null, category: null }
    await enterprise({
      name: '甲有限公司',
      badges: [{ ...badge, listYear: 2025 }],
      liaisonLeader: '样例领导',
    })
    await enterprise({ name: '乙有限公司', badges: [{ ...badge, listYear: 2024 }], isLocal: true })
    await enterprise({ name: '丙有限公司', targetLevel: 'city' })
    expect(await listed({ badge: 'private500', badgeYear: 2025 })).toEqual(['甲有限公司'])
    expect(await listed({ badgeYear: 2024 })).toEqual(['乙有限公司'])
    expect(await listed({ badge: 'listed', badgeYear: 2024 })).toEqual([])
    expect(await listed({ liaisonLeader: '样例领导' })).toEqual(['甲有限公司'])
    expect(await listed({ level: 'city' })).toEqual(['丙有限公司'])
    expect(await listed({ isLocal: true })).toEqual(['乙有限公司'])
    expect(await listed({ isLocal: false })).toEqual(['丙有限公司', '甲有限公司'])
  })

  it('shows the enterprises that have projects as a library of the same base', async () => {
    const id = await enterprise({ name: '甲有限公司' })
    await enterprise({ name: '乙有限公司' })
    await office.call('projects.save', { id: uuidv7(), name: '样例项目', kind: 'new', enterpriseId: id })
    expect(await listed({ library: 'project' })).toEqual(['甲有限公司'])
  })

  it('knows a group from its head and its members', async () => {
    const head = await enterprise({ name: '样例集团有限公司' })
    const member = await enterprise({ name: '样例集团东莞有限公司', parentId: head })
    expect(await office.call('enterprises.get', { id: head })).toMatchObject({
      subsidiaries: [{ id: member }],
      parent: null,
    })
    expect(await office.call('enterprises.get', { id: member })).toMatchObject({ parent: { id: head } })
  })
})

describe('Changing many enterprises at once', () => {
  it('writes what was set and nothing else, and is undone as a whole', async () => {
    const one = await enterprise({ name: '甲有限公司', priority: 'B', targetCategory: '头雁' })
    const two = await enterprise({ name: '乙有限公司', priority: 'A', liaisonLeader: '样例旧领导' })
    const third = await enterprise({ name: '丙有限公司' })
    const before = [await valuesOf(one), await valuesOf(two), await valuesOf(third)]
    const values = { priority: 'A', liaisonLeader: '样例领导', targetCategory: null } as const
    const { groupId, changed } = await office.call('enterprises.changeMany', { ids: [one, two], values })
    expect(changed).toBe(2)
    expect(await valuesOf(one)).toMatchObject({ ...values, name: '甲有限公司', status: null })
    expect(await valuesOf(two)).toMatchObject(values)
    expect(await valuesOf(third)).toEqual(before[2])
    await office.call('records.undoGroup', { groupId: groupId ?? '' })
    expect([await valuesOf(one), await valuesOf(two), await valuesOf(third)]).toMatchObject(
      before.map((each) => ({ ...each, updatedAt: expect.anything() })),
    )
  })

  it('says so when nothing differed, and refuses what breaks a rule', async () => {
    const id = await enterprise({ name: '甲有限公司', priority: 'A' })
    expect(
      await office.call('enterprises.changeMany', { ids: [id, uuidv7()], values: { priority: 'A' } }),
    ).toEqual({
      groupId: null,
      changed: 0,
    })
    await expect(
      office.call('enterprises.changeMany', { ids: [id], values: { contactIntervalDays: 0 } }),
    ).rejects.toThrow()
  })

  it('is taken back later too, and what somebody changed since stays and is named', async () => {
    const ids: string[] = []
    for (const name of ['甲有限公司', '乙有限公司', '丙有限公司'])
      ids.push(await enterprise({ name, liaisonLeader: '样例旧领导' }))
    const [one = '', two = '', gone = ''] = ids
    await office.call('enterprises.changeMany', { ids, values: { liaisonLeader: '样例领导', priority: 'A' } })
    await office.signIn(office.colleague)
    expect(await office.call('enterprises.bulkEdits', {})).toEqual([])
    await office.call('enterprises.save', {
      ...{ id: two, name: '乙有限公司', liaisonLeader: '样例新领导', priority: 'A' },
    })
    await office.signIn(office.me)
    await office.call('records.delete', { table: 'enterprises', id: gone })
    const [edit] = await office.call('enterprises.bulkEdits', {})
    expect(edit).toMatchObject({ changed: 3, values: { liaisonLeader: '样例领导' }, isUndone: false })
    const undone = await office.call('enterprises.undoMany', { groupId: edit?.groupId ?? '' })
    expect(undone).toMatchObject({ undone: 2, keptCount: 2 })
    expect(undone.kept.map(({ id }) => id).sort()).toEqual([two, gone].sort())
    expect(await valuesOf(one)).toMatchObject({ liaisonLeader: '样例旧领导', priority: null })
    expect(await valuesOf(two)).toMatchObject({ liaisonLeader: '样例新领导', priority: null })
    expect(await office.call('enterprises.bulkEdits', {})).toMatchObject([{ isUndone: true }])
  })

  it('can take all that a filter finds', async () => {
    const wanted = [
      await enterprise({ name: '甲', city: '深圳市' }),
      await enterprise({ name: '乙', city: '深圳市' }),
    ]
    await enterprise({ name: '丙', city: '广州市' })
    expect(await office.call('enterprises.ids', { city: '深圳市' })).toEqual(wanted.sort())
  })
})

describe('A saved view', () => {
  it('keeps filter and columns under its name', async () => {
    const view = { id: uuidv7(), place: 'enterprises' as const, name: '深圳新能源' }
    await office.call('views.save', { ...view, filter: { city: '深圳市' }, columns: ['city', 'light'] })
    await office.call('views.save', { ...view, filter: { city: '东莞市' }, columns: null })
    expect(await office.call('views.list', { place: 'enterprises' })).toMatchObject([
      { name: '深圳新能源', filter: { city: '东莞市' }, columns: null },
    ])
    expect(await office.call('views.list', { place: 'projects' })).toEqual([])
  })
})

describe('A project', () => {
  const project = async (values: Partial<Input<'projects.save'>> = {}) => {
    const id = uuidv7()
    await office.call('projects.save', { id, name: '样例负极材料项目', kind: 'new', ...values })
    return id
  }

  it('begins in an early stage, and its form does not move it on', async () => {
    const id = await project({ stage: 'talks', stageSince: '2026-10-01' })
    await expect(project({ stage: 'signed' })).rejects.toThrow()
    await office.call('projects.save', { id, name: '样例项目', kind: 'new', stage: 'lead' })
    expect(await office.call('projects.get', { id })).toMatchObject({
      project: { name: '样例项目', stage: 'talks', stageSince: '2026-10-01' },
      stageRequest: null,
    })
  })

  it('waits with its next stage until the server has answered', async () => {
    const id = await project({ enterpriseId: await enterprise({ name: '甲有限公司' }) })
    await office.call('projects.requestStage', {
      id,
      to: 'contact',
      on: '2026-11-22',
      proof: null,
      reason: null,
    })
    expect(await office.call('projects.get', { id })).toMatchObject({
      project: { stage: 'lead' },
      stageRequest: { state: 'pending', from: 'lead', to: 'contact' },
    })
    expect((await office.call('projects.list', { onlyPending: true })).rows).toMatchObject([
      { id, stage: 'lead', pendingStage: 'contact', enterpriseName: '甲有限公司' },
    ])
  })

  it('stands on the board in the column of its stage, the longest there first', async () => {
    const early = await project({ name: '样例甲项目', stageSince: '2026-09-01', totalInvest: 300 })
    const late = await project({
      name: '样例乙项目',
      stageSince: '2026-11-01',
      totalInvest: 200,
      isKey: true,
    })
    await project({ name: '样例丙项目', stage: 'reserve' })
    const columns = await office.call('projects.board', {})
    expect(columns.map(({ stage, total }) => [stage, total]).slice(0, 3)).toEqual([
      ['reserve', 1],
      ['lead', 2],
      ['contact', 0],
    ])
    expect(columns).toHaveLength(13)
    expect(columns[1]).toMatchObject({ invest: 500, cards: [{ id: early }, { id: late }] })
    const only = await office.call('projects.board', { onlyKey: true, stage: 'lead' })
    expect(only).toMatchObject([{ stage: 'lead', total: 1, invest: 200, cards: [{ id: late }] }])
  })

  it('is not asked on while something is missing', async () => {
    const id = await project()
    await expect(
      office.call('projects.requestStage', {
        id,
        to: 'contact',
        on: '2026-11-22',
        proof: null,
        reason: null,
      }),
    ).rejects.toThrow('"enterpriseId"')
  })

  it('is found by its name, its content and its investor', async () => {
    const id = await project({
      ...{ content: '年产五万吨人造石墨', totalInvest: 50_000 },
      enterpriseId: await enterprise({ name: '深圳样例电池有限公司' }),
    })
    for (const text of ['负极', '石墨', '样例电池'])
      expect((await office.call('projects.list', { text })).rows.map((row) => row.id)).toEqual([id])
    const groups = await office.call('search.all', { text: '石墨' })
    expect(groups.map(({ table }) => table)).toContain('projects')
  })
})
