import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

describe('uploading over a line that is too slow for what is sent at once', () => {
  let server: ScriptedServer
  let device: SyncDevice
  let sizes: number[]
  beforeEach(async () => {
    sizes = []
    server = await scriptedServer()
    device = await startDevice({ serverUrl: server.url, ports: { idleMs: 700 } })
  })
  afterEach(async () => {
    await device.remove()
    await server.close()
  })

  it('sends half as much after each silence, and twice as much after each answer, and everything arrives once', async () => {
    const ids: string[] = []
    for (let n = 0; n < 12; n += 1) ids.push(await device.create(`慢线${n}`))
    let patience = 4
    server.intercept = ({ path, body }, answer) => {
      if (path !== '/push') return answer
      const { ops } = body as { ops: unknown[] }
      sizes.push(ops.length)
      if (ops.length <= patience) {
        patience = 12
        return answer
      }
      return 'silent'
    }
    expect(await device.sync()).toMatchObject({ waiting: 0, problem: null })
    expect(sizes).toEqual([12, 6, 3, 3, 6])
    for (const id of ids) expect(server.records.has(`enterprises ${id}`)).toBe(true)
    expect([...server.effects.values()].every((times) => times === 1)).toBe(true)
  })
})
