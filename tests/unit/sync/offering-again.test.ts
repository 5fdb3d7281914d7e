import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

describe('offering a server that was set back what it had acknowledged', () => {
  let server: ScriptedServer
  let device: SyncDevice
  let ids: string[]
  beforeEach(async () => {
    server = await scriptedServer()
    device = await startDevice({ serverUrl: server.url })
    ids = []
    for (let n = 0; n < 9; n += 1) ids.push(await device.create(`样例${n}`))
    await device.sync()
    server.forget()
    server.records.clear()
    server.feeds.clear()
    server.epoch = 'epoch-2'
  })
  afterEach(async () => {
    await device.remove()
    await server.close()
  })
  const onServer = () => ids.filter((id) => server.records.has(`enterprises ${id}`))
  const rounds = async (n: number) => {
    for (let round = 0; round < n; round += 1) await device.sync()
  }

  it('is not ended by one operation on which the server fails: the others arrive, reading goes on, it is unsent again', async () => {
    const bad = ids[4] ?? ''
    server.judge = (op) => {
      if (op.id === bad) throw new Error('a fault of the server')
      return null
    }
    await rounds(3)
    expect(onServer()).toEqual(ids.filter((id) => id !== bad))
    expect((await device.engine().status()).waiting).toBe(1)
    const other = await startDevice({ serverUrl: server.url })
    await other.create('样例别人的')
    await other.sync()
    await other.remove()
    await rounds(1)
    expect(await device.sight()).toContain('样例别人的')
    server.judge = () => null
    await rounds(2)
    expect(onServer()).toEqual(ids)
    expect(await device.engine().status()).toMatchObject({ waiting: 0, problem: null, refused: 0 })
  })

  it('goes in smaller parts where something on the way finds them too large', async () => {
    server.forestall = ({ path, body }) => {
      const ops = typeof body === 'object' && body !== null && 'ops' in body ? body.ops : []
      return path === '/push' && Array.isArray(ops) && ops.length > 2
        ? { status: 413, type: 'text/html', body: '<html>413</html>' }
        : null
    }
    await rounds(2)
    expect(onServer()).toEqual(ids)
    expect(await device.engine().status()).toMatchObject({ waiting: 0, problem: null })
  })
})
