import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Input } from '../../../shared/contract/index.ts'
import { type Office, openOffice } from '../../support/test-office.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

/** An enterprise that a form was opened on, and a colleague's change that arrived while the form was open. */
async function changedMeanwhile(change: Partial<Input<'enterprises.save'>>) {
  const id = uuidv7()
  const shown = {
    name: '样例新材料有限公司',
    city: '深圳市',
    badges: [{ type: 'listed' as const }],
    remarks: null,
  }
  await office.call('enterprises.save', { id, ...shown })
  await office.call('enterprises.save', { id, ...shown, ...change })
  return { id, shown }
}

describe('a form that was open while a colleague’s change arrived', () => {
  it('leaves the fields alone that nobody touched in it', async () => {
    const { id, shown } = await changedMeanwhile({
      city: '东莞市',
      badges: [{ type: 'listed' }, { type: 'hi_tech' }],
    })
    await office.call('enterprises.save', { id, ...shown, remarks: '下月再访', seen: shown })
    const detail = await office.call('enterprises.get', { id })
    expect(detail?.enterprise).toMatchObject({ city: '东莞市', remarks: '下月再访' })
    expect(detail?.enterprise.badges.map(({ type }) => type).sort()).toEqual(['hi_tech', 'listed'])
  })

  it('keeps both values of a field that both changed, and asks', async () => {
    const { id, shown } = await changedMeanwhile({ name: '样例新材料股份有限公司' })
    await office.call('enterprises.save', { id, ...shown, name: '样例新材料集团有限公司', seen: shown })
    const [conflict] = await office.call('sync.conflicts', {})
    expect(conflict).toMatchObject({ recordId: id, field: 'name' })
    expect(conflict?.values.map(({ value }) => value).sort()).toEqual([
      '样例新材料股份有限公司',
      '样例新材料集团有限公司',
    ])
  })

  it('does not remove a member whom a colleague added to the trip', async () => {
    const member = { id: uuidv7(), name: '甲', role: 'leader' as const }
    const added = { id: uuidv7(), name: '乙', role: 'member' as const }
    const trip = {
      id: uuidv7(),
      title: '赴深圳招商',
      kind: 'small_team' as const,
      state: 'planned' as const,
      startOn: '2026-11-21',
      endOn: '2026-11-22',
      legs: [],
    }
    await office.call('trips.save', { ...trip, members: [member] })
    await office.call('trips.save', { ...trip, members: [member, added] })
    const { id: _, ...shown } = { ...trip, members: [member] }
    await office.call('trips.save', { ...trip, title: '赴深圳、东莞招商', members: [member], seen: shown })
    const detail = await office.call('trips.get', { id: trip.id })
    expect(detail?.trip.title).toBe('赴深圳、东莞招商')
    expect(detail?.members.map(({ name }) => name).sort()).toEqual(['乙', '甲'])
  })
})
