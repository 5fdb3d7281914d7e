import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { refusedOps } from '../../../electron/data/queries/sync.ts'
import { setRefusedAside } from '../../../electron/data/sync/retry-refused.ts'
import { parseOp } from '../../../electron/data/sync/stored-op.ts'
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

const at = '2026-11-22T12:00:00.000Z'

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
    setBack('epoch-2')
  })
  afterEach(async () => {
    await device.remove()
    await server.close()
  })
  const setBack = (epoch: string) => {
    server.forget()
    server.records.clear()
    server.feeds.clear()
    server.epoch = epoch
  }
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

  it('brings nothing back onto the list of refused changes that its user has taken off it', async () => {
    const [bad = ''] = ids
    server.judge = (op) => (op.id === bad && 'city' in op.fields ? { refuse: 'invalid' } : null)
    await rounds(2)
    await device.edit(bad, { city: '南京' })
    await rounds(1)
    expect((await device.engine().status()).refused).toBe(1)
    await device.store().write(async (tx) => {
      for (const { op } of await refusedOps(tx, 10)) await setRefusedAside(tx, parseOp(op).opId, at)
    })
    setBack('epoch-3')
    await rounds(2)
    expect(await device.engine().status()).toMatchObject({ refused: 0, waiting: 0, problem: null })
    // What was taken before and is refused now is for its user to see.
    server.judge = (op) => (op.id === bad ? { refuse: 'not-allowed' } : null)
    setBack('epoch-4')
    await rounds(2)
    expect(await device.engine().status()).toMatchObject({ refused: 1, waiting: 0 })
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
