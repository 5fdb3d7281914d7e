import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ScriptedServer, scriptedServer, unitOfScript } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

describe('a server that says again and again that it has less than it had', () => {
  let server: ScriptedServer
  let device: SyncDevice
  let timers: { readonly ms: number; readonly run: () => void }[]
  beforeEach(async () => {
    timers = []
    server = await scriptedServer()
    const after = (ms: number, run: () => void) => {
      const timer = { ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((each) => each !== timer)
      }
    }
    device = await startDevice({ serverUrl: server.url, ports: { after, random: () => 1 } })
    for (const name of ['甲', '乙', '丙']) await device.create(name)
    await device.sync()
  })
  afterEach(async () => {
    await device.remove()
    await server.close()
  })
  const asked = (path: string) => server.requests.filter((request) => request.path === path).length

  it('is offered what was handed in, and asked ever more rarely; nothing goes out of sight', async () => {
    const sight = await device.sight()
    server.intercept = ({ path }, answer) => {
      if (path !== '/changes') return answer
      const body = JSON.parse(answer.body)
      return {
        ...answer,
        body: JSON.stringify({ ...body, scopes: [{ scope: unitOfScript, head: 1, changes: [] }] }),
      }
    }
    const before = asked('/push')
    const pauses: number[] = []
    await device.sync()
    for (let turn = 0; turn < 6; turn += 1) {
      const longest = Math.max(...timers.map(({ ms }) => ms))
      pauses.push(longest)
      for (const timer of timers.filter(({ ms }) => ms > 1000)) {
        timers = timers.filter((each) => each !== timer)
        timer.run()
      }
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
    expect(asked('/push')).toBeGreaterThan(before)
    expect(asked('/changes')).toBeLessThan(30)
    expect(await device.sight()).toBe(sight)
    expect(pauses.at(-1)).toBeGreaterThan(4000)
  })
})
