import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cursorsOf } from '../../support/real-laptop.ts'
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

describe('a store that lets nobody write, as on a disk that was mounted for reading only', () => {
  let server: ScriptedServer
  let device: SyncDevice
  let colleague: SyncDevice
  beforeEach(async () => {
    server = await scriptedServer()
    device = await startDevice({ serverUrl: server.url })
    colleague = await startDevice({ serverUrl: server.url })
  })
  afterEach(async () => {
    await device.remove()
    await colleague.remove()
    await server.close()
  })
  const locked = (on: boolean) =>
    device.store().read((db) => sql.raw(`pragma query_only = ${on ? 'on' : 'off'}`).execute(db as never))

  it('says nothing is saved that is not, applies no part of a page, keeps what waits, and goes on afterwards', async () => {
    await device.create('锁之前的公司')
    await device.sync()
    const waits = await device.create('等着上传的公司')
    await colleague.create('同事的公司')
    await colleague.sync()
    const [sight, stood] = [await device.sight(), await cursorsOf(device)]
    await locked(true)
    await expect(device.create('没有存下的公司')).rejects.toMatchObject({ code: 'store/read-only' })
    expect(await device.sync()).toMatchObject({ problem: 'store/read-only', waiting: 1 })
    expect(await device.sight()).toBe(sight)
    expect(await cursorsOf(device)).toEqual(stood)
    await locked(false)
    expect(await device.sync()).toMatchObject({ problem: null, waiting: 0 })
    expect(server.records.has(`enterprises ${waits}`)).toBe(true)
    expect([...server.effects.values()].every((times) => times === 1)).toBe(true)
    await colleague.sync()
    expect(await device.sight()).toBe(await colleague.sight())
  })
})
