import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { valuesOf } from '#shared/sync/merge.ts'
import { loadState } from '../../../electron/data/record/load-state.ts'
import { colleagueOp, ofColleague } from '../../support/colleague.ts'
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

const inherited = Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== '__proto__')

describe('what a changed program names like something that every object has', () => {
  let server: ScriptedServer
  let device: SyncDevice
  let at = Date.UTC(2026, 0, 1)
  beforeEach(async () => {
    server = await scriptedServer()
    device = await startDevice({ serverUrl: server.url })
  })
  afterEach(async () => {
    await device.remove()
    await server.close()
  })

  it.each(inherited)(
    '(%s) as a table is kept like any table that is not known, and the rest is shown',
    async (table) => {
      const [odd, plain] = [uuidv7(), uuidv7()]
      for (const x of [1, 2]) {
        at += 1000
        server.take(colleagueOp({ table, id: odd, values: { ...ofColleague, x }, at }))
      }
      server.take(colleagueOp({ id: plain, values: { ...ofColleague, name: '样例甲' }, at }))
      expect(await device.sync()).toMatchObject({ problem: null })
      expect(await device.count('setAside')).toBe(0)
      const read = (name: string, id: string) =>
        device.store().read(async (db) => valuesOf(await loadState(db, name, id)))
      expect(await read(table, odd)).toMatchObject({ x: 2 })
      expect(await read('enterprises', plain)).toMatchObject({ name: '样例甲' })
    },
  )

  it('as fields is kept beside the record, which is shown', async () => {
    const id = uuidv7()
    const odd = Object.fromEntries(
      inherited.filter((name) => name !== 'constructor').map((name) => [name, name]),
    )
    server.take(colleagueOp({ id, values: { ...ofColleague, name: '样例甲', ...odd }, at: at + 1000 }))
    expect(await device.sync()).toMatchObject({ problem: null })
    expect(await device.count('setAside')).toBe(0)
    const values = await device.store().read(async (db) => valuesOf(await loadState(db, 'enterprises', id)))
    expect(values).toMatchObject({ name: '样例甲', ...odd })
    await device.edit(id, { name: '样例乙' })
    expect(await device.sync()).toMatchObject({ waiting: 0, problem: null })
  })
})
