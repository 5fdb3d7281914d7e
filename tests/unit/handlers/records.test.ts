import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serverIdentity } from '#shared/sync/server-identity.ts'
import { putPublished } from '../../support/published.ts'
import { type Office, openOffice, visitDraft } from '../../support/test-office.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const everything = { limit: 200, offset: 0 }
const days = { startOn: '2026-11-21', endOn: '2026-11-23' }
const tripDraft = { title: '赴深圳', kind: 'small_team' as const, state: 'planned' as const, ...days }

describe('deleting', () => {
  it('takes a trip with its members and itinerary, and brings back the very same set', async () => {
    const [id, leader, gone] = [uuidv7(), uuidv7(), uuidv7()]
    const members = [
      { id: leader, name: '甲', role: 'leader' as const },
      { id: gone, name: '乙', role: 'member' as const },
    ]
    const legs = [{ id: uuidv7(), date: '2026-11-21', half: 'morning' as const, activity: '出发' }]
    await office.call('trips.save', { ...tripDraft, id, members, legs })
    // Taken out before: it must not come back with the trip.
    await office.call('trips.save', { ...tripDraft, id, members: members.slice(0, 1), legs })

    expect(await office.call('records.delete', { table: 'trips', id })).toEqual({ deleted: 3 })
    expect(await office.call('trips.get', { id })).toBeNull()
    await office.call('records.undelete', { table: 'trips', id })
    const trip = await office.call('trips.get', { id })
    expect(trip?.members.map((member) => member.id)).toEqual([leader])
    expect(trip?.legs).toHaveLength(1)
  })

  it('takes a visit with its demands, commitments and follow-up, and brings them back after an upload too', async () => {
    const draft = visitDraft({
      ...{ newEnterprise: { name: '样例有限公司' }, nextStep: '回访' },
      demands: [{ id: uuidv7(), content: '用电', category: 'power' }],
      commitments: [{ id: uuidv7(), content: '答复' }],
    })
    await office.call('visits.save', draft)
    expect(await office.call('records.delete', { table: 'visits', id: draft.id })).toEqual({ deleted: 4 })
    expect((await office.call('demands.list', everything)).total).toBe(0)
    await office.upload()
    await office.call('records.undelete', { table: 'visits', id: draft.id })
    const visit = await office.call('visits.get', { id: draft.id })
    expect([visit?.demands.length, visit?.commitments.length]).toEqual([1, 1])
    expect((await office.call('followUps.list', everything)).total).toBe(1)
    // A second press of the button does no harm.
    await office.call('records.undelete', { table: 'visits', id: draft.id })
  })

  it('is refused for an enterprise with records and for a trip with visits, with their number', async () => {
    const tripId = uuidv7()
    await office.call('trips.save', { ...tripDraft, id: tripId, members: [], legs: [] })
    const draft = visitDraft({
      ...{ newEnterprise: { name: '样例有限公司' }, tripId },
      demands: [{ id: uuidv7(), content: '用电', category: 'power' }],
    })
    await office.call('visits.save', draft)
    expect(
      await office.ask('records.delete', { table: 'enterprises', id: draft.enterpriseId }),
    ).toMatchObject({
      code: 'record/in-use',
      details: { params: { count: 2 } },
    })
    expect(await office.ask('records.delete', { table: 'trips', id: tripId })).toMatchObject({
      code: 'record/in-use',
      details: { params: { count: 1 } },
    })
    await office.call('records.delete', { table: 'visits', id: draft.id })
    await office.call('records.delete', { table: 'enterprises', id: draft.enterpriseId })
    await office.call('records.delete', { table: 'trips', id: tripId })
  })

  it('takes posts with an enterprise or a person, and leaves the person of a deleted enterprise', async () => {
    const [enterpriseId, contactId] = [uuidv7(), uuidv7()]
    await office.call('enterprises.save', { id: enterpriseId, name: '样例有限公司' })
    const posts = [{ id: uuidv7(), enterpriseId, title: '总监' }]
    await office.call('contacts.save', { id: contactId, name: '样例甲', posts })
    expect(await office.call('records.delete', { table: 'enterprises', id: enterpriseId })).toEqual({
      deleted: 2,
    })
    expect((await office.call('contacts.get', { id: contactId }))?.posts).toEqual([])
    await office.call('records.undelete', { table: 'enterprises', id: enterpriseId })
    expect((await office.call('contacts.get', { id: contactId }))?.posts).toMatchObject([
      { enterpriseName: '样例有限公司' },
    ])
    expect(await office.call('records.delete', { table: 'contacts', id: contactId })).toEqual({ deleted: 2 })
  })

  it('says when there is nothing to delete or to bring back', async () => {
    const nobody = { table: 'notes', id: uuidv7() } as const
    expect(await office.refusal('records.delete', nobody)).toBe('record/not-found')
    expect(await office.refusal('records.undelete', nobody)).toBe('record/not-found')
    expect(await office.refusal('records.delete', { table: 'users', id: office.me.userId })).toBe(
      'call/invalid',
    )
  })
})

