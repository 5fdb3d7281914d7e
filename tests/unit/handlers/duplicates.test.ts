import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Office, openOffice } from '../../support/test-office.ts'

vi.setConfig({ testTimeout: 30_000 })

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

async function firm(name: string, more: object = {}): Promise<string> {
  const id = uuidv7()
  await office.call('enterprises.save', { id, name, seen: null, ...more })
  return id
}

const visitTo = async (enterpriseId: string, more: object = {}) => {
  const id = uuidv7()
  await office.call('visits.save', {
    ...{ id, enterpriseId, type: 'door_to_door', mode: 'onsite', occurredOn: '2026-11-20' },
    ...{ confidentiality: 'internal', topics: '谈了用地', seen: null, demands: [], commitments: [] },
    ...more,
  } as never)
  return id
}

/** All that can be seen, without who touched it last. */
const visible = () =>
  office.store.read(async (db) => {
    const tables = ['enterprises', 'contacts', 'contactPosts', 'visits', 'followUps'] as const
    const rows = await Promise.all(
      tables.map((table) => db.selectFrom(table).selectAll().orderBy('id').execute()),
    )
    const people = await db.selectFrom('visitPeople').selectAll().orderBy('personId').execute()
    return JSON.stringify([rows.flat().map(({ updatedAt: _, updatedBy: __, ...row }) => row), people])
  })

const merge = (table: 'enterprises' | 'contacts', keptId: string, mergedId: string, choices = {}) =>
  office.call('duplicates.merge', { table, keptId, mergedId, choices })

describe('merging two enterprises', () => {
  it('shows all that hangs on either at the one that is kept, and undoing leaves the very same records', async () => {
    const kept = await firm('样例锂电有限公司', { city: null })
    const merged = await firm('深圳样例锂电', { city: '深圳市', remarks: '主要做电池' })
    const contactId = uuidv7()
    await office.call('contacts.save', {
      ...{ id: contactId, name: '样例甲', seen: null },
      posts: [{ id: uuidv7(), enterpriseId: merged, title: '经理' }],
    })
    const visitId = await visitTo(merged, { nextStep: '送资料', nextDue: '2026-12-01' })
    await visitTo(kept)
    const before = await visible()

    const shown = await office.call('duplicates.preview', {
      table: 'enterprises',
      keptId: kept,
      mergedId: merged,
    })
    expect(shown?.fields.map(({ name, suggested }) => [name, suggested])).toContainEqual(['city', 'merged'])
    expect(shown?.carried).toContainEqual({ table: 'visits', count: 1 })
    await merge('enterprises', kept, merged, { name: 'kept' })

    const detail = await office.call('enterprises.get', { id: kept })
    expect(detail).toMatchObject({ visitCount: 2, enterprise: { name: '样例锂电有限公司', city: '深圳市' } })
    expect(detail?.contacts.map(({ name }) => name)).toEqual(['样例甲'])
    expect(await office.call('enterprises.get', { id: merged })).toBeNull()
    expect((await office.call('enterprises.list', {})).total).toBe(1)
    expect(await office.call('duplicates.standsFor', { table: 'enterprises', id: merged })).toEqual({
      id: kept,
    })
    expect((await office.call('visits.get', { id: visitId }))?.visit.enterpriseId).toBe(kept)
    expect(await office.call('duplicates.merged', { table: 'enterprises', id: kept })).toMatchObject([
      { id: merged, name: '深圳样例锂电', mergedByName: '记录员', changedSince: false },
    ])

    expect((await office.call('duplicates.undo', { table: 'enterprises', id: merged })).kept).toEqual([])
    expect(await visible()).toBe(before)
  })

  it('a visit that is written on after the merge keeps the name it was written with', async () => {
    const [kept, merged] = [await firm('样例甲厂'), await firm('样例乙厂')]
    const visitId = await visitTo(merged)
    await merge('enterprises', kept, merged)
    const known = await office.call('visits.get', { id: visitId })
    await visitTo(kept, { ...known?.visit, id: visitId, topics: '改了内容', seen: known?.visit as never })
    await office.call('duplicates.undo', { table: 'enterprises', id: merged })
    expect((await office.call('visits.get', { id: visitId }))?.visit).toMatchObject({
      enterpriseId: merged,
      topics: '改了内容',
    })
  })

  it('undoing keeps and names what somebody has changed since', async () => {
    const [kept, merged] = [
      await firm('样例甲厂'),
      await firm('样例乙厂', { city: '深圳市', address: '甲路' }),
    ]
    await merge('enterprises', kept, merged, { name: 'merged' })
    await office.call('enterprises.save', {
      id: kept,
      name: '样例乙厂',
      city: '东莞市',
      address: '甲路',
      seen: null,
    })
    const { kept: left } = await office.call('duplicates.undo', { table: 'enterprises', id: merged })
    expect(left).toMatchObject([{ id: kept, fields: ['city'] }])
    expect((await office.call('enterprises.get', { id: kept }))?.enterprise).toMatchObject({
      name: '样例甲厂',
      city: '东莞市',
      address: null,
    })
    expect((await office.call('enterprises.get', { id: merged }))?.enterprise.name).toBe('样例乙厂')
  })

  it('of three records merged one after the other the last stands for all', async () => {
    const [a, b, c] = [await firm('样例甲厂'), await firm('样例乙厂'), await firm('样例丙厂')]
    await visitTo(a)
    await merge('enterprises', b, a)
    await merge('enterprises', c, b)
    expect(await office.call('enterprises.get', { id: c })).toMatchObject({ visitCount: 1 })
    await office.call('duplicates.undo', { table: 'enterprises', id: b })
    expect(await office.call('enterprises.get', { id: b })).toMatchObject({ visitCount: 1 })
    expect(await office.call('enterprises.get', { id: c })).toMatchObject({ visitCount: 0 })
  })
})

