import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

describe('work with which the server asks to wait, on a record that it had confirmed', () => {
  let server: ScriptedServer
  let device: SyncDevice
  let known: boolean
  beforeEach(async () => {
    known = true
    server = await scriptedServer()
    device = await startDevice({ serverUrl: server.url })
  })
  afterEach(async () => {
    await device.remove()
    await server.close()
  })
  const asked = () => server.requests.filter(({ path }) => path === '/devices/me/departures').length
  const pushed = () =>
    server.requests
      .filter(({ path }) => path === '/push')
      .flatMap(({ body }) => (body as { ops: { id: string; fields: object }[] }).ops)

  /** A record that was taken, and an edit of it with which the server asks to wait from now on. */
  const editHeld = async () => {
    const id = await device.create('样例公司')
    for (let n = 0; n < 2; n += 1) await device.sync()
    server.forestall = ({ path, body }) => {
      if (path !== '/push') return null
      const { ops } = body as { ops: { opId: string; fields: object }[] }
      const results = ops.map(({ opId, fields }) => ({
        opId,
        status: Object.hasOwn(fields, 'createdBy') ? 'applied' : 'waiting',
      }))
      return reply({ epoch: server.epoch, serverTime: server.time, results })
    }
    server.intercept = ({ path, body }, answer) => {
      if (path !== '/devices/me/departures') return answer
      const { records } = body as { records: readonly { table: string; id: string }[] }
      const { statement } = JSON.parse(answer.body)
      const kept = records.map((key) => ({ ...key, scopes: [] }))
      return reply({
        ...JSON.parse(answer.body),
        statement,
        kept: known ? kept : [],
        unknown: known ? [] : records,
      })
    }
    await device.edit(id, { city: '南京' })
    return id
  }
  const reply = (body: unknown) => ({ status: 200, type: 'application/json', body: JSON.stringify(body) })
  const makings = (id: string) =>
    pushed().filter((op) => op.id === id && Object.hasOwn(op.fields, 'createdBy')).length

  it('is asked about once, and nothing is offered again while the server knows the record', async () => {
    const id = await editHeld()
    for (let n = 0; n < 4; n += 1) await device.sync()
    expect(asked()).toBe(1)
    expect(makings(id)).toBe(1)
    expect(await device.count('outbox')).toBe(1)
  })

  it('has what this laptop handed in offered again at once when the server knows nothing of the record, and not without end', async () => {
    known = false
    const id = await editHeld()
    for (let n = 0; n < 4; n += 1) await device.sync()
    expect(makings(id)).toBe(2)
    expect(asked()).toBe(1)
    expect(await device.count('outbox')).toBe(1)
  })
})

describe('work on a trip with which the server asks to wait', () => {
  let server: ScriptedServer
  let device: SyncDevice
  beforeEach(async () => {
    server = await scriptedServer()
    device = await startDevice({ serverUrl: server.url })
    server.forestall = ({ path, body }) => {
      if (path !== '/push') return null
      const { ops } = body as { ops: { opId: string; table: string }[] }
      const results = ops.map(({ opId, table }) =>
        table === 'trips'
          ? { opId, status: 'quarantined', reason: 'not-allowed', detail: null }
          : { opId, status: 'waiting' },
      )
      const answer = { epoch: server.epoch, serverTime: server.time, results }
      return { status: 200, type: 'application/json', body: JSON.stringify(answer) }
    }
  })
  afterEach(async () => {
    await device.remove()
    await server.close()
  })

  it('waits while the trip is known here, and is sent back with its trip when nobody will bring that', async () => {
    const tripId = uuidv7()
    const values = {
      title: '样例',
      kind: 'small_team',
      startOn: '2026-01-01',
      endOn: '2026-01-02',
      state: 'planned',
    } as const
    await device.write({ table: 'trips', id: tripId, kind: 'set', values })
    const member = { tripId, name: '样例', role: 'member' } as const
    await device.write({ table: 'tripMembers', id: uuidv7(), kind: 'set', values: member })
    await device.sync()
    await device.sync()
    expect(await device.count('outbox')).toBe(0)
    expect(await device.count('quarantine')).toBe(2)
  })
})
