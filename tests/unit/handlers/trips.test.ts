import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Input } from '../../../shared/contract/index.ts'
import { type Office, openOffice, visitDraft } from '../../support/test-office.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

function tripDraft(over: Partial<Input<'trips.save'>> = {}): Input<'trips.save'> {
  return {
    ...{
      id: uuidv7(),
      title: '赴深圳、东莞招商',
      kind: 'small_team',
      state: 'planned',
      cities: ['深圳', '东莞'],
    },
    ...{ startOn: '2026-11-21', endOn: '2026-11-23', members: [], legs: [] },
    ...over,
  }
}

describe('trips', () => {
  it('saves members and itinerary with the trip: new ones, changed ones and those left out', async () => {
    const draft = tripDraft()
    const [leader, member] = [uuidv7(), uuidv7()]
    await office.call('trips.save', {
      ...draft,
      members: [
        { id: member, name: '乙', role: 'member', rankOrder: 2 },
        { id: leader, name: '甲', role: 'leader', rankOrder: 1, userId: office.me.userId },
      ],
      legs: [
        { id: uuidv7(), date: '2026-11-22', half: 'morning', activity: '拜访' },
        { id: uuidv7(), date: '2026-11-21', half: 'afternoon', activity: '座谈' },
        { id: uuidv7(), date: '2026-11-21', half: 'morning', activity: '出发' },
      ],
    })
    const first = await office.call('trips.get', { id: draft.id })
    expect(first?.members.map(({ name }) => name)).toEqual(['甲', '乙'])
    expect(first?.legs.map(({ activity }) => activity)).toEqual(['出发', '座谈', '拜访'])
    expect(first).toMatchObject({
      reportDueOn: '2026-12-08',
      foot: { createdByName: '记录员', safety: 'local' },
    })

    await office.call('trips.save', {
      ...draft,
      members: [{ id: leader, name: '甲', role: 'leader', rankOrder: 1, duty: '带队' }],
    })
    const second = await office.call('trips.get', { id: draft.id })
    expect(second?.members).toMatchObject([{ id: leader, duty: '带队' }])
    expect(second?.legs).toEqual([])
  })

  it('refuses a leg outside the days of the trip and an end before the start', async () => {
    const leg = { id: uuidv7(), date: '2026-11-25', half: 'morning' as const, activity: '拜访' }
    expect(await office.refusal('trips.save', tripDraft({ legs: [leg] }))).toBe('call/invalid')
    expect(await office.refusal('trips.save', tripDraft({ endOn: '2026-11-20' }))).toBe('call/invalid')
  })

  it('shows leader, members and visits in the list and finds by words, kind and state', async () => {
    const draft = tripDraft({
      filingNo: '招商〔2026〕12号',
      members: [
        { id: uuidv7(), name: '团长甲', role: 'leader' },
        { id: uuidv7(), name: '乙', role: 'member' },
      ],
    })
    await office.call('trips.save', draft)
    await office.call(
      'visits.save',
      visitDraft({ newEnterprise: { name: '样例有限公司' }, tripId: draft.id }),
    )
    await office.call('trips.save', tripDraft({ title: '节会', kind: 'event', state: 'cancelled' }))
    const list = async (filter: object) => (await office.call('trips.list', { limit: 10, ...filter })).rows
    expect(await list({ text: '〔2026〕12' })).toMatchObject([
      { id: draft.id, leaderName: '团长甲', memberCount: 2, visitCount: 1, reportDueOn: '2026-12-08' },
    ])
    expect(await list({ text: '东莞' })).toHaveLength(2)
    expect(await list({ text: '团长甲' })).toHaveLength(1)
    expect(await list({ kind: 'event' })).toMatchObject([{ title: '节会', leaderName: null, visitCount: 0 }])
    expect(await list({ state: 'planned' })).toMatchObject([{ id: draft.id }])
    expect((await office.call('trips.get', { id: draft.id }))?.visits).toMatchObject([
      { enterpriseName: '样例有限公司', tripTitle: '赴深圳、东莞招商' },
    ])
  })

  it('offers for a day the trips around it that are not over, mine first', async () => {
    const theirs = tripDraft({ title: '别人的', state: 'on_the_way' })
    const mine = tripDraft({
      title: '我的',
      members: [{ id: uuidv7(), name: '记录员', role: 'member', userId: office.me.userId }],
    })
    for (const trip of [theirs, mine, tripDraft({ state: 'reported' })]) await office.call('trips.save', trip)
    const on = async (date: string) => (await office.call('trips.on', { date })).map(({ title }) => title)
    expect(await on('2026-11-22')).toEqual(['我的', '别人的'])
    expect(await on('2026-11-20')).toEqual(['我的', '别人的'])
    expect(await on('2026-11-24')).toEqual(['我的', '别人的'])
    expect(await on('2026-11-19')).toEqual([])
    expect(await on('2026-11-25')).toEqual([])
    expect(await on('明天')).toEqual([])
  })

  it('offers a trip one has returned from for fifteen days, so that a visit can be entered late', async () => {
    await office.call('trips.save', tripDraft({ title: '回来了', state: 'returned' }))
    const offered = async (now: string) => {
      office.setTime(new Date(now))
      return (await office.call('trips.on', { date: '2026-11-22' })).map(({ title }) => title)
    }
    expect(await offered('2026-12-08T09:00:00')).toEqual(['回来了'])
    expect(await offered('2026-12-09T09:00:00')).toEqual([])
  })

  it('are refused when they would last longer than a year, which nobody means', async () => {
    const refused = (endOn: string) => office.ask('trips.save', tripDraft({ startOn: '2026-11-21', endOn }))
    expect(await refused('2106-11-23')).toMatchObject({
      ok: false,
      details: { problems: [{ path: ['endOn'], message: 'trip-too-long' }] },
    })
    expect(await refused('2027-11-21')).toMatchObject({ ok: true })
  })

  it('moves on to another state', async () => {
    const draft = tripDraft()
    await office.call('trips.save', draft)
    await office.call('trips.setState', { id: draft.id, state: 'returned' })
    expect((await office.call('trips.get', { id: draft.id }))?.trip.state).toBe('returned')
    expect(await office.refusal('trips.setState', { id: uuidv7(), state: 'returned' })).toBe(
      'record/not-found',
    )
  })
})