describe('deleting what two were merged into', () => {
  it('takes the merged one with it, and brings both back', async () => {
    const [kept, merged] = [await firm('样例甲厂'), await firm('样例乙厂')]
    await merge('enterprises', kept, merged)
    const target = { table: 'enterprises' as const, id: kept }
    expect(await office.call('records.delete', target)).toEqual({ deleted: 2 })
    expect((await office.call('enterprises.list', {})).total).toBe(0)
    await office.call('records.undelete', target)
    expect((await office.call('enterprises.list', {})).total).toBe(1)
    await office.call('duplicates.undo', { table: 'enterprises', id: merged })
    expect((await office.call('enterprises.list', {})).total).toBe(2)
  })
})

describe('merging two people', () => {
  it('carries posts and visits at which they were met', async () => {
    const at = await firm('样例甲厂')
    const people = [uuidv7(), uuidv7()] as const
    for (const [index, id] of people.entries())
      await office.call('contacts.save', {
        ...{ id, name: '样例甲', phones: [`1380000000${index}`], seen: null },
        posts: [{ id: uuidv7(), enterpriseId: at, title: index === 0 ? '经理' : '总经理' }],
      })
    const [kept, merged] = people
    await visitTo(at, { theirPeople: [{ personId: merged, name: '样例甲', post: '总经理' }] })
    const before = await visible()
    await merge('contacts', kept, merged)
    const detail = await office.call('contacts.get', { id: kept })
    expect(detail?.posts).toHaveLength(2)
    expect(detail?.visits).toHaveLength(1)
    expect(detail?.contact.phones).toEqual(['13800000000', '13800000001'])
    await office.call('duplicates.undo', { table: 'contacts', id: merged })
    expect(await visible()).toBe(before)
  })
})

describe('while an enterprise is typed', () => {
  const known = {
    name: '深圳市样例锂电科技有限公司',
    shortName: '样电',
    uscc: '91350100M000100Y43',
    city: '深圳市',
  }

  it.each([
    ['its credit code in full width', { name: '完全不同', uscc: '９１３５０１００m000100y43' }, 'uscc'],
    ['its name without legal form', { name: '深圳市样例锂电科技' }, 'name'],
    ['its name without place', { name: '样例锂电科技有限公司' }, 'name'],
    ['its name with the place in brackets', { name: '样例锂电科技（深圳）有限公司' }, 'name'],
    ['another legal form', { name: '样例锂电科技集团股份有限公司' }, 'name'],
    ['full width and spaces', { name: '深圳市　样例锂电科技　有限公司' }, 'name'],
    ['traditional characters', { name: '深圳市樣例鋰電科技有限公司' }, 'name'],
    ['another character of the same sound', { name: '样例锂店科技有限公司' }, 'pinyin'],
    ['its short name', { name: '样电' }, 'short-name'],
  ])('it is pointed out by %s', async (_, typed, because) => {
    const id = await firm(known.name, known)
    await firm('样例光伏科技有限公司', { city: '深圳市' })
    const { records } = await office.call('duplicates.similar', { table: 'enterprises', ...typed })
    expect(records).toMatchObject([{ id, name: known.name, at: '深圳市', because }])
  })

  it.each([
    ['the same name in another place', { name: '上海样例锂电科技有限公司' }],
    ['half of its name', { name: '样例' }],
    ['another credit code', { name: known.name, uscc: '91440300MA5FA11118' }],
  ])('it is not pointed out by %s', async (_, typed) => {
    await firm(known.name, known)
    expect((await office.call('duplicates.similar', { table: 'enterprises', ...typed })).records).toEqual([])
  })

  it('itself is not, nor one of which somebody said that it is another one', async () => {
    const [id, other] = [await firm(known.name), await firm('样例锂电科技公司')]
    const asked = { table: 'enterprises' as const, name: known.name, exceptId: id }
    expect((await office.call('duplicates.similar', asked)).records).toMatchObject([{ id: other }])
    await office.call('duplicates.ignore', { table: 'enterprises', leftId: id, rightId: other })
    expect((await office.call('duplicates.similar', asked)).records).toEqual([])
  })
})

