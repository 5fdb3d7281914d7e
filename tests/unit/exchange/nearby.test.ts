import { createSocket } from 'node:dgram'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Nearby, nearbyLaptops } from '../../../electron/data/exchange/nearby.ts'

const here = '127.0.0.1'

describe('laptops that wait on the same network', () => {
  let port: number
  const all: Nearby[] = []
  beforeEach(async () => {
    port = await freePort()
  })
  afterEach(() => {
    for (const nearby of all.splice(0)) nearby.close()
  })
  const laptop = (name: string): Nearby => {
    const nearby = nearbyLaptops(name, port)
    all.push(nearby)
    return nearby
  }
  const patient = { interval: 50 }

  it('find each other without anything typed, and never themselves', async () => {
    const [lead, guest, third] = [laptop('样例甲的笔记本'), laptop('样例乙的笔记本'), laptop('third')]
    expect(guest.seen()).toEqual([])
    lead.seen()
    lead.call({ address: here, port: 41_001 })
    third.call({ address: here, port: 41_002 })
    await expect
      .poll(() => guest.seen(), patient)
      .toEqual([
        { name: 'third', address: here, port: 41_002 },
        { name: '样例甲的笔记本', address: here, port: 41_001 },
      ])
    expect(lead.seen().map(({ name }) => name)).toEqual(['third'])
  })

  it('leave the list soon after they stopped waiting', async () => {
    const [lead, guest] = [laptop('样例甲'), laptop('样例乙')]
    guest.seen()
    lead.call({ address: here, port: 41_003 })
    await expect.poll(() => guest.seen().length, patient).toBe(1)
    lead.quiet()
    await expect.poll(() => guest.seen().length, { interval: 100 }).toBe(0)
  })

  it('are not hidden, forged into control characters, or without end in number by whoever else calls out', async () => {
    const [lead, guest] = [laptop('样例甲'), laptop('样例乙')]
    guest.seen()
    lead.call({ address: here, port: 41_004 })
    await expect.poll(() => guest.seen().length, patient).toBe(1)
    const stranger = createSocket('udp4')
    const say = (text: string | Buffer) =>
      new Promise<void>((sent) => stranger.send(text, port, here, () => sent()))
    const call = (more: object) => JSON.stringify({ outpost: 1, id: 'x', name: 'x', port: 5, ...more })
    for (const bad of ['', 'GET / HTTP/1.1', '{', call({ port: 0 }), call({ outpost: 2 })]) await say(bad)
    await say(call({ name: 'x'.repeat(600) }))
    await say(Buffer.from([0xff, 0xfe]))
    for (let at = 0; at < 60; at += 1) await say(call({ id: `n${at}`, name: `\u202e坏\u0007${at}` }))
    await expect.poll(() => guest.seen().length, patient).toBe(20)
    expect(guest.seen().map(({ name }) => name)).toContain('样例甲')
    for (const { name } of guest.seen()) expect(name).not.toMatch(/\p{C}/u)
    stranger.close()
  })
})

async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  await new Promise<void>((bound) => socket.bind(0, here, bound))
  const { port } = socket.address() as AddressInfo
  await new Promise<void>((closed) => socket.close(() => closed()))
  return port
}
