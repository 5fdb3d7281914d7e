import { setTimeout as sleep } from 'node:timers/promises'
import { v7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listenForWake } from '../../electron/data/sync/wake.ts'
import { createServer } from '../../server/app.ts'
import { notifications } from '../../server/wake/notifications.ts'
import { wakeHub } from '../../server/wake/wake-hub.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
beforeEach(async () => {
  server = await testServer()
})
afterEach(() => server.stop())

describe('the server’s hints', () => {
  it('gather many pushes into few looks at the database', async () => {
    const jia = await server.device('jia')
    const unit = `unit:${jia.user.unitId}`
    const told: number[] = []
    const hub = wakeHub({ db: server.db, intervalMs: 50 })
    hub.listen({
      device: jia.id,
      scopes: new Set([unit]),
      tell: (_, seq) => told.push(seq),
      end: () => undefined,
    })
    // The look that follows the listening is over.
    await jia.push(sample.enterprise(jia))
    hub.poke()
    await expect.poll(() => told.at(-1)).toBe(1)
    told.length = 0
    for (let n = 0; n < 10; n++) await jia.push(sample.enterprise(jia))
    for (let n = 0; n < 100; n++) hub.poke()
    await expect.poll(() => told).toEqual([11])
    hub.close()
  })

  it('go to a limited number of devices, and to each by one connection', () => {
    const ended: string[] = []
    const hub = wakeHub({ db: server.db, mostListeners: 2 })
    const listen = (device: string) =>
      hub.listen({ device, scopes: new Set(), tell: () => undefined, end: () => ended.push(device) })
    expect([listen('a'), listen('b')].every((stop) => stop !== null)).toBe(true)
    expect(listen('c')).toBe(null)
    const again = listen('a')
    expect([ended, hub.listeners()]).toEqual([['a'], 2])
    again?.()
    expect(hub.listeners()).toBe(1)
    hub.close()
    expect(ended).toEqual(['a', 'b'])
  })

  it('reach devices of another process of the same server', async () => {
    const second = await createServer({
      database: server.db,
      connectOthers: (heard) => notifications(server.url, heard),
    })
    const first = await createServer({
      database: server.db,
      connectOthers: (heard) => notifications(server.url, heard),
    })
    try {
      const jia = await server.device('jia')
      const url = await second.listen({ port: 0, host: '127.0.0.1' })
      const hints: number[] = []
      const listener = listenForWake({
        where: async () => ({ serverUrl: url, token: jia.token }),
        onHint: ({ scope, seq }) => {
          if (scope === `unit:${jia.user.unitId}`) hints.push(seq)
        },
        after: () => () => undefined,
        random: () => 0,
      })
      const headers = { authorization: `Bearer ${jia.token}` }
      // Until the device listens and the processes hear each other.
      for (let pushed = 0; hints.length === 0 && pushed < 200; pushed += 1) {
        const payload = { device: jia.id, incarnation: v7(), ops: [sample.enterprise(jia)] }
        await first.inject({ method: 'POST', url: '/push', headers, payload })
        await sleep(100)
      }
      expect(hints[0]).toBeGreaterThan(0)
      await listener.stop()
    } finally {
      await first.close()
      await second.close()
    }
  })

  it('are told to nobody without a token, and end when the server stops', async () => {
    expect((await server.app.inject({ method: 'GET', url: '/wake' })).statusCode).toBe(401)
    const jia = await server.device('jia')
    const url = await server.app.listen({ port: 0, host: '127.0.0.1' })
    const response = await fetch(`${url}/wake`, { headers: { authorization: `Bearer ${jia.token}` } })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const read = response.text()
    await server.app.close()
    expect(await read).toContain(': hello')
  })
})

describe('a device that listens', () => {
  it('comes back with growing pauses and chance when the connection ends', async () => {
    const pauses: number[] = []
    let next: () => void = () => undefined
    const listener = listenForWake({
      where: async () => ({ serverUrl: 'http://127.0.0.1:9/', token: 'x'.repeat(20) }),
      onHint: () => undefined,
      after: (ms, run) => {
        pauses.push(ms)
        next = run
        return () => undefined
      },
      random: () => 1,
    })
    for (let n = 1; n <= 10; n++) {
      await expect.poll(() => pauses.length).toBe(n)
      next()
    }
    expect(pauses.slice(0, 4)).toEqual([2000, 4000, 8000, 16_000])
    expect(Math.max(...pauses)).toBe(300_000)
    await listener.stop()
  })
})
