import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Office, openOffice, visitDraft } from '../../support/test-office.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await office.close()
})

const everything = { limit: 200, offset: 0 }

async function enterprise(name: string, more: { city?: string; status?: 'untouched' } = {}): Promise<string> {
  const id = uuidv7()
  await office.call('enterprises.save', { id, name, ...more })
  return id
}

describe('recording a visit', () => {
  it('creates an enterprise that was typed on the spot, in the same step', async () => {
    const draft = visitDraft({ newEnterprise: { name: ' 样例新材料(深圳)有限公司 ', city: '广东深圳' } })
    await office.call('visits.save', draft)

    const detail = await office.call('enterprises.get', { id: draft.enterpriseId })
    expect(detail?.enterprise).toMatchObject({
      name: '样例新材料（深圳）有限公司',
      city: '深圳市',
      status: 'contacted',
      unitId: office.me.unitId,
      createdBy: office.me.userId,
    })
    expect(detail?.visitCount).toBe(1)
    const visit = await office.call('visits.get', { id: draft.id })
    expect(visit).toMatchObject({
      enterpriseName: '样例新材料（深圳）有限公司',
      mine: true,
      gaps: [],
      foot: { createdByName: '记录员', safety: 'local' },
    })
    expect(visit?.visit.theirPeople).toEqual([{ personId: null, name: '样例甲', post: '副总经理' }])
  })

  it('keeps nothing at all when one part of it breaks a rule', async () => {
    const draft = visitDraft({
      newEnterprise: { name: '样例有限公司' },
      demands: [{ id: uuidv7(), content: '用电', category: 'power' }],
    })
    // The second demand's identifier is no record's identifier in the store: the whole step is taken back.
    const broken = {
      ...draft,
      demands: [...(draft.demands ?? []), { id: uuidv7().toUpperCase(), content: '地', category: 'land' }],
    }
    const reply = await office.ask('visits.save', broken)
    expect(reply.ok).toBe(false)
    expect(await office.call('visits.get', { id: draft.id })).toBeNull()
    expect(await office.call('enterprises.get', { id: draft.enterpriseId })).toBeNull()
    expect(await office.waiting()).toBe(0)
  })

  it('saves captured demands and commitments as records of the enterprise, the visit and the trip', async () => {
    const tripId = uuidv7()
    await office.call('trips.save', {
      ...{ id: tripId, title: '赴深圳', kind: 'small_team', state: 'on_the_way', members: [], legs: [] },
      ...{ startOn: '2026-11-21', endOn: '2026-11-23' },
    })
    const enterpriseId = await enterprise('样例电子有限公司')
    const [demandId, commitmentId] = [uuidv7(), uuidv7()]
    const draft = visitDraft({
      enterpriseId,
      tripId,
      demands: [
        {
          id: demandId,
          content: '双回路供电',
          category: 'power',
          responsible: '供电局',
          dueOn: '2026-12-01',
        },
      ],
      commitments: [{ id: commitmentId, content: '一周内给出选址方案', madeBy: '记录员' }],
    })
    await office.call('visits.save', draft)
    const detail = await office.call('visits.get', { id: draft.id })
    const place = { enterpriseId, visitId: draft.id, tripId }
    expect(detail?.demands).toMatchObject([{ id: demandId, ...place, state: 'open', responsible: '供电局' }])
    expect(detail?.commitments).toMatchObject([{ id: commitmentId, ...place, madeOn: '2026-11-22' }])
  })

  it('deletes a demand that was taken out of the form and brings it back when it is put in again', async () => {
    const enterpriseId = await enterprise('样例电子有限公司')
    const demand = { id: uuidv7(), content: '双回路供电', category: 'power' as const }
    const draft = visitDraft({ enterpriseId, demands: [demand] })
    await office.call('visits.save', draft)
    await office.call('visits.save', { ...draft, demands: [] })
    expect((await office.call('visits.get', { id: draft.id }))?.demands).toEqual([])
    await office.call('visits.save', draft)
    expect((await office.call('visits.get', { id: draft.id }))?.demands).toMatchObject([{ id: demand.id }])
  })

  it('leaves what became of a demand alone when the visit is saved again', async () => {
    const enterpriseId = await enterprise('样例电子有限公司')
    const demand = { id: uuidv7(), content: '双回路供电', category: 'power' as const }
    const draft = visitDraft({ enterpriseId, demands: [demand] })
    await office.call('visits.save', draft)
    await office.call('demands.save', {
      ...demand,
      enterpriseId,
      visitId: draft.id,
      state: 'done',
      result: '已送电',
    })
    await office.call('visits.save', { ...draft, outcome: '达成初步意向' })
    expect((await office.call('visits.get', { id: draft.id }))?.demands).toMatchObject([
      { state: 'done', result: '已送电' },
    ])
  })

  it('makes one follow-up of the next step, however often the visit is saved', async () => {
    const enterpriseId = await enterprise('样例电子有限公司')
    const draft = visitDraft({
      enterpriseId,
      nextStep: '报送选址方案',
      nextDue: '2026-11-30',
      nextOwner: '开发区',
    })
    await office.call('visits.save', draft)
    await office.call('visits.save', { ...draft, topics: `${draft.topics}。` })
    await office.call('visits.save', { ...draft, nextStep: '当面报送选址方案' })
    const { rows } = await office.call('followUps.list', { ...everything, show: 'all' })
    expect(rows).toMatchObject([
      {
        title: '当面报送选址方案',
        dueOn: '2026-11-30',
        owner: '开发区',
        visitId: draft.id,
        enterpriseName: '样例电子有限公司',
      },
    ])
    await office.call('visits.save', { ...draft, nextStep: null, nextDue: null })
    expect((await office.call('followUps.list', { ...everything, show: 'all' })).rows).toEqual([])
  })

  it('does not undo what was changed on the follow-up itself', async () => {
    const enterpriseId = await enterprise('样例电子有限公司')
    const draft = visitDraft({ enterpriseId, nextStep: '报送选址方案', nextDue: '2026-11-30' })
    await office.call('visits.save', draft)
    const [row] = (await office.call('followUps.list', { ...everything, show: 'all' })).rows
    if (!row) throw new Error('no follow-up')
    await office.call('followUps.save', { ...row, dueOn: '2026-12-15' })
    await office.call('visits.save', { ...draft, topics: `${draft.topics}。` })
    expect((await office.call('followUps.list', { ...everything, show: 'all' })).rows[0]?.dueOn).toBe(
      '2026-12-15',
    )

    await office.call('records.delete', { table: 'followUps', id: row.id })
    await office.call('visits.save', draft)
    expect((await office.call('followUps.list', { ...everything, show: 'all' })).rows).toEqual([])
  })

  it('marks an untouched enterprise as contacted, and leaves one in talks as it is', async () => {
    const fresh = await enterprise('样例甲有限公司', { status: 'untouched' })
    const talking = uuidv7()
    await office.call('enterprises.save', { id: talking, name: '样例乙有限公司', status: 'talks' })
    await office.call('visits.save', visitDraft({ enterpriseId: fresh }))
    await office.call('visits.save', visitDraft({ enterpriseId: talking }))
    expect((await office.call('enterprises.get', { id: fresh }))?.enterprise.status).toBe('contacted')
    expect((await office.call('enterprises.get', { id: talking }))?.enterprise.status).toBe('talks')
  })

  it('writes nothing when the same visit is saved twice', async () => {
    const draft = visitDraft({ newEnterprise: { name: '样例有限公司' }, nextStep: '回访' })
    await office.call('visits.save', draft)
    const before = await office.waiting()
    await office.call('visits.save', draft)
    expect(await office.waiting()).toBe(before)
  })

  it('is changed and deleted by its author alone', async () => {
    const enterpriseId = await enterprise('样例电子有限公司')
    const draft = visitDraft({ enterpriseId })
    await office.call('visits.save', draft)
    await office.signIn(office.colleague)
    expect((await office.call('visits.get', { id: draft.id }))?.mine).toBe(false)
    expect(await office.refusal('visits.save', { ...draft, topics: '改写' })).toBe('record/not-yours')
    expect(await office.refusal('records.delete', { table: 'visits', id: draft.id })).toBe('record/not-yours')
    await office.signIn(office.me)
    await office.call('records.delete', { table: 'visits', id: draft.id })
    await office.signIn(office.colleague)
    expect(await office.refusal('records.undelete', { table: 'visits', id: draft.id })).toBe(
      'record/not-yours',
    )
  })

  it('needs an enterprise that is known or typed', async () => {
    expect(await office.refusal('visits.save', visitDraft())).toBe('record/invalid')
  })

  it('says of bad input which field breaks which rule', async () => {
    const draft = visitDraft({ occurredOn: '2026-02-30', startTime: '10:00', endTime: '09:00' })
    const reply = await office.ask('visits.save', draft)
    expect(reply).toMatchObject({ ok: false, code: 'call/invalid' })
    expect(reply.ok ? [] : reply.details.problems).toContainEqual({ path: ['occurredOn'], message: 'date' })
  })
})