describe('while a person is typed', () => {
  it.each([
    ['the same mobile at another enterprise', { name: '别名', phones: ['+86 138-0000-0001'] }, 'phone'],
    ['it in full width', { name: '别名', phones: ['１３８００００００01'] }, 'phone'],
    ['the office number and the name', { name: '樣例甲', phones: ['0755-2600 0000转8'] }, 'phone'],
  ])('one on file is pointed out by %s', async (_, typed, because) => {
    const [at, elsewhere] = [await firm('样例甲厂'), await firm('样例乙厂')]
    const id = uuidv7()
    await office.call('contacts.save', {
      ...{ id, name: '样例甲', phones: ['138 0000 0001', '0755-26000000'], seen: null },
      posts: [{ id: uuidv7(), enterpriseId: at, title: '经理' }],
    })
    const asked = { table: 'contacts' as const, ...typed, enterpriseIds: [elsewhere] }
    const { records } = await office.call('duplicates.similar', asked)
    expect(records).toMatchObject([{ id, at: '样例甲厂', because }])
  })

  it.each([
    ['the same name', '样例甲', 'name'],
    ['a name of the same sound', '样例假', 'pinyin'],
  ])('a colleague of the same enterprise is by %s', async (_, name, because) => {
    const at = await firm('样例甲厂')
    const id = uuidv7()
    const posts = [{ id: uuidv7(), enterpriseId: at, title: '经理' }]
    await office.call('contacts.save', { id, name: '样例甲', posts, seen: null })
    const asked = { table: 'contacts' as const, name, enterpriseIds: [at] }
    expect((await office.call('duplicates.similar', asked)).records).toMatchObject([{ id, because }])
    expect((await office.call('duplicates.similar', { ...asked, enterpriseIds: [] })).records).toEqual([])
  })
})

describe('looking for duplicates', () => {
  it('warns while typing of an enterprise and of a person who is already on file', async () => {
    const known = await firm('深圳市样例锂电有限公司', { city: '深圳市' })
    for (const typed of ['样例锂电', '樣例鋰電公司', 'Ｘ', '样例锂店有限公司']) {
      const { records } = await office.call('duplicates.similar', { table: 'enterprises', name: typed })
      expect(
        records.map(({ id }) => id),
        typed,
      ).toEqual(typed === 'Ｘ' ? [] : [known])
    }
    const id = uuidv7()
    await office.call('contacts.save', {
      ...{ id, name: '样例甲', phones: ['138 0000 0001'], seen: null },
      posts: [{ id: uuidv7(), enterpriseId: known, title: '经理' }],
    })
    const { records } = await office.call('duplicates.similar', {
      ...{ table: 'contacts', name: '甲', phones: ['+86 13800000001'] },
    })
    expect(records).toMatchObject([{ id, at: '深圳市样例锂电有限公司', because: 'phone' }])
  })

  it('a scan finds pairs, and one that was said to be two stays away after the next scan', async () => {
    await firm('深圳市样例锂电有限公司')
    await firm('样例锂电股份有限公司')
    await firm('样例光伏有限公司')
    expect(await office.call('duplicates.scan', {})).toEqual({ pairs: 1 })
    const found = await office.call('duplicates.pairs', { table: 'enterprises' })
    expect(found.rows).toMatchObject([{ reason: 'name', strength: 2 }])
    const [pair] = found.rows
    const named = {
      table: 'enterprises' as const,
      leftId: pair?.right.id ?? '',
      rightId: pair?.left.id ?? '',
    }
    await office.call('duplicates.ignore', named)
    await office.call('duplicates.scan', {})
    expect((await office.call('duplicates.pairs', { table: 'enterprises' })).total).toBe(0)
    await office.call('duplicates.heed', named)
    expect((await office.call('duplicates.pairs', { table: 'enterprises' })).total).toBe(1)
  })
})