describe('who wrote a record last', () => {
  it('names the server where the last change is its decision', async () => {
    const id = uuidv7()
    await office.call('enterprises.save', { id, name: '样例有限公司' })
    const foot = async () => (await office.call('enterprises.get', { id }))?.foot
    expect(await foot()).toMatchObject({ byServer: false, updatedByName: '记录员' })
    await office.store.write((tx) =>
      tx.updateTable('enterprises').set({ updatedBy: serverIdentity }).where('id', '=', id).execute(),
    )
    expect(await foot()).toMatchObject({ byServer: true })
  })
})

describe('where a record is safe', () => {
  it('says local while a change waits, then refused, then in conflict, then uploaded', async () => {
    const id = uuidv7()
    await office.call('enterprises.save', { id, name: '样例有限公司' })
    const safety = async () => (await office.call('enterprises.get', { id }))?.foot.safety
    const keys = { tableName: 'enterprises', recordId: id }
    expect(await safety()).toBe('local')
    await office.upload()
    expect(await safety()).toBe('uploaded')
    await office.store.write((tx) =>
      tx
        .insertInto('conflicts')
        .values({ ...keys, field: 'name', writes: '[]', since: '' })
        .execute(),
    )
    expect(await safety()).toBe('conflict')
    await office.store.write((tx) =>
      tx
        .insertInto('quarantine')
        .values({ ...keys, opId: uuidv7(), op: '{}', reason: 'forbidden', detail: null, at: '' })
        .execute(),
    )
    expect(await safety()).toBe('refused')
    await office.call('enterprises.save', { id, name: '样例二有限公司' })
    expect(await safety()).toBe('local')
  })

  it('shows values that lost, with the names of both writers', async () => {
    const id = uuidv7()
    await office.store.write((tx) =>
      tx
        .insertInto('fieldHistory')
        .values({
          ...{ tableName: 'enterprises', recordId: id, field: 'city', noticedAt: '2026-11-22T04:00:00.000Z' },
          ...{ lostValue: '"深圳市"', lostHlc: '1', lostBy: office.me.userId },
          ...{ keptValue: '"东莞市"', keptHlc: '2', keptBy: office.colleague.userId },
        })
        .execute(),
    )
    expect(await office.call('records.losses', { table: 'enterprises', id })).toEqual([
      {
        ...{ field: 'city', lost: '深圳市', lostBy: '记录员', kept: '东莞市', keptBy: '同事' },
        noticedAt: '2026-11-22T04:00:00.000Z',
      },
    ])
  })
})

describe('people', () => {
  it('lists units and active users in rank order', async () => {
    const left = { unitId: office.me.unitId, name: '离任者', role: 'field', inactive: true }
    await office.store.write((tx) => putPublished(tx, Date.now(), 'users', uuidv7(), left))
    expect((await office.call('units.list', {})).map(({ name }) => name)).toEqual(['样例市招商局'])
    expect(await office.call('users.list', {})).toMatchObject([
      { name: '记录员', unitName: '样例市招商局', rankOrder: 1 },
      { name: '同事' },
    ])
  })
})
