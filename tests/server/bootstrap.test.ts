import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { unitScope } from '#shared/domain/scopes.ts'
import { hlcOf } from '#shared/sync/hlc.ts'
import { Op } from '#shared/sync/op.ts'
import { writeMeta } from '../../electron/data/database/meta.ts'
import { indexSome } from '../../electron/data/search/backlog.ts'
import { archiveOffers, chooseArchive } from '../../electron/data/sync/archive-offers.ts'
import { bootstraps, requestBootstrap } from '../../electron/data/sync/bootstrap-state.ts'
import { signIn } from '../../electron/data/sync/sign-in.ts'
import type { SyncPorts } from '../../electron/data/sync/start-sync.ts'
import { transact } from '../../server/database/transaction.ts'
import { applyOps } from '../../server/sync/apply.ts'
import { append } from '../../server/sync/feed.ts'
import { foundRecords } from '../support/found-by.ts'
import { samplePassword, type TestServer, testServer } from '../support/server-organisation.ts'
import { type SyncDevice, startDevice } from '../support/sync-device.ts'

const library = 2600

describe('a library that is received as a snapshot', () => {
  let server: TestServer
  let url: string
  let proxy: SnapshotProxy
  const devices: SyncDevice[] = []
  const zone = () => server.organisation.units.zone

  beforeAll(async () => {
    server = await testServer()
    url = await server.app.listen({ port: 0, host: '127.0.0.1' })
    proxy = await snapshotProxy(url)
    await write(range(library).map((n) => opOf(idOf(n), { name: nameOf(n), city: '深圳' })))
  })
  afterEach(async () => {
    proxy.mangle = null
    for (const device of devices.splice(0)) await device.remove()
  })
  afterAll(async () => {
    await proxy.close()
    await server.stop()
  })

  it('is the same as the library that came change by change', async () => {
    const bySnapshot = await device()
    const byFeed = await device()
    proxy.mangle = () => 'absent'
    await byFeed.sync()
    proxy.mangle = null
    expect(await byFeed.count('membership')).toBe(await (await synced(bySnapshot)).count('membership'))
    while (await bySnapshot.store().write((tx) => indexSome(tx, 500)));
    expect(await bySnapshot.sight()).toBe(await byFeed.sight())
  })

  it('is searched before it is indexed, and found the same afterwards', async () => {
    const laptop = await synced(await device())
    const found = () => laptop.store().read((db) => foundRecords(db, '样例0077', 5))
    const before = await found()
    expect(before.map(({ enterpriseName }) => enterpriseName)).toEqual([nameOf(77)])
    while (await laptop.store().write((tx) => indexSome(tx, 500)));
    expect(await found()).toEqual(before)
  })

  it('goes on where it was cut, and a damaged chunk changes nothing', async () => {
    const laptop = await device()
    proxy.mangle = (chunks) => [...chunks.slice(0, 2), 'damage', ...chunks.slice(2)]
    await laptop.sync()
    const partly = await laptop.count('membership')
    expect(partly).toBeGreaterThan(0)
    expect(partly).toBeLessThan(library)
    expect((await laptop.engine().status()).problem).toBe('server/unreachable')
    await laptop.restart()
    proxy.mangle = null
    proxy.asked.length = 0
    await laptop.sync()
    expect(proxy.asked.some((path) => path.includes('after='))).toBe(true)
    expect(await enterprises(laptop)).toBe(library)
    expect(await laptop.store().read(bootstraps)).toEqual({})
  })

  it.each(['first', 'again'] as const)(
    'goes on at the very chunk where the laptop died, each of them tried (%s reading)',
    { timeout: 60_000 },
    async (reading) => {
      let chunks = 0
      let known: SyncDevice | null = null
      for (let dieAt = 1; chunks === dieAt - 1; dieAt += 1) {
        const laptop: SyncDevice = known ?? (await device('ding'))
        if (reading === 'again') {
          known = laptop
          await laptop.restart({ step: () => undefined })
          await laptop.sync()
          await laptop.store().write((tx) => requestBootstrap(tx, unitScope(zone())))
        }
        let stored = 0
        // Dies while the chunk is being stored: nothing of it may count, and none before it come again.
        await laptop.restart({
          step: (step) => {
            if (step === 'bootstrap-storing' && ++stored === dieAt) throw new Error('the laptop died')
          },
        })
        await laptop.sync()
        const before = (await laptop.store().read(bootstraps))[unitScope(zone())]?.chunks ?? 0
        await laptop.restart({ step: () => undefined })
        proxy.asked.length = 0
        await laptop.sync()
        const asked = proxy.asked.filter((path) => path.startsWith('/snapshot?'))
        expect(await enterprises(laptop)).toBe(library)
        expect(await laptop.store().read(bootstraps)).toEqual({})
        if (stored < dieAt) break
        chunks = dieAt
        expect(before).toBe(dieAt - 1)
        expect(asked.map((path) => path.includes('after='))).toEqual([dieAt > 1])
      }
      expect(chunks).toBeGreaterThan(1)
    },
  )

  it('brings what was changed since by the feed', async () => {
    await synced(await device())
    await write([opOf(idOf(5), { city: '苏州' }, 1)])
    const later = await synced(await device())
    expect(await cityOf(later, idOf(5))).toBe('苏州')
    await write([opOf(idOf(5), { city: '深圳' }, 2)])
    await later.sync()
    expect(await cityOf(later, idOf(5))).toBe('深圳')
  })

  it('keeps the old records readable until the new ones are all here, and unsent work on top of them', async () => {
    const laptop = await synced(await device())
    await laptop.edit(idOf(7), { city: '宁波' })
    const scope = unitScope(zone())
    await laptop.store().write((tx) => requestBootstrap(tx, scope))
    // Something went wrong here unnoticed: one record differs, one is missing.
    await laptop.store().write(async (tx) => {
      await tx.updateTable('enterprises').set({ city: '错误' }).where('id', '=', idOf(8)).execute()
      await tx.deleteFrom('enterprises').where('id', '=', idOf(9)).execute()
      await tx
        .deleteFrom('recordClocks')
        .where('recordId', 'in', [idOf(8), idOf(9)])
        .execute()
    })
    proxy.mangle = (chunks) => [...chunks.slice(0, 2), 'damage']
    await laptop.sync()
    expect(await enterprises(laptop)).toBe(library - 1)
    proxy.mangle = null
    await laptop.sync()
    expect(await enterprises(laptop)).toBe(library)
    expect(await cityOf(laptop, idOf(7))).toBe('宁波')
    expect(await cityOf(laptop, idOf(8))).toBe('深圳')
    expect(await laptop.store().read(bootstraps)).toEqual({})
  })

  it('is refused to whoever may not read the scope', async () => {
    const stranger = await server.device('yi')
    const answer = await stranger.request('GET', `/snapshot?scope=${encodeURIComponent(unitScope(zone()))}`)
    expect(answer.statusCode).toBe(404)
  })

  it('names the most useful scope first', async () => {
    const boss = await server.device('jia')
    const answer = await boss.request('GET', '/snapshot/scopes')
    expect(answer.json().scopes.map(({ scope }: { scope: string }) => scope)).toEqual([unitScope(zone())])
  })

  describe('over a connection that costs money', () => {
    const metered = (laptop: SyncDevice, choice: 'yes' | 'no') =>
      laptop.store().write((tx) => writeMeta(tx, 'metered', choice))
    const snapshotsAsked = () => proxy.asked.filter((path) => path.startsWith('/snapshot?'))

    it('is offered and not loaded when it is another unit’s, and comes when its user asks for it', async () => {
      const laptop = await device('jia')
      await metered(laptop, 'yes')
      proxy.asked.length = 0
      await laptop.sync()
      expect(snapshotsAsked()).toEqual([])
      expect(await enterprises(laptop)).toBe(0)
      const offer = (await laptop.store().read(archiveOffers))[unitScope(zone())]
      expect(offer).toMatchObject({ choice: 'open' })
      expect(offer?.bytes).toBeGreaterThan(100_000)

      proxy.asked.length = 0
      await laptop.store().write((tx) => chooseArchive(tx, 'later'))
      await laptop.sync()
      expect(proxy.asked.filter((path) => path.startsWith('/snapshot'))).toEqual([])
      const pages = proxy.asked.filter((path) => path.startsWith('/changes'))
      expect(pages.length).toBeGreaterThan(0)
      // Nothing of what waits travels with the small pages either.
      for (const page of pages) expect(page).toMatch(/unit%3A.*%402[0-9]{3}.*limit=25/)

      await laptop.store().write((tx) => chooseArchive(tx, 'now'))
      await laptop.sync()
      expect(await enterprises(laptop)).toBe(library)
      expect(await laptop.store().read(archiveOffers)).toEqual({})
    })

    it('comes by itself once the connection is free', async () => {
      const laptop = await device('jia')
      await metered(laptop, 'yes')
      await laptop.sync()
      expect(await enterprises(laptop)).toBe(0)
      await metered(laptop, 'no')
      await laptop.sync()
      expect(await enterprises(laptop)).toBe(library)
      expect(await laptop.store().read(archiveOffers)).toEqual({})
    })

    it('stops where it is when the connection begins to cost money, and goes on from there when it is free', async () => {
      let chunks = 0
      const laptop = await device('jia', {
        step: (step) => {
          if (step === 'bootstrap-stored' && ++chunks === 1) switched = metered(laptop, 'yes')
        },
      })
      let switched: Promise<unknown> = Promise.resolve()
      await laptop.sync()
      await switched
      const some = await enterprises(laptop)
      expect(some).toBeGreaterThan(0)
      expect(some).toBeLessThan(library)
      for (let round = 0; round < 2; round += 1) await laptop.sync()
      expect(await enterprises(laptop)).toBe(some)
      expect((await laptop.store().read(archiveOffers))[unitScope(zone())]).toMatchObject({ choice: 'open' })

      proxy.asked.length = 0
      await metered(laptop, 'no')
      await laptop.sync()
      expect(await enterprises(laptop)).toBe(library)
      expect(snapshotsAsked()).toEqual([expect.stringContaining('after=')])
      expect(laptop.errors).toEqual([])
    })

    it('comes without asking when it is the user’s own unit’s: nobody can work without it', async () => {
      const laptop = await device()
      await metered(laptop, 'yes')
      await synced(laptop)
    })
  })

  async function device(login = 'bing', ports: Partial<SyncPorts> = {}): Promise<SyncDevice> {
    const identity = { device: uuidv7(), incarnation: uuidv7() }
    const signedIn = await signIn({
      serverUrl: url,
      login,
      password: samplePassword,
      device: { id: identity.device, name: login, incarnation: identity.incarnation },
    })
    const { account, token } = signedIn
    const made = await startDevice({
      serverUrl: proxy.url,
      token,
      account: { ...account, serverUrl: proxy.url },
      identity,
      ports,
    })
    devices.push(made)
    return made
  }

  async function synced(laptop: SyncDevice): Promise<SyncDevice> {
    await laptop.sync()
    expect(laptop.errors).toEqual([])
    expect(await enterprises(laptop)).toBe(library)
    return laptop
  }

  async function write(ops: readonly Op[]): Promise<void> {
    for (let from = 0; from < ops.length; from += 1000)
      await transact(server.db, async (tx) => {
        const { entries } = await applyOps(tx, ops.slice(from, from + 1000), null)
        await append(tx, entries, Date.now())
      })
  }

  function opOf(id: string, values: Readonly<Record<string, string>>, later = 0): Op {
    const author = server.organisation.users.find(({ login }) => login === 'bing')?.id ?? ''
    const hlc = hlcOf(server.time.now - 3_600_000 + later, 0, 'a1b2c3d4e5f60718')
    const base = later > 0 ? [hlcOf(server.time.now - 3_600_000 + later - 1, 0, 'a1b2c3d4e5f60718')] : []
    const common = {
      unitId: zone(),
      createdBy: author,
      createdAt: '2026-03-01T00:00:00.000Z',
      origin: 'import',
    }
    const written =
      later > 0 ? values : { ...common, ...values, remarks: `${values.name}的备注。`.repeat(40) }
    return Op.parse({
      opId: uuidv7(),
      device: '00000000-0000-7000-8000-000000000009',
      incarnation: '00000000-0000-7000-8000-000000000009',
      localSeq: 1,
      table: 'enterprises',
      id,
      kind: 'set',
      fields: Object.fromEntries(Object.entries(written).map(([name, v]) => [name, { v, hlc, base }])),
      schemaVersion: 1,
      author,
    })
  }
})

