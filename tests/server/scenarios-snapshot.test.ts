import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { hlcOf } from '#shared/sync/hlc.ts'
import { Op } from '#shared/sync/op.ts'
import { transact } from '../../server/database/transaction.ts'
import { applyOps } from '../../server/sync/apply.ts'
import { append } from '../../server/sync/feed.ts'
import { comeBack, Died, dieAtPoint, mortality } from '../support/crash-points.ts'
import { cursorsOf, realLaptop } from '../support/real-laptop.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import type { SyncDevice } from '../support/sync-device.ts'
import {
  bodyStart,
  cutAt,
  sampledBytes,
  type TruncatingProxy,
  truncatingProxy,
  untouched,
} from '../support/truncating-proxy.ts'

vi.mock('better-sqlite3', async (load) => {
  const real = await load<{ default: never }>()
  const { mortalDriver } = await import('../support/crash-points.ts')
  return { default: mortalDriver(real.default) }
})

/** Enough for a snapshot of several chunks. */
const library = 2100

describe('a library that is received as a snapshot', () => {
  let server: TestServer
  let proxy: TruncatingProxy
  let devices: SyncDevice[]
  beforeAll(async () => {
    dieAtPoint(null)
    server = await testServer()
    const url = await server.app.listen({ port: 0, host: '127.0.0.1' })
    proxy = await truncatingProxy(url)
    for (let from = 0; from < library; from += 300)
      await transact(server.db, async (tx) => {
        const ops = Array.from({ length: 300 }, (_, n) => enterprise(from + n))
        const { entries } = await applyOps(tx, ops, null)
        await append(tx, entries, Date.now())
      })
  })
  afterAll(async () => {
    await proxy.close()
    await server.stop()
  })
  beforeEach(() => {
    devices = []
    proxy.fate = untouched
    proxy.refuse = () => null
  })
  afterEach(async () => {
    dieAtPoint(null)
    for (const device of devices) await device.remove()
  })

  const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
  function enterprise(n: number): Op {
    const { units, users } = server.organisation
    const author = users.find(({ login }) => login === 'bing')?.id ?? ''
    const values = {
      name: `样例${n}号有限公司`,
      city: '深圳',
      remarks: '样例备注'.repeat(120),
      unitId: units.zone,
      createdBy: author,
      createdAt: '2026-03-02T08:00:00.000Z',
      origin: 'manual',
    }
    const hlc = hlcOf(server.time.now - 10_000_000 + n, 0, '00000000000000cc')
    const [opId, device, incarnation] = [1, 2, 3].map(
      (k) => `${String(k).padStart(8, '0')}${idOf(n).slice(8)}`,
    )
    return Op.parse({
      opId,
      device,
      incarnation,
      localSeq: n + 1,
      table: 'enterprises',
      id: idOf(n),
      kind: 'set',
      fields: Object.fromEntries(Object.entries(values).map(([name, v]) => [name, { v, hlc, base: [] }])),
      schemaVersion: 1,
      author,
    })
  }
  const laptop = async () => {
    const device = await realLaptop(server, { by: proxy.url, login: 'bing', ports: { idleMs: 10_000 } })
    devices.push(device)
    return device
  }
  const held = async (device: SyncDevice) =>
    device.store().read(async (db) => {
      const count = async (table: 'enterprises' | 'recordClocks') =>
        (
          await db
            .selectFrom(table)
            .select((query) => query.fn.countAll<number>().as('n'))
            .where(table === 'enterprises' ? 'id' : 'recordId', 'like', '00000000-0000-7000-8000-%')
            .executeTakeFirstOrThrow()
        ).n
      return { rows: await count('enterprises'), clocks: await count('recordClocks') }
    })
  const zone = () => `unit:${server.organisation.units.zone}`
  async function expectWhole(device: SyncDevice, where: string) {
    expect(await held(device), where).toEqual({ rows: library, clocks: library })
    expect(await device.count('setAside'), where).toBe(0)
    expect((await cursorsOf(device))[zone()], where).toBe(library)
  }

  it('and cut off at any byte is stored chunk by chunk, whole ones alone, and goes on from there', {
    timeout: 240_000,
  }, async () => {
    const first = await laptop()
    expect(await first.sync()).toMatchObject({ problem: null })
    await expectWhole(first, 'undisturbed')
    const answer = proxy.exchanges.findLast(({ path }) => path === '/snapshot')?.answer
    if (!answer) throw new Error('no snapshot was asked for')
    const sizes = new Set<number>()
    for (const at of sampledBytes(answer, 12).filter((_, index) => index % 5 === 0)) {
      const device = await laptop()
      proxy.fate = ({ path, answer: bytes }) => ({
        bytes: path === '/snapshot' ? cutAt(bytes, at) : bytes,
        end: at % 2 === 0 ? 'close' : 'reset',
      })
      await device.sync()
      const { rows, clocks } = await held(device)
      expect(clocks, `cut at ${at}`).toBe(rows)
      sizes.add(rows)
      if (rows < library) expect((await cursorsOf(device))[zone()] ?? 0, `cut at ${at}`).toBe(0)
      proxy.fate = untouched
      for (let round = 0; round < 2; round += 1) await device.sync()
      await expectWhole(device, `after the cut at ${at}`)
      await device.remove()
      devices.splice(devices.indexOf(device), 1)
    }
    // Only whole chunks: few different numbers, whatever the byte.
    expect(sizes.size).toBeLessThan(6)
    expect(bodyStart(answer)).toBeGreaterThan(0)
  })

  it('and with a letter changed on the way stores nothing of that chunk, and what is true afterwards', async () => {
    const device = await laptop()
    const wrong = '样例7号有限公词'
    proxy.plain = true
    proxy.fate = ({ path, answer }) => {
      const bytes = Buffer.from(answer)
      const at = path === '/snapshot' ? bytes.indexOf('样例7号有限公司') : -1
      if (at >= 0) bytes.write(wrong, at)
      return { bytes, end: 'close' }
    }
    expect(await device.sync()).toMatchObject({ problem: 'server/unreachable' })
    expect((await held(device)).rows).toBeLessThan(library)
    proxy.fate = untouched
    proxy.plain = false
    for (let round = 0; round < 2; round += 1) await device.sync()
    await expectWhole(device, 'after the changed letter')
    const found = await device
      .store()
      .read((db) => db.selectFrom('enterprises').select('id').where('name', '=', wrong).execute())
    expect(found).toEqual([])
  })

  it('and answered empty with 200 removes nothing and is asked for again (electric#2073)', async () => {
    const device = await laptop()
    const own = await device.create('样例未上传的')
    const head =
      'HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson; charset=utf-8\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'
    proxy.fate = (exchange) =>
      exchange.path === '/snapshot' ? { bytes: Buffer.from(head), end: 'close' } : untouched(exchange)
    await device.sync()
    const kept = await device
      .store()
      .read((db) => db.selectFrom('enterprises').select('id').where('id', '=', own).execute())
    expect(kept).toHaveLength(1)
    expect((await cursorsOf(device))[zone()] ?? 0).toBe(0)
    proxy.fate = untouched
    for (let round = 0; round < 2; round += 1) await device.sync()
    expect(await held(device)).toEqual({ rows: library, clocks: library })
  })

  it('goes on as if nothing had happened, whichever statement of it the laptop died at', {
    timeout: 300_000,
  }, async () => {
    const counted = await laptop()
    dieAtPoint(null)
    await counted.sync()
    const points = mortality.passed
    const tries = 10
    expect(points).toBeGreaterThan(tries)
    for (let n = 0; n < tries; n += 1) {
      const device = await laptop()
      dieAtPoint(1 + Math.floor(((n + Math.random()) * points) / tries))
      await device.sync().catch((error) => {
        if (!(error instanceof Died)) throw error
      })
      const where = `${mortality.dieAt} of ${points}: ${mortality.where}`
      if (mortality.dead) {
        await device.engine().stop()
        await device.store().close()
        comeBack()
      }
      dieAtPoint(null)
      await device.restart()
      const { rows, clocks } = await held(device)
      expect(clocks, where).toBe(rows)
      for (let round = 0; round < 2; round += 1) await device.sync()
      expect((await held(device)).rows, where).toBe(library)
      expect(await device.count('setAside'), where).toBe(0)
      await device.remove()
      devices.splice(devices.indexOf(device), 1)
    }
  })
})