describe('the list of visits', () => {
  it('finds by day, type, outcome, enterprise, author, place of safety and words', async () => {
    const [first, second] = [await enterprise('样例锂电有限公司'), await enterprise('东方样例有限公司')]
    const early = visitDraft({ enterpriseId: first, occurredOn: '2026-11-10', type: 'return_visit' })
    await office.call('visits.save', early)
    await office.upload()
    const late = visitDraft({
      ...{ enterpriseId: second, occurredOn: '2026-11-20', startTime: '09:00' },
      ...{ outcomeLevel: 'clear_intent', topics: '洽谈储能 100%_ 项目' },
    })
    await office.call('visits.save', late)
    const ids = async (filter: object) =>
      (await office.call('visits.list', { ...everything, ...filter })).rows.map(({ id }) => id)

    expect(await ids({})).toEqual([late.id, early.id])
    expect(await ids({ from: '2026-11-15' })).toEqual([late.id])
    expect(await ids({ to: '2026-11-15' })).toEqual([early.id])
    expect(await ids({ type: 'return_visit' })).toEqual([early.id])
    expect(await ids({ outcomeLevel: 'clear_intent' })).toEqual([late.id])
    expect(await ids({ enterpriseId: first })).toEqual([early.id])
    expect(await ids({ authorId: office.colleague.userId })).toEqual([])
    expect(await ids({ onlyLocal: true })).toEqual([late.id])
    expect(await ids({ text: '锂电' })).toEqual([early.id])
    expect(await ids({ text: 'dfyl' })).toEqual([late.id])
    expect(await ids({ text: '样例甲' })).toEqual([late.id, early.id])
    expect(await ids({ text: 'name' })).toEqual([])
    expect(await ids({ text: '100%_' })).toEqual([late.id])
    expect(await ids({ text: '0%' })).toEqual([late.id])
    expect(await ids({ limit: 1, offset: 1 })).toEqual([early.id])
    expect((await office.call('visits.list', { limit: 1, offset: 1 })).total).toBe(2)
  })

  it('shows names, people, what is missing and where the visit is safe', async () => {
    const enterpriseId = await enterprise('样例锂电有限公司')
    const draft = visitDraft({
      ...{ enterpriseId, theirPeople: [], topics: '太短' },
      ourPeople: [{ name: '记录员' }, { name: '同事' }],
    })
    await office.call('visits.save', draft)
    const [row] = (await office.call('visits.list', everything)).rows
    expect(row).toMatchObject({
      enterpriseName: '样例锂电有限公司',
      authorName: '记录员',
      ourPeople: '记录员、同事',
      theirPeople: '',
      gaps: ['their-people', 'content'],
      safety: 'local',
    })
    await office.upload()
    expect((await office.call('visits.list', everything)).rows[0]?.safety).toBe('uploaded')
  })

  it('counts the days of a late entry by the calendar of this machine, not of Greenwich', async () => {
    vi.stubEnv('TZ', 'Asia/Shanghai')
    // Half past one at night on the 22nd in Shanghai is still the 21st in Greenwich.
    office.setTime(new Date('2026-11-22T01:30:00+08:00'))
    const enterpriseId = await enterprise('样例锂电有限公司')
    await office.call('visits.save', visitDraft({ enterpriseId, occurredOn: '2026-11-20' }))
    expect((await office.call('visits.list', everything)).rows[0]?.lateEntryDays).toBe(2)
  })
})
