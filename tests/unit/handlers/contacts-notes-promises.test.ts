import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Office, openOffice, visitDraft } from '../../support/test-office.ts'

let office: Office
let enterpriseId: string
beforeEach(async () => {
  office = await openOffice()
  enterpriseId = uuidv7()
  await office.call('enterprises.save', { id: enterpriseId, name: '样例电子有限公司' })
})
afterEach(() => office.close())

const everything = { limit: 200, offset: 0 }

describe('contacts', () => {
  it('keep the history of their posts; a post left out of the form goes', async () => {
    const [id, former, present, next] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()]
    await office.call('enterprises.save', { id: next, name: '样例光电有限公司' })
    const posts = [
      { id: former, enterpriseId, title: '经理', fromDate: '2020-01-01', toDate: '2024-12-31' },
      { id: present, enterpriseId: next, title: '总监', fromDate: '2025-01-01', isDecisionMaker: true },
    ]
    const person = { id, name: '单样例', phones: ['13800002001', '0755-26000005转801'] }
    await office.call('contacts.save', { ...person, posts })
    await office.call(
      'visits.save',
      visitDraft({ enterpriseId, theirPeople: [{ personId: id, name: '单样例' }] }),
    )

    const detail = await office.call('contacts.get', { id })
    expect(detail?.posts.map(({ title, enterpriseName }) => [title, enterpriseName])).toEqual([
      ['总监', '样例光电有限公司'],
      ['经理', '样例电子有限公司'],
    ])
    expect(detail?.visits).toMatchObject([{ occurredOn: '2026-11-22', enterpriseName: '样例电子有限公司' }])

    const list = async (filter: object) =>
      (await office.call('contacts.list', { ...everything, ...filter })).rows
    expect(await list({})).toMatchObject([
      {
        name: '单样例',
        title: '总监',
        enterpriseName: '样例光电有限公司',
        isDecisionMaker: true,
        safety: 'local',
      },
    ])
    expect(await list({ enterpriseId })).toEqual([])
    expect(await list({ enterpriseId: next })).toHaveLength(1)
    for (const text of ['单样', 'shanyangli', 'syl', '2600', '光电', '总监'])
      expect(await list({ text }), text).toHaveLength(1)
    expect(await list({ text: '没有' })).toEqual([])

    await office.call('contacts.save', { ...person, posts: posts.slice(0, 1) })
    expect((await office.call('contacts.get', { id }))?.posts).toHaveLength(1)
    expect(await list({})).toMatchObject([{ title: null, enterpriseName: null, isDecisionMaker: false }])
    expect(await office.call('contacts.get', { id: uuidv7() })).toBeNull()
  })
})

describe('notes of a negotiation', () => {
  it('are listed by enterprise and by visit and changed by their author alone', async () => {
    const visit = visitDraft({ enterpriseId })
    await office.call('visits.save', visit)
    const note = {
      ...{ id: uuidv7(), enterpriseId, visitId: visit.id, occurredOn: '2026-11-22' },
      ...{ body: '对方关心电价', confidentiality: 'internal' as const },
    }
    await office.call('notes.save', note)
    await office.call('notes.save', { ...note, id: uuidv7(), visitId: null, occurredOn: '2026-11-23' })
    expect(await office.call('notes.list', { enterpriseId })).toHaveLength(2)
    expect(await office.call('notes.list', { visitId: visit.id })).toMatchObject([
      { id: note.id, authorName: '记录员', mine: true },
    ])
    await office.signIn(office.colleague)
    expect((await office.call('notes.list', { visitId: visit.id }))[0]?.mine).toBe(false)
    expect(await office.refusal('notes.save', { ...note, body: '改写' })).toBe('record/not-yours')
  })
})

