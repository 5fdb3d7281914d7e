import { describe, expect, it } from 'vitest'
import { readMeta } from '../../electron/data/database/meta.ts'
import { answering, answerWith, calm, incidents, seen } from '../support/incidents.ts'
import { cursorsOf } from '../support/real-laptop.ts'
import type { SyncDevice } from '../support/sync-device.ts'
import { untouched } from '../support/truncating-proxy.ts'

/** What others lost, played on real laptops and a real server. The thread that told of it stands behind each. */
describe('what happened to others: downloads', () => {
  const { laptop, proxy, server } = incidents()

  it('an edit made while a long download runs is neither overwritten nor lost (joplin PR#16208)', async () => {
    const writer = await laptop('bing')
    const ids: string[] = []
    for (let n = 0; n < 250; n += 1) ids.push(await writer.create(`样例长下载${n}`))
    await writer.sync()
    let pages = 0
    const made: { reader?: SyncDevice } = {}
    const writes: Promise<void>[] = []
    /** What was said to be saved; an edit of a record that has not come yet is none. */
    const saved = new Map<string, string>()
    const reader = await laptop('bing', {
      ports: {
        step: (step) => {
          if (step !== 'pull-applied' || !made.reader) return
          pages += 1
          const target = ids[pages * 3]
          const remarks = `下载中写的${pages}`
          if (target)
            writes.push(
              made.reader.edit(target, { remarks }).then(
                () => void saved.set(target, remarks),
                () => undefined,
              ),
            )
        },
      },
    })
    made.reader = reader
    await reader.sync()
    delete made.reader
    await Promise.all(writes)
    expect(saved.size).toBeGreaterThan(1)
    expect(await reader.sync()).toMatchObject(calm)
    await writer.sync()
    for (const [id, remarks] of saved) expect((await seen(writer, id))?.remarks).toBe(remarks)
  })

  it('a partial listing or an empty answer removes nothing (joplin#16165, electric#2073)', async () => {
    const device = await laptop('bing')
    for (let n = 0; n < 5; n += 1) await device.create(`样例留存${n}`)
    expect(await device.sync()).toMatchObject(calm)
    const sight = await device.sight()
    proxy().plain = true
    const partial: ((body: Record<string, unknown>) => object)[] = [
      () => ({ grants: [], scopes: [] }),
      () => ({ scopes: [] }),
      () => ({ grants: ['org'], scopes: [] }),
      ({ grants }) => ({ grants: (grants as string[]).filter((scope) => !scope.startsWith('unit:')) }),
    ]
    for (const change of partial) {
      proxy().fate = (exchange) =>
        exchange.path === '/changes' ? answering(exchange, change) : untouched(exchange)
      await device.sync()
    }
    proxy().fate = untouched
    await device.sync()
    await device.sync()
    expect(await device.sync()).toMatchObject(calm)
    expect(await device.sight()).toBe(sight)
    expect(
      (await server().db.selectFrom('records').select('id').where('life', '=', 'deleted').execute()).length,
    ).toBe(0)
  })

  it('a kill between the rows and the cursor leaves neither (livestore#409)', async () => {
    const writer = await laptop('bing')
    await writer.create('样例半途')
    await writer.sync()
    const reader = await laptop('bing', {
      ports: {
        step: (step) => {
          if (step === 'pull-applying') throw new Error('the process died')
        },
      },
    })
    await reader.sync()
    expect(Object.values(await cursorsOf(reader)).filter((seq) => seq > 0)).toEqual([])
    const shown = await reader.store().read((db) => db.selectFrom('enterprises').select('id').execute())
    expect(shown).toEqual([])
    await reader.restart({ step: () => undefined })
    expect(await reader.sync()).toMatchObject(calm)
    await writer.sync()
    expect(await reader.sight()).toBe(await writer.sight())
  })

  it('a feed that stands still behind healthy answers is seen: the last sync grows old (powersync-service#718)', async () => {
    let now = Date.now()
    const device = await laptop('bing', { ports: { now: () => now } })
    const synced = (await device.sync()).lastSyncedAt
    expect(synced).not.toBeNull()
    now += 3_600_000
    for (const status of ['503 Service Unavailable', '502 Bad Gateway', '429 Too Many Requests']) {
      proxy().fate = (exchange) =>
        exchange.path === '/changes'
          ? answerWith(status, 'application/json', '{"error":"unavailable","message":""}')
          : untouched(exchange)
      const after = await device.sync()
      expect(after.problem, status).not.toBeNull()
      expect(after.lastSyncedAt, status).toBe(synced)
    }
    proxy().fate = untouched
    expect((await device.sync()).lastSyncedAt).not.toBe(synced)
  })

  it('a token that ends between two pages keeps what was read, and reading goes on after signing in', async () => {
    const writer = await laptop('bing')
    for (let n = 0; n < 120; n += 1) await writer.create(`样例两页${n}`)
    await writer.sync()
    const reader = await laptop('bing', {
      ports: {
        step: (step) => {
          if (step === 'pull-applied' && proxy().refuse(Buffer.alloc(0)) === null)
            proxy().refuse = (request) =>
              request.toString('latin1').startsWith('GET /changes')
                ? answerWith(
                    '401 Unauthorized',
                    'application/json',
                    '{"error":"unauthenticated","message":"-"}',
                  ).bytes
                : request.length === 0
                  ? Buffer.alloc(1)
                  : null
        },
      },
    })
    const token = await reader.store().read((db) => readMeta(db, 'token'))
    expect(await reader.sync()).toMatchObject({ phase: 'signed-out' })
    const partly = (await reader.store().read((db) => db.selectFrom('enterprises').select('id').execute()))
      .length
    expect(partly).toBeGreaterThan(0)
    proxy().refuse = () => null
    await reader.restart({ step: () => undefined })
    await reader.store().write(async (tx) => {
      await tx
        .insertInto('meta')
        .values({ key: 'token', value: token ?? '' })
        .execute()
    })
    expect(await reader.sync()).toMatchObject(calm)
    await writer.sync()
    expect(await reader.sight()).toBe(await writer.sight())
  })
})
