import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Input } from '../../../shared/contract/index.ts'
import { type Office, openOffice, visitDraft } from '../../support/test-office.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const everything = { limit: 200, offset: 0 }

async function enterprise(values: Omit<Input<'enterprises.save'>, 'id'>): Promise<string> {
  const id = uuidv7()
  await office.call('enterprises.save', { id, ...values })
  return id
}

const suggested = async (text: string) =>
  (await office.call('enterprises.suggest', { text })).map(({ name }) => name)

describe('suggesting an enterprise while typing', () => {
  beforeEach(async () => {
    await enterprise({ name: '宁德时代新能源科技股份有限公司', shortName: '宁德时代', city: '宁德市' })
    await enterprise({ name: '重庆长安汽车股份有限公司', city: '重庆市' })
    await enterprise({ name: '东莞新能源科技有限公司', city: '东莞市' })
    await enterprise({ name: 'TCL科技集团股份有限公司' })
  })

  it('finds any part of the name', async () => {
    expect(await suggested('长安')).toEqual(['重庆长安汽车股份有限公司'])
  })

  it('finds by pinyin, with a place read as its people read it', async () => {
    expect(await suggested('ningdeshi')).toEqual(['宁德时代新能源科技股份有限公司'])
    expect(await suggested('chongqing')).toEqual(['重庆长安汽车股份有限公司'])
  })

  it('finds by initials, in capitals or full width too', async () => {
    expect(await suggested('ndsd')).toEqual(['宁德时代新能源科技股份有限公司'])
    expect(await suggested('CQCA')).toEqual(['重庆长安汽车股份有限公司'])
    expect(await suggested('ｔｃｌ')).toEqual(['TCL科技集团股份有限公司'])
  })

  it('offers names that begin with it before names that contain it', async () => {
    await enterprise({ name: '新能源样例有限公司' })
    expect(await suggested('新能源')).toEqual([
      '新能源样例有限公司',
      '东莞新能源科技有限公司',
      '宁德时代新能源科技股份有限公司',
    ])
  })

  it('offers lately visited ones first, and only them where nothing is typed yet first', async () => {
    const id = await enterprise({ name: '样例新能源乙有限公司' })
    await office.call('visits.save', visitDraft({ enterpriseId: id }))
    expect((await suggested('能源'))[0]).toBe('样例新能源乙有限公司')
    expect((await office.call('enterprises.suggest', { text: '' }))[0]).toMatchObject({
      name: '样例新能源乙有限公司',
      lastVisitOn: '2026-11-22',
    })
  })

  it('offers ten at most and nothing for what nobody is called', async () => {
    for (let index = 0; index < 12; index += 1) await enterprise({ name: `样例第${index}有限公司` })
    expect(await suggested('样例')).toHaveLength(10)
    expect(await suggested('没有这家')).toEqual([])
    expect(await suggested("' or 1=1 --")).toEqual([])
  })
})

describe('the list of enterprises', () => {
  it('shows three libraries of one base', async () => {
    await enterprise({ name: '甲有限公司' })
    const target = await enterprise({ name: '乙有限公司', priority: 'A' })
    const visited = await enterprise({ name: '丙有限公司' })
    const known = await enterprise({ name: '丁有限公司' })
    await office.call('visits.save', visitDraft({ enterpriseId: visited }))
    await office.call('contacts.save', {
      id: uuidv7(),
      name: '样例甲',
      posts: [{ id: uuidv7(), enterpriseId: known, title: '总监' }],
    })
    const ids = async (library: 'all' | 'target' | 'customer') =>
      (await office.call('enterprises.list', { ...everything, library })).rows.map(({ id }) => id).sort()
    expect(await ids('all')).toHaveLength(4)
    expect(await ids('target')).toEqual([target])
    expect(await ids('customer')).toEqual([visited, known].sort())
  })

  it('filters by city, region, chain, badge, priority, status and words', async () => {
    const found = await enterprise({
      ...{
        name: '样例光电有限公司',
        city: '深圳市',
        industryChain: '新型显示',
        priority: 'B',
        status: 'talks',
      },
      badges: [{ type: 'listed' }, { type: 'private500', listYear: 2025, rank: 12 }],
    })
    await enterprise({ name: '别的有限公司', city: '贵溪市', badges: [{ type: 'listed' }] })
    const ids = async (filter: object) =>
      (await office.call('enterprises.list', { ...everything, ...filter })).rows.map(({ id }) => id)
    for (const filter of [
      { city: '深圳市' },
      { region: 'greater_bay' },
      { chain: '新型显示' },
      { badge: 'private500' },
      { priority: 'B' },
      { status: 'talks' },
      { text: '光电' },
      { text: 'ylgd' },
    ])
      expect(await ids(filter), JSON.stringify(filter)).toEqual([found])
    expect(await ids({ region: 'other' })).toHaveLength(1)
    expect(await ids({ region: 'jjj' })).toEqual([])
    expect(await ids({ badge: 'listed' })).toHaveLength(2)
    expect(await ids({ text: '%' })).toEqual([])
    expect(await office.call('enterprises.facets', {})).toEqual({
      cities: expect.arrayContaining(['深圳市', '贵溪市']),
      chains: ['新型显示'],
      leaders: [],
    })
  })

  it('sorts by last change, by name and by last visit, page by page', async () => {
    const names = ['赣州样例', '安庆样例', '北海样例'].map((name) => `${name}有限公司`)
    const ids: string[] = []
    for (const name of names) ids.push(await enterprise({ name }))
    await office.call('visits.save', visitDraft({ enterpriseId: ids[1] ?? '', occurredOn: '2026-11-02' }))
    await office.call('visits.save', visitDraft({ enterpriseId: ids[0] ?? '', occurredOn: '2026-11-01' }))
    const list = async (sort: 'updated' | 'name' | 'last-visit', page: object = {}) =>
      (await office.call('enterprises.list', { ...everything, sort, ...page })).rows.map(({ name }) =>
        name.slice(0, 2),
      )
    expect(await list('name')).toEqual(['安庆', '北海', '赣州'])
    expect(await list('last-visit')).toEqual(['安庆', '赣州', '北海'])
    expect(await list('updated')).toEqual(['赣州', '安庆', '北海'])
    expect(await list('name', { limit: 1, offset: 1 })).toEqual(['北海'])
    const [row] = (await office.call('enterprises.list', { ...everything, sort: 'last-visit' })).rows
    expect(row).toMatchObject({ lastVisitOn: '2026-11-02', visitCount: 1, safety: 'local', badges: [] })
  })
})