const range = (count: number) => Array.from({ length: count }, (_, n) => n)
const nameOf = (n: number) => `样例${String(n).padStart(4, '0')}号有限公司`
const idOf = (n: number) => `019c0f6e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

async function enterprises(device: SyncDevice): Promise<number> {
  const rows = await device.store().read((db) => db.selectFrom('enterprises').select('id').execute())
  return rows.length
}

async function cityOf(device: SyncDevice, id: string): Promise<string | null | undefined> {
  const row = await device
    .store()
    .read((db) => db.selectFrom('enterprises').select('city').where('id', '=', id).executeTakeFirst())
  return row?.city
}

interface SnapshotProxy {
  readonly url: string
  readonly asked: string[]
  /** Changes the chunks of a snapshot on their way; `damage` stands for one with a flipped byte. */
  mangle: ((chunks: readonly string[]) => readonly string[] | 'absent') | null
  readonly close: () => Promise<void>
}

/** Stands before a server and changes its snapshots. Everything else passes as it is. */
async function snapshotProxy(target: string): Promise<SnapshotProxy> {
  const http: Server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => void answer())
    async function answer() {
      const path = request.url ?? '/'
      proxy.asked.push(path)
      const body = Buffer.concat(parts)
      const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers
      const reply = await fetch(target + path, {
        method: request.method ?? 'GET',
        headers: headers as Record<string, string>,
        ...(body.length > 0 ? { body } : {}),
      })
      const whole = Buffer.from(await reply.arrayBuffer())
      const type = reply.headers.get('content-type') ?? ''
      const mangled = proxy.mangle && path.startsWith('/snapshot') ? proxy.mangle(chunksOf(whole)) : null
      if (mangled === 'absent') {
        response.writeHead(404, { 'content-type': 'application/json' })
        response.end('{"error":"not-found","message":"."}')
        return
      }
      response.writeHead(reply.status, {
        'content-type': type,
        ...(type.includes('ndjson') ? { 'content-encoding': 'gzip' } : {}),
      })
      response.end(type.includes('ndjson') ? gzipSync(mangled ? damaged(mangled) : whole) : whole)
    }
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const proxy: SnapshotProxy = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    asked: [],
    mangle: null,
    close: () => new Promise((resolve) => http.close(() => resolve())),
  }
  return proxy
}

/** The head line, then each chunk with its own head line. */
function chunksOf(answer: Buffer): string[] {
  return answer.toString('utf8').split(/(?=\{"kind":)/)
}

function damaged(chunks: readonly string[]): Buffer {
  return Buffer.from(
    chunks
      .map((chunk, at) => (chunk === 'damage' ? (chunks[at - 1] ?? '').replaceAll('样', '祥') : chunk))
      .join(''),
  )
}
