import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Office, openOffice } from '../../support/test-office.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const card = (more: object = {}) => ({
  contactId: uuidv7(),
  postId: uuidv7(),
  joins: false,
  name: '样例庚',
  phones: ['13800138000'],
  email: 'geng@example.com',
  title: '副总经理',
  enterprise: {
    id: uuidv7(),
    isNew: { name: '珠海样例装备有限公司', address: '样例路8号', website: null },
  },
  ...more,
})
const matches = (more: object = {}) =>
  office.call('cards.matches', { name: '', phones: [], email: null, company: null, ...more })

describe('a business card', () => {
  it('becomes a contact with a post at a new enterprise, which gets its address', async () => {
    const first = card()
    await office.call('cards.save', first)
    const detail = await office.call('contacts.get', { id: first.contactId })
    expect(detail?.contact).toMatchObject({
      name: '样例庚',
      phones: ['13800138000'],
      email: 'geng@example.com',
    })
    expect(detail?.posts).toMatchObject([{ title: '副总经理', enterpriseName: '珠海样例装备有限公司' }])
    const firm = await office.call('enterprises.get', { id: first.enterprise.id })
    expect(firm?.enterprise).toMatchObject({ address: '样例路8号' })
  })

  it('finds the person on file by telephone, e-mail or name, however the number is written', async () => {
    const first = card()
    await office.call('cards.save', first)
    const company = '珠海市样例装备有限公司'
    expect(await matches({ phones: ['+86 138 0013 8000'] })).toMatchObject([{ because: 'phone' }])
    expect(await matches({ email: 'GENG@example.com' })).toMatchObject([{ because: 'email' }])
    expect(await matches({ name: '样例 庚' })).toMatchObject([{ because: 'name' }])
    expect(await matches({ name: '样例庚', company })).toMatchObject([{ because: 'name-and-company' }])
    expect(await matches({ name: '样例辛', phones: ['13900139000'] })).toEqual([])
    expect(await matches()).toEqual([])
  })

  it('joined to a person on file adds what is new and writes nothing over; a new post ends the old one', async () => {
    const first = card()
    await office.call('cards.save', first)
    const id = first.contactId
    const enterprise = { id: first.enterprise.id }
    const joins = card({ contactId: id, joins: true, enterprise, email: 'other@example.com' })
    await office.call('cards.save', { ...joins, phones: ['138-0013-8000'] })
    expect((await office.call('contacts.get', { id }))?.posts).toHaveLength(1)
    await office.call('cards.save', { ...joins, phones: ['0756-8888123'], title: '总经理' })
    const detail = await office.call('contacts.get', { id })
    expect(detail?.contact).toMatchObject({
      phones: ['13800138000', '0756-8888123'],
      email: 'geng@example.com',
    })
    expect(detail?.posts).toMatchObject([
      { title: '总经理', toDate: null },
      { title: '副总经理', toDate: '2026-11-22' },
    ])
    expect((await office.call('contacts.list', { limit: 10, offset: 0 })).total).toBe(1)
  })
})
