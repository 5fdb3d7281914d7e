import { v7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fillOutbox } from '../bench/sync/outbox.ts'
import { realLaptop } from '../support/real-laptop.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'
import type { SyncDevice } from '../support/sync-device.ts'
import { type TruncatingProxy, truncatingProxy, untouched } from '../support/truncating-proxy.ts'

let server: TestServer
let url: string
beforeAll(async () => {
  server = await testServer()
  server.time.now = Date.now()
  url = await server.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => server.stop())

const isPush = (request: Buffer) => request.subarray(0, 100).includes('POST /push')
const isAhead = (request: Buffer) => request.subarray(0, 200).includes('/push?follows=')
const failure = JSON.stringify({ error: 'internal', message: 'The server failed; nothing was changed.' })
const serverFailed = Buffer.from(
  `HTTP/1.1 500 Internal Server Error\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ${failure.length}\r\n\r\n${failure}`,
)

let seed = 900

describe('a backlog that goes up quickly', () => {
  const backlog = 900
  let proxy: TruncatingProxy
  let laptop: SyncDevice
  /** Pushes that were sent and not answered, now and at most. */
  let open: number
  let most: number
  beforeEach(async () => {
    proxy = await truncatingProxy(url)
    open = 0
    most = 0
    laptop = await realLaptop(server, { by: proxy.url, login: 'bing', ports: { idleMs: 10_000 } })
    await fillOutbox(laptop.store(), { ...laptop.context(), unitId: laptop.account.unitId }, backlog, ++seed)
    proxy.refuse = (request) => {
      if (isPush(request)) most = Math.max(most, ++open)
      return null
    }
    proxy.fate = (exchange) => {
      if (exchange.path === '/push') open -= 1
      return untouched(exchange)
    }
  })
  afterEach(async () => {
    await laptop.remove()
    await proxy.close()
  })

  const ownChanges = () =>
    server.db
      .selectFrom('change')
      .select(['op_id', 'seq'])
      .where('scope', '=', `unit:${laptop.account.unitId}`)
      .where('op_id', 'in', (query) =>
        query.selectFrom('op_seen').select('op_id').where('device', '=', laptop.context().device),
      )
      .orderBy('seq')
      .execute()

  /** Everything is with the server, once, in the order in which it was written. */
  async function expectAllInOrder(written: number) {
    expect(await laptop.count('outbox')).toBe(0)
    expect(await laptop.count('quarantine')).toBe(0)
    const ids = (await ownChanges()).map(({ op_id }) => op_id)
    expect(ids).toHaveLength(written)
    expect(new Set(ids).size).toBe(written)
    const acked = await laptop
      .store()
      .read((db) => db.selectFrom('ackedJournal').select('opId').orderBy('localSeq').execute())
    expect(ids).toEqual(acked.map(({ opId }) => opId))
  }

  /** Edits at the end of the backlog of records at its beginning: out of order they would find no record. */
  async function editTheFirst(): Promise<number> {
    const records = await laptop
      .store()
      .read((db) => db.selectFrom('outbox').select('recordId').orderBy('localSeq').limit(20).execute())
    for (const { recordId } of records) await laptop.edit(recordId, { remarks: '已电话核实' })
    return records.length
  }

  it('has two batches on their way at once, and all of it arrives once and in order', async () => {
    const edits = await editTheFirst()
    expect(await laptop.sync()).toMatchObject({ problem: null, waiting: 0, refused: 0 })
    expect(most).toBe(2)
    await expectAllInOrder(backlog + edits)
  })

  it('is sent again in order where the server failed on the first of two batches', async () => {
    const edits = await editTheFirst()
    let pushes = 0
    let outOfOrder = 0
    proxy.refuse = (request) => (isPush(request) && ++pushes === 2 ? serverFailed : null)
    proxy.fate = (exchange) => {
      if (exchange.answer.includes('"out-of-order"')) outOfOrder += 1
      return untouched(exchange)
    }
    proxy.plain = true
    expect(await laptop.sync()).toMatchObject({ problem: null, waiting: 0, refused: 0 })
    expect(outOfOrder).toBe(1)
    await expectAllInOrder(backlog + edits)
  })

  it('keeps what the server said of the second batch where the answer to the first was lost', async () => {
    let lost = 0
    proxy.fate = (exchange) => {
      if (exchange.path !== '/push') return untouched(exchange)
      open -= 1
      if (lost > 0 || !isAhead(exchange.request)) return untouched(exchange)
      lost += 1
      // After the headers, so that it is not asked again at once.
      return { bytes: exchange.answer.subarray(0, exchange.answer.length - 10), end: 'reset' }
    }
    await laptop.sync()
    expect(lost).toBe(1)
    expect(await laptop.sync()).toMatchObject({ problem: null, waiting: 0, refused: 0 })
    await expectAllInOrder(backlog)
  })

  it('goes up one batch after the other to a server that knows nothing of it', async () => {
    proxy.plain = true
    proxy.fate = (exchange) => {
      if (exchange.path === '/push') open -= 1
      const answer = exchange.answer.toString('latin1').replace('"ordered":true', '"orderly":true')
      return { bytes: Buffer.from(answer, 'latin1'), end: 'close' }
    }
    expect(await laptop.sync()).toMatchObject({ problem: null, waiting: 0, refused: 0 })
    expect(most).toBe(1)
    await expectAllInOrder(backlog)
  })
})

describe('a batch that says what it follows', () => {
  let bing: ServerDevice
  beforeAll(async () => {
    bing = await server.device('bing')
  })

  const send = (follows: string, ...ops: readonly unknown[]) =>
    server.app.inject({
      method: 'POST',
      url: `/push?follows=${encodeURIComponent(follows)}`,
      headers: { authorization: `Bearer ${bing.token}` },
      payload: { device: bing.id, incarnation: v7(), ops },
    })

  it('is not taken before what it follows, and says so', async () => {
    const first = sample.enterprise(bing)
    const second = sample.enterprise(bing)
    const early = await send(first.opId, second)
    expect([early.statusCode, early.json().error]).toEqual([409, 'out-of-order'])
    expect(await server.db.selectFrom('records').select('id').where('id', '=', second.id).execute()).toEqual(
      [],
    )
    await bing.push(first)
    const inTime = await send(first.opId, second)
    expect([inTime.statusCode, inTime.json().results[0].status]).toEqual([200, 'applied'])
  })

  it('is not taken after something that this device never sent', async () => {
    const other = await server.device('yi')
    const theirs = sample.enterprise(other)
    await other.push(theirs)
    for (const follows of [theirs.opId, v7()])
      expect((await send(follows, sample.enterprise(bing))).statusCode).toBe(409)
  })
})
