import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publish } from '../../server/administration/publish.ts'
import { createUnit } from '../../server/administration/units.ts'
import { createUser } from '../../server/administration/users.ts'
import { transact } from '../../server/database/transaction.ts'
import { scopesReadBy } from '../../shared/sync/bundle-readers.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { samplePassword, type TestServer, testServer } from '../support/server-organisation.ts'

let server: TestServer
let jia: ServerDevice
let list: ReturnType<ServerDevice['create']>
let line: ReturnType<ServerDevice['create']>
let park: string

const version = { title: '样例推荐名单', quarterFrom: '2026-01-01', version: 1, issuedOn: '2026-01-05' }
const person = async (login: string, unitId: string, role: string) => {
  await createUser(server.db, { login, name: `样例${login}`, unitId, role, password: samplePassword })
  return server.device(login)
}

beforeAll(async () => {
  server = await testServer()
  jia = await server.device('jia')
  list = jia.create('publishedLists', version)
  line = jia.create('publishedListItems', { listId: list.id, position: 0, name: '样例甲有限公司' })
})
afterAll(() => server.stop())

describe('A target list that a bureau hands down', () => {
  it('reaches every unit below, to the last one, while its draft stays with the bureau', async () => {
    const draft = jia.create('targetLists', { ...version, remarks: '内部意见' })
    const draftLine = jia.create('targetListItems', { listId: draft.id, position: 0, name: '样例乙有限公司' })
    const sent = await jia.push(list, line, draft, draftLine)
    expect(sent.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied', 'applied'])
    const { zone } = server.organisation.units
    park = await createUnit(server.db, { name: '样例园区', kind: 'park', parentId: zone })
    const below = [await server.device('yi'), await server.device('bing'), await person('wu', park, 'field')]
    for (const device of below) {
      await device.pull()
      expect(device.values('publishedListItems', line.id).name).toBe('样例甲有限公司')
      expect(device.values('publishedLists', list.id).title).toBe('样例推荐名单')
      for (const table of ['targetLists', 'targetListItems'])
        expect([...device.records.keys()].filter((key) => key.startsWith(`${table} `))).toEqual([])
    }
    // A laptop tells by the same rule who may read what it carries for others.
    const people = {
      users: below.map(({ user: { id, unitId } }) => ({ id, unitId })),
      trips: [],
      tripMembers: [],
    }
    const { bureau, liaison } = server.organisation.units
    const units = [
      { id: bureau, parentId: null },
      ...[zone, liaison].map((id) => ({ id, parentId: bureau })),
      { id: park, parentId: zone },
    ]
    for (const device of below)
      expect([...scopesReadBy(device.user.id, { ...people, units })].sort()).toEqual(
        [...device.grants].sort(),
      )
  })

  it('is not seen by a bureau beside it, nor do the units above a unit get what is below another', async () => {
    const other = await createUnit(server.db, { name: '样例另一市招商局', kind: 'department' })
    const stranger = await person('ji', other, 'unit_admin')
    await stranger.pull()
    expect(stranger.sees('publishedLists', list.id)).toBe(false)
    expect(stranger.grants.some((scope) => scope.startsWith('below:'))).toBe(false)
    const taken = await stranger.push(
      stranger.set('publishedLists', list.id, { title: '改' }),
      stranger.create('publishedLists', { ...version, unitId: server.organisation.units.bureau }),
    )
    for (const result of taken) expect(result).toMatchObject({ status: 'quarantined', reason: 'not-allowed' })
  })

  it('is neither changed, moved nor made by those who only read it, whatever their role', async () => {
    const { bureau, liaison } = server.organisation.units
    const head = await person('geng', liaison, 'office_head')
    await head.pull()
    const refused = [
      head.set('publishedLists', list.id, { title: '改' }),
      head.set('publishedListItems', line.id, { name: '改' }),
      head.set('publishedLists', list.id, { unitId: liaison }),
      head.delete('publishedListItems', line.id),
      head.create('publishedLists', { ...version, unitId: bureau }),
      head.create('publishedListItems', { listId: list.id, position: 1, name: '混入', unitId: bureau }),
    ]
    for (const result of await head.push(...refused))
      expect(result).toMatchObject({ status: 'quarantined', reason: 'not-allowed' })
    await jia.pull()
    expect(jia.values('publishedListItems', line.id).name).toBe('样例甲有限公司')
    expect(jia.values('publishedLists', list.id).unitId).toBe(bureau)
  })

  it('is published by those who answer for the unit alone', async () => {
    const clerk = await server.device('ding')
    const [result] = await clerk.push(clerk.create('publishedLists', version))
    expect(result).toMatchObject({ status: 'quarantined', reason: 'not-allowed', detail: 'role' })
  })

  it('goes from a unit that moves to another bureau, and from all when it is withdrawn', async () => {
    const other = await createUnit(server.db, { name: '样例第三市招商局', kind: 'department' })
    await transact(server.db, (tx) => publish(tx, 'units', park, { parentId: other }, server.time.now))
    const moved = await server.device('wu')
    await moved.pull()
    expect(moved.grants.filter((scope) => scope.startsWith('below:'))).toEqual([`below:${other}`])
    expect(moved.sees('publishedLists', list.id)).toBe(false)
    const yi = await server.device('yi')
    await yi.pull()
    expect(yi.sees('publishedLists', list.id)).toBe(true)
    await jia.push(jia.delete('publishedListItems', line.id), jia.delete('publishedLists', list.id))
    await yi.pull()
    expect([yi.sees('publishedLists', list.id), yi.sees('publishedListItems', line.id)]).toEqual([
      false,
      false,
    ])
  })
})
