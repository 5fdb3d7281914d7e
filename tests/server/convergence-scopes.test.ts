import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TableName } from '#shared/domain/entities.ts'
import { refusedOps } from '../../electron/data/queries/sync.ts'
import type { RecordChange } from '../../electron/data/record/record.ts'
import { signIn } from '../../electron/data/sync/sign-in.ts'
import { samplePassword, type TestServer, testServer } from '../support/server-organisation.ts'
import { type SyncDevice, startDevice } from '../support/sync-device.ts'

describe('a guest of another unit on a trip', () => {
  let server: TestServer
  let lead: SyncDevice
  let guest: SyncDevice
  beforeAll(async () => {
    server = await testServer()
    server.time.now = Date.now()
    const url = await server.app.listen({ port: 0, host: '127.0.0.1' })
    const device = async (login: string) => {
      const identity = { device: uuidv7(), incarnation: uuidv7() }
      const { account, token } = await signIn({
        serverUrl: url,
        login,
        password: samplePassword,
        device: { id: identity.device, incarnation: identity.incarnation, name: '笔记本' },
      })
      return startDevice({ serverUrl: url, identity, token, account })
    }
    lead = await device('jia')
    guest = await device('yi')
  })
  afterAll(async () => {
    await lead.remove()
    await guest.remove()
    await server.stop()
  })

  const put = async (device: SyncDevice, table: TableName, values: object, id = uuidv7()) => {
    await device.write({ table, id, kind: 'set', values } as RecordChange)
    return id
  }
  const ids = (device: SyncDevice, table: TableName) =>
    device.store().read(async (db) => {
      const rows = await db
        .selectFrom(table as 'visits')
        .select('id')
        .orderBy('id')
        .execute()
      return rows.map(({ id }) => id)
    })
  const settled = { waiting: 0, problem: null }

  it('gets what belongs to the trip, works on it offline, and loses it with the membership, but no unsent work', async () => {
    const visited = await lead.create('走访公司', { remarks: '只给团组看' })
    await lead.create('别的公司')
    const trip = await put(lead, 'trips', {
      title: '赴深圳招商',
      kind: 'small_team',
      startOn: '2026-03-01',
      endOn: '2026-03-04',
      state: 'planned',
    })
    const member = await put(lead, 'tripMembers', {
      tripId: trip,
      userId: guest.account.userId,
      name: '样例乙',
      role: 'member',
    })
    const visit = (device: SyncDevice) =>
      put(device, 'visits', {
        type: 'door_to_door',
        mode: 'onsite',
        occurredOn: '2026-03-02',
        enterpriseId: visited,
        tripId: trip,
        confidentiality: 'internal',
      })
    const first = await visit(lead)
    expect(await lead.sync()).toMatchObject({ ...settled, refused: 0 })
    expect(await guest.sync()).toMatchObject({ ...settled, refused: 0 })
    expect(await ids(guest, 'trips')).toEqual([trip])
    expect(await ids(guest, 'visits')).toEqual([first])
    expect(await ids(guest, 'enterprises')).toEqual([visited])

    const second = await visit(guest)
    expect(await guest.sync()).toMatchObject({ ...settled, refused: 0 })
    await lead.sync()
    expect(await ids(lead, 'visits')).toEqual([first, second].sort())

    await guest.edit(visited, { remarks: '路上写的' })
    await lead.write({ table: 'tripMembers', id: member, kind: 'delete' })
    await lead.sync()
    expect(await guest.sync()).toMatchObject({ ...settled, refused: 1 })
    expect(await ids(guest, 'trips')).toEqual([])
    expect(await ids(guest, 'enterprises')).toEqual([])
    const [refused] = await guest.store().read((db) => refusedOps(db, 5))
    expect(refused).toMatchObject({ reason: 'not-allowed' })
    expect(refused?.op).toContain('路上写的')
    expect(await guest.sight()).not.toContain('只给团组看')

    await lead.write({ table: 'tripMembers', id: member, kind: 'undelete' })
    await lead.sync()
    expect(await guest.sync()).toMatchObject(settled)
    expect(await ids(guest, 'trips')).toEqual([trip])
    expect(await ids(guest, 'visits')).toEqual([first, second].sort())
  })
})