describe('the page of an enterprise', () => {
  it('tells what happened with it, newest first, and what is still open', async () => {
    const id = await enterprise({ name: '样例有限公司' })
    await office.call('visits.save', {
      ...visitDraft({
        enterpriseId: id,
        occurredOn: '2026-11-01',
        outcomeLevel: 'interested',
        nextStep: '回访',
        nextDue: '2026-11-05',
      }),
      demands: [{ id: uuidv7(), content: '用电', category: 'power', dueOn: '2026-11-10' }],
      commitments: [{ id: uuidv7(), content: '三日内答复', dueOn: '2027-01-01' }],
    })
    await office.call('notes.save', {
      ...{ id: uuidv7(), enterpriseId: id, occurredOn: '2026-11-20' },
      ...{ body: '电话沟通\n对方下月来访', confidentiality: 'internal' },
    })
    const detail = await office.call('enterprises.get', { id })
    expect(detail).toMatchObject({ openDemands: 1, openCommitments: 1, visitCount: 1 })
    expect(detail?.timeline.map(({ kind, on, tag }) => [kind, on, tag])).toEqual([
      ['demand', '2026-11-22', 'overdue'],
      ['followUp', '2026-11-22', 'overdue'],
      ['note', '2026-11-20', null],
      ['visit', '2026-11-01', 'interested'],
      ['commitment', '2026-11-01', 'open'],
    ])
    expect(detail?.timeline.find(({ kind }) => kind === 'note')).toMatchObject({
      title: '电话沟通…',
      text: '电话沟通\n对方下月来访',
      authorName: '记录员',
      safety: 'local',
    })
    expect(await office.call('enterprises.get', { id: uuidv7() })).toBeNull()
  })

  it('refuses a wrong credit code and says so at the field', async () => {
    const reply = await office.ask('enterprises.save', {
      id: uuidv7(),
      name: '样例',
      uscc: '91350100M000100Y44',
    })
    expect(reply).toMatchObject({
      ok: false,
      code: 'call/invalid',
      details: { problems: [{ path: ['uscc'], message: 'uscc-check-digit' }] },
    })
  })
})

describe('handing an enterprise to another unit', () => {
  it('is asked for and shown as waiting until the server has decided', async () => {
    const id = uuidv7()
    const toUnitId = uuidv7()
    await office.call('enterprises.save', { id, name: '样例公司' })
    expect((await office.call('enterprises.get', { id }))?.transfer).toBeNull()
    await office.call('enterprises.requestTransfer', { id, toUnitId, reason: '  由驻外机构跟进 ' })
    const detail = await office.call('enterprises.get', { id })
    expect(detail?.transfer).toMatchObject({
      ...{ state: 'pending', toUnitId, toUnitName: null, reason: '由驻外机构跟进', refusal: null },
      requestedByName: '记录员',
    })
    expect(detail?.enterprise.unitId).toBe(office.me.unitId)
    expect(detail?.foot.safety).toBe('local')
  })

  it('is not asked for the unit that has it, for an enterprise that is not here, or without a reason', async () => {
    const id = uuidv7()
    await office.call('enterprises.save', { id, name: '样例公司' })
    const refused = (input: object) =>
      office.refusal('enterprises.requestTransfer', { id, toUnitId: uuidv7(), reason: '理由', ...input })
    expect(await refused({ toUnitId: office.me.unitId })).toBe('record/invalid')
    expect(await refused({ id: uuidv7() })).toBe('record/not-found')
    expect(await refused({ reason: ' ' })).toBe('call/invalid')
  })
})