describe('demands, commitments and follow-ups', () => {
  it('are shown open, overdue or all, due first at the top', async () => {
    const demand = { enterpriseId, content: '用电', category: 'power' as const, state: 'open' as const }
    await office.call('demands.save', { ...demand, id: uuidv7(), dueOn: '2026-12-31' })
    await office.call('demands.save', { ...demand, id: uuidv7(), dueOn: '2026-11-01', state: 'doing' })
    await office.call('demands.save', { ...demand, id: uuidv7(), dueOn: '2026-10-01', state: 'cleared' })
    const shown = async (show: 'open' | 'overdue' | 'all') =>
      (await office.call('demands.list', { ...everything, show })).rows.map(({ dueOn, overdue }) => [
        dueOn,
        overdue,
      ])
    expect(await shown('open')).toEqual([
      ['2026-11-01', true],
      ['2026-12-31', false],
    ])
    expect(await shown('overdue')).toEqual([['2026-11-01', true]])
    expect(await shown('all')).toHaveLength(3)
  })

  it('know a commitment that was kept from one that is late', async () => {
    const commitment = { enterpriseId, content: '三日内答复', dueOn: '2026-11-20' }
    const id = uuidv7()
    await office.call('commitments.save', { ...commitment, id })
    const list = async (show: 'open' | 'overdue' | 'all') =>
      (await office.call('commitments.list', { ...everything, show })).rows
    expect(await list('overdue')).toMatchObject([{ overdue: true, enterpriseName: '样例电子有限公司' }])
    await office.call('commitments.save', { ...commitment, id, madeBy: '样例甲局长' })
    const said = async (text: string) =>
      (await office.call('commitments.list', { ...everything, show: 'all', text })).total
    expect([await said('甲局长'), await said('三日内'), await said('别的')]).toEqual([1, 1, 0])
    await office.call('commitments.save', { ...commitment, id, fulfilledOn: '2026-11-21' })
    expect(await list('open')).toEqual([])
    expect(await list('all')).toMatchObject([{ overdue: false }])
  })

  it('find by words and enterprise, and mine among everybody’s', async () => {
    const other = uuidv7()
    await office.call('enterprises.save', { id: other, name: '别的有限公司' })
    await office.call('followUps.save', {
      id: uuidv7(),
      enterpriseId,
      title: '报送选址方案',
      ownerId: office.colleague.userId,
    })
    await office.call('followUps.save', { id: uuidv7(), enterpriseId: other, title: '回访' })
    const titles = async (filter: object) =>
      (await office.call('followUps.list', { ...everything, ...filter })).rows.map(({ title }) => title)
    expect(await titles({ mine: true })).toEqual(['回访'])
    expect(await titles({ text: '选址' })).toEqual(['报送选址方案'])
    expect(await titles({ text: '电子' })).toEqual(['报送选址方案'])
    expect(await titles({ enterpriseId: other })).toEqual(['回访'])
    await office.signIn(office.colleague)
    expect(await titles({ mine: true })).toEqual(['报送选址方案'])
  })

  it('are ticked off and opened again', async () => {
    const id = uuidv7()
    await office.call('followUps.save', { id, enterpriseId, title: '回访', dueOn: '2026-11-01' })
    expect((await office.call('followUps.list', { ...everything, show: 'overdue' })).total).toBe(1)
    await office.call('followUps.setDone', { id, done: true })
    expect((await office.call('followUps.list', { ...everything, show: 'all' })).rows[0]?.doneOn).toBe(
      '2026-11-22',
    )
    await office.call('followUps.setDone', { id, done: false })
    expect((await office.call('followUps.list', everything)).total).toBe(1)
    expect(await office.refusal('followUps.setDone', { id: uuidv7(), done: true })).toBe('record/not-found')
  })
})

describe('searching everything', () => {
  it('finds enterprises and people by pinyin and every record by its words, and shows why', async () => {
    await office.call('contacts.save', {
      ...{ id: uuidv7(), name: '样例丙' },
      posts: [{ id: uuidv7(), enterpriseId, title: '总监' }],
    })
    const visit = visitDraft({
      enterpriseId,
      topics: '对方表示很愿意来，尤其关心负极材料项目的电价和用地，希望尽快落实',
    })
    await office.call('visits.save', visit)
    await office.call('trips.save', {
      ...{
        id: uuidv7(),
        title: '负极材料专题招商',
        kind: 'small_team',
        state: 'planned',
        members: [],
        legs: [],
      },
      ...{ startOn: '2026-11-21', endOn: '2026-11-23' },
    })
    await office.call('notes.save', {
      ...{ id: uuidv7(), enterpriseId, occurredOn: '2026-11-22', confidentiality: 'internal' },
      body: '负极材料扩产',
    })
    const found = async (text: string) =>
      (await office.call('search.all', { text })).flatMap(({ hits }) => hits.map(({ table }) => table))
    expect((await found('负极材料')).sort()).toEqual(['notes', 'trips', 'visits'])
    expect(await found('yldz')).toEqual(['enterprises'])
    expect(await found('yanglibing')).toEqual(['contacts'])
    expect(await found('   ')).toEqual([])
    expect(await found('"*')).toEqual([])
    const groups = await office.call('search.all', { text: '负极材料' })
    expect(groups.find(({ table }) => table === 'visits')?.hits).toMatchObject([
      {
        id: visit.id,
        enterpriseId,
        title: { text: '样例电子有限公司 · 2026-11-22' },
        excerpt: { text: expect.stringMatching(/^….*关心负极材料项目/) },
      },
    ])
    const [people] = await office.call('search.all', { text: '样例丙' })
    expect(people?.hits[0]).toMatchObject({
      title: { text: '样例丙', ranges: [[0, 3]] },
      context: '样例电子有限公司 总监',
    })
  })
})
