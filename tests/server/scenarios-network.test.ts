import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cursorsOf, realLaptop } from '../support/real-laptop.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import type { SyncDevice } from '../support/sync-device.ts'
import {
  bodyStart,
  cutAt,
  type Delivery,
  type RecordedExchange,
  sampledBytes,
  type TruncatingProxy,
  truncatingProxy,
  untouched,
  withoutLength,
} from '../support/truncating-proxy.ts'

let server: TestServer
let url: string
beforeAll(async () => {
  server = await testServer()
  server.time.now = Date.now()
  url = await server.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => server.stop())

/** Does something to the answers of one address alone. */
const only =
  (path: string, change: (exchange: RecordedExchange) => Delivery) =>
  (exchange: RecordedExchange): Delivery =>
    exchange.path === path ? change(exchange) : untouched(exchange)

describe('a page of the feed that arrives spoiled', () => {
  let proxy: TruncatingProxy
  let writer: SyncDevice
  let reader: SyncDevice
  beforeAll(async () => {
    writer = await realLaptop(server, { by: url, login: 'bing' })
    for (let n = 0; n < 12; n += 1)
      await writer.create(`样例前哨公司${n}`, { remarks: `第${n}次洽谈：扩产、用地与人才公寓。😀` })
    await writer.sync()
  })
  beforeEach(async () => {
    proxy = await truncatingProxy(url)
    reader = await realLaptop(server, { by: proxy.url, login: 'bing', ports: { idleMs: 3000 } })
  })
  afterEach(async () => {
    await reader.remove()
    await proxy.close()
  })
  afterAll(() => writer.remove())

  /** One round with that delivery: everything of the page is there afterwards and the cursor with it, or nothing. */
  async function expectAllOrNothing(change: (exchange: RecordedExchange) => Delivery, where: string) {
    const [before, stood] = [await reader.sight(), await cursorsOf(reader)]
    proxy.fate = only('/changes', change)
    const { problem } = await reader.sync()
    const now = await cursorsOf(reader)
    if (problem === null) return true
    expect(await reader.sight(), where).toBe(before)
    expect(now, where).toEqual(stood)
    expect(await reader.count('setAside'), where).toBe(0)
    return false
  }

  /** The answer to the first question of a laptop that has nothing. */
  async function firstPage(): Promise<Buffer> {
    const probe = await realLaptop(server, { by: proxy.url, login: 'bing' })
    await probe.sync()
    await probe.remove()
    const page = proxy.exchanges.find(({ path }) => path === '/changes')
    if (!page) throw new Error('no page')
    return page.answer
  }

  async function expectTheRest() {
    proxy.fate = untouched
    expect(await reader.sync()).toMatchObject({ problem: null })
    expect(await reader.sight()).toBe(await seenByWriter())
  }

  async function seenByWriter() {
    await writer.sync()
    return writer.sight()
  }

  it.each([
    { name: 'compressed', plain: false },
    { name: 'uncompressed, also in the middle of a character', plain: true },
  ])('cut off at any byte ($name) is not applied at all, and the cursor stays', async ({ plain }) => {
    proxy.plain = plain
    const page = await firstPage()
    expect(/content-encoding: *gzip/i.test(page.subarray(0, bodyStart(page)).toString('latin1'))).toBe(!plain)
    for (const end of ['close', 'reset'] as const)
      for (const at of sampledBytes(page, 24))
        expect(
          await expectAllOrNothing(({ answer }) => ({ bytes: cutAt(answer, at), end }), `${end} ${at}`),
          `${end} ${at} of ${page.length}`,
        ).toBe(false)
    await expectTheRest()
  })

  it('cut off inside a character is not applied where nobody says how long it was to be', async () => {
    proxy.plain = true
    const page = withoutLength(await firstPage())
    const inside = [...page.keys()].filter(
      (at) => at > bodyStart(page) && (page[at] ?? 0) >= 0x80 && (page[at] ?? 0) < 0xc0,
    )
    expect(inside.length).toBeGreaterThan(100)
    for (const at of inside.filter((_, index) => index % Math.floor(inside.length / 30) === 0))
      expect(
        await expectAllOrNothing(
          ({ answer }) => ({ bytes: withoutLength(answer).subarray(0, at), end: 'close' }),
          `${at}`,
        ),
      ).toBe(false)
    await expectTheRest()
  })

  it('with a corrupt byte anywhere is applied as the server meant it or not at all', async () => {
    const page = await firstPage()
    const right = await seenByWriter()
    for (const at of sampledBytes(page, 40)) {
      const done = await expectAllOrNothing(({ answer }) => {
        const bytes = Buffer.from(answer)
        bytes[at] = (bytes[at] ?? 0) ^ 0x11
        return { bytes, end: 'close' }
      }, `byte ${at}`)
      if (!done) continue
      // A letter of a header that nobody reads: what was applied is what the server sent.
      expect(await reader.sight(), `byte ${at}`).toBe(right)
      await reader.remove()
      reader = await realLaptop(server, { by: proxy.url, login: 'bing', ports: { idleMs: 3000 } })
    }
    await expectTheRest()
  })

  it('is whole when the connection is reset behind its last byte', async () => {
    await expectAllOrNothing(({ answer }) => ({ bytes: answer, end: 'reset' }), 'reset')
    await expectTheRest()
  })

  it('of one byte a second is given up without harm, and the user writes on meanwhile', async () => {
    const device = await realLaptop(server, { by: proxy.url, login: 'bing', ports: { idleMs: 400 } })
    proxy.fate = only('/changes', ({ answer }) => ({ bytes: answer, end: 'close', msPerByte: 1000 }))
    const round = device.sync()
    await device.create('样例慢网公司')
    expect(await round).toMatchObject({ problem: 'server/unreachable' })
    expect(await cursorsOf(device)).toEqual({})
    proxy.fate = untouched
    expect(await device.sync()).toMatchObject({ waiting: 0, problem: null })
    await device.remove()
    await expectTheRest()
  })

  it('that trickles in is waited for as long as bytes come, and applied once it is whole', async () => {
    const device = await realLaptop(server, { by: proxy.url, login: 'bing', ports: { idleMs: 400 } })
    await device.sync()
    await writer.create('样例涓流公司')
    await writer.sync()
    let started = 0
    proxy.fate = only('/changes', ({ answer }) => {
      started = performance.now()
      return { bytes: answer, end: 'close', msPerByte: 2, atOnce: bodyStart(answer) }
    })
    expect(await device.sync()).toMatchObject({ problem: null })
    expect(performance.now() - started).toBeGreaterThan(800)
    expect(await device.sight()).toBe(await seenByWriter())
    await device.remove()
    await expectTheRest()
  })

  it('that was given long ago and arrives late is no way back', async () => {
    await reader.sync()
    const old = proxy.exchanges.filter(({ path }) => path === '/changes').at(0)
    await writer.create('样例后来的公司')
    await writer.sync()
    await reader.sync()
    const [sight, stood] = [await reader.sight(), await cursorsOf(reader)]
    proxy.fate = only('/changes', (exchange) => untouched(old ?? exchange))
    await reader.sync()
    expect(await cursorsOf(reader)).toEqual(stood)
    expect(await reader.sight()).toBe(sight)
    await expectTheRest()
  })
})

describe('the answer to an upload that arrives spoiled', () => {
  let proxy: TruncatingProxy
  let device: SyncDevice
  beforeEach(async () => {
    proxy = await truncatingProxy(url)
    device = await realLaptop(server, { by: proxy.url, login: 'bing', ports: { idleMs: 3000 } })
    await device.sync()
  })
  afterEach(async () => {
    await device.remove()
    await proxy.close()
  })

  async function expectOneEffectEach() {
    const { rows } = await sql`
      select scope, op_id from change where op_id is not null
      group by scope, op_id having count(*) > 1`.execute(server.db)
    expect(rows).toEqual([])
    expect(await device.count('base')).toBe(0)
  }

  it('cut off at any byte settles nothing, and the repetition has no second effect', async () => {
    for (let n = 0; n < 8; n += 1) await device.create(`样例上传公司${n}`)
    proxy.fate = () => ({ bytes: Buffer.alloc(0), end: 'reset' })
    await device.sync()
    const answer = proxy.exchanges.findLast(({ path }) => path === '/push')?.answer ?? Buffer.alloc(0)
    expect(answer.length).toBeGreaterThan(300)
    const journal = await device.count('ackedJournal')
    for (const end of ['close', 'reset'] as const)
      for (const at of sampledBytes(answer, 20)) {
        // What the feed brings back would settle them too: this is about the answer alone.
        proxy.fate = (exchange) =>
          exchange.path === '/push'
            ? { bytes: cutAt(exchange.answer, at), end }
            : { bytes: Buffer.alloc(0), end: 'reset' }
        const status = await device.sync()
        expect(status, `${end} ${at}`).toMatchObject({ waiting: 8 })
        expect(await device.count('ackedJournal'), `${end} ${at}`).toBe(journal)
      }
    proxy.fate = untouched
    expect(await device.sync()).toMatchObject({ waiting: 0, problem: null })
    await expectOneEffectEach()
  })

  it('lost after the commit leads to the same answer to the same bytes', async () => {
    await device.create('样例丢答复公司')
    proxy.fate = only('/push', () => ({ bytes: Buffer.alloc(0), end: 'reset' }))
    await device.sync()
    proxy.fate = untouched
    await device.sync()
    const answers = proxy.exchanges
      .filter(({ path }) => path === '/push')
      .map(({ answer }) => JSON.parse(answer.subarray(bodyStart(answer)).toString()).results)
    for (const results of answers) expect(results).toEqual(answers[0])
    await expectOneEffectEach()
  })

  it('does not matter when the network delivers uploads twice and in another order', async () => {
    const id = await device.create('样例重复公司', { city: '南京' })
    await device.sync()
    await device.edit(id, { city: '苏州' })
    await device.sync()
    await device.write({ table: 'enterprises', id, kind: 'delete' })
    await device.sync()
    const sight = await device.sight()
    const pushes = proxy.exchanges.filter(({ path }) => path === '/push')
    expect(pushes.length).toBe(3)
    for (const { request } of [...pushes].reverse()) {
      const [one, two] = await Promise.all([proxy.deliverAgain(request), proxy.deliverAgain(request)])
      for (const answer of [one, two]) expect(answer.subarray(0, 12).toString()).toBe('HTTP/1.1 200')
    }
    expect(await device.sync()).toMatchObject({ problem: null })
    expect(await device.sight()).toBe(sight)
    await expectOneEffectEach()
  })
})
