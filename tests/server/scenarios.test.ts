import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readMeta } from '../../electron/data/database/meta.ts'
import { type RecordChange, record } from '../../electron/data/record/record.ts'
import { rotateEpoch } from '../../server/administration/epoch.ts'
import { imageOf } from '../support/power-cut.ts'
import { cursorsOf, type LaptopOptions, realLaptop } from '../support/real-laptop.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { type SyncDevice, startDevice } from '../support/sync-device.ts'
import {
  bodyStart,
  type RecordedExchange,
  type TruncatingProxy,
  truncatingProxy,
  untouched,
} from '../support/truncating-proxy.ts'

/** What others lost, played on real laptops and a real server. The thread that told of it stands behind each. */
describe('what happened to others', () => {
  let server: TestServer
  let url: string
  let proxy: TruncatingProxy
  let devices: SyncDevice[]
  beforeAll(async () => {
    server = await testServer()
    server.time.now = Date.now()
    url = await server.app.listen({ port: 0, host: '127.0.0.1' })
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    devices = []
    proxy = await truncatingProxy(url)
  })
  afterEach(async () => {
    for (const device of devices) await device.remove()
    await proxy.close()
  })

  const laptop = async (login: LaptopOptions['login'], options: Partial<LaptopOptions> = {}) => {
    const device = await realLaptop(server, { by: proxy.url, login, ...options })
    devices.push(device)
    return device
  }
  const put = async (device: SyncDevice, table: string, values: object) => {
    const id = uuidv7()
    await device.write({ table, id, kind: 'set', values } as RecordChange)
    return id
  }
  const seen = (device: SyncDevice, id: string) =>
    device
      .store()
      .read((db) => db.selectFrom('enterprises').selectAll().where('id', '=', id).executeTakeFirst())
  const onServer = async (id: string): Promise<Record<string, unknown> | undefined> => {
    const row = await server.db
      .selectFrom('records')
      .select(['data', 'life'])
      .where('id', '=', id)
      .executeTakeFirst()
    return row && row.life !== 'deleted' ? (row.data as Record<string, unknown>) : undefined
  }
  const calm = { waiting: 0, problem: null }
  const answering = (exchange: RecordedExchange, change: (body: Record<string, unknown>) => object) => {
    // Asked for without compression, so that the test can write another text.
    const body = JSON.parse(exchange.answer.subarray(bodyStart(exchange.answer)).toString())
    return answerWith(
      '200 OK',
      'application/json; charset=utf-8',
      JSON.stringify({ ...body, ...change(body) }),
    )
  }
  const answerWith = (status: string, type: string, body: string) => ({
    bytes: Buffer.from(
      `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    ),
    end: 'close' as const,
  })

  it('an edit made while a long download runs is neither overwritten nor lost (joplin PR#16208)', async () => {
    const writer = await laptop('bing')
    const ids: string[] = []
    for (let n = 0; n < 250; n += 1) ids.push(await writer.create(`样例长下载${n}`))
    await writer.sync()
    let pages = 0
    const made: { reader?: SyncDevice } = {}
    const writes: Promise<void>[] = []
    const reader = await laptop('bing', {
      ports: {
        step: (step) => {
          if (step !== 'pull-applied' || !made.reader) return
          pages += 1
          const target = ids[pages * 3]
          if (target)
            writes.push(made.reader.edit(target, { remarks: `下载中写的${pages}` }).catch(() => undefined))
        },
      },
    })
    made.reader = reader
    await reader.sync()
    delete made.reader
    await Promise.all(writes)
    expect(pages).toBeGreaterThan(1)
    expect(await reader.sync()).toMatchObject(calm)
    await writer.sync()
    for (let page = 1; page <= pages; page += 1)
      expect((await seen(writer, ids[page * 3] ?? ''))?.remarks).toBe(`下载中写的${page}`)
  })

  it('a partial listing or an empty answer removes nothing (joplin#16165, electric#2073)', async () => {
    const device = await laptop('bing')
    for (let n = 0; n < 5; n += 1) await device.create(`样例留存${n}`)
    expect(await device.sync()).toMatchObject(calm)
    const sight = await device.sight()
    proxy.plain = true
    const partial: ((body: Record<string, unknown>) => object)[] = [
      () => ({ grants: [], scopes: [] }),
      () => ({ scopes: [] }),
      () => ({ grants: ['org'], scopes: [] }),
      ({ grants }) => ({ grants: (grants as string[]).filter((scope) => !scope.startsWith('unit:')) }),
    ]
    for (const change of partial) {
      proxy.fate = (exchange) =>
        exchange.path === '/changes' ? answering(exchange, change) : untouched(exchange)
      await device.sync()
    }
    proxy.fate = untouched
    await device.sync()
    await device.sync()
    expect(await device.sync()).toMatchObject(calm)
    expect(await device.sight()).toBe(sight)
    expect(
      (await server.db.selectFrom('records').select('id').where('life', '=', 'deleted').execute()).length,
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

  it('a batch of writes that fails leaves clock and counter as they were (actual PR#8904)', async () => {
    const device = await laptop('bing')
    await device.create('样例之前')
    const meta = () =>
      device.store().read(async (db) => [await readMeta(db, 'lastHlc'), await readMeta(db, 'lastLocalSeq')])
    const before = await meta()
    const far = { ...device.context(), nowMs: Date.now() + 86_400_000 }
    await expect(
      device.store().write(async (tx) => {
        await record(tx, far, { table: 'enterprises', id: uuidv7(), kind: 'set', values: { name: '样例一' } })
        await record(tx, far, { table: 'enterprises', id: uuidv7(), kind: 'set', values: {} })
      }),
    ).rejects.toMatchObject({ code: 'record/invalid' })
    expect(await meta()).toEqual(before)
    const id = await device.create('样例之后')
    expect(await device.sync()).toMatchObject(calm)
    expect((await onServer(id))?.name).toBe('样例之后')
  })

  it('a server that was put back to an earlier state gets everything again, and nobody loses a record (evolu#660)', async () => {
    const one = await laptop('bing')
    const two = await laptop('jia')
    const old = await one.create('样例备份之前')
    await one.sync()
    await two.sync()
    await keepState(server)
    const lost = await one.create('样例备份之后')
    await one.edit(old, { city: '苏州' })
    await one.sync()
    await two.sync()
    await two.edit(lost, { remarks: '在忘掉的记录上写的' })
    const unsent = await one.create('样例还没上传')
    await backToKept(server)
    await rotateEpoch(server.db, join(tmpdir(), `outpost-epoch-${uuidv7()}.json`), 'test')
    expect(await onServer(lost)).toBeUndefined()
    const [first] = [await one.sync()]
    // The alarm is told, in the status or the log, and nothing is taken off the device.
    const log = await one.store().read((db) => db.selectFrom('syncLog').select('kind').execute())
    expect(first.problem === 'server/restored' || log.some(({ kind }) => kind === 'server-restored')).toBe(
      true,
    )
    for (const id of [old, lost, unsent]) expect(await seen(one, id)).toBeDefined()
    for (let round = 0; round < 3; round += 1) for (const device of [one, two]) await device.sync()
    for (const device of [one, two]) expect(await device.sync(), device.errors.join('\n')).toMatchObject(calm)
    expect(await onServer(lost)).toMatchObject({ name: '样例备份之后', remarks: '在忘掉的记录上写的' })
    expect(await onServer(old)).toMatchObject({ city: '苏州' })
    expect(await onServer(unsent)).toBeDefined()
    for (const id of [old, lost, unsent]) {
      const [a, b] = [await seen(one, id), await seen(two, id)]
      expect(a).toBeDefined()
      expect(b).toEqual(a)
    }
  })

  it('a laptop restored from a backup that writes on becomes another one, and both works stand (turso#8129)', async () => {
    const device = await laptop('bing')
    const shared = await device.create('样例备份里的')
    await device.sync()
    const backup = imageOf(device.disk().file)
    const after = await device.create('样例备份后写的')
    await device.edit(shared, { city: '苏州' })
    await device.sync()
    const copy = await copyOf(device, backup)
    const again = await copy.create('样例恢复后写的')
    await copy.edit(shared, { remarks: '恢复后写的' })
    await settled(copy)
    await settled(device)
    expect(await onServer(shared)).toMatchObject({ city: '苏州', remarks: '恢复后写的' })
    for (const id of [after, again]) {
      expect(await onServer(id)).toBeDefined()
      expect(await seen(copy, id)).toBeDefined()
    }
    const log = await copy.store().read((db) => db.selectFrom('syncLog').select('kind').execute())
    expect(log.map(({ kind }) => kind)).toContain('new-incarnation')
  })

  it('two copies of one laptop part without loss (submersion#315, harmony#79)', async () => {
    const device = await laptop('bing')
    const shared = await device.create('样例孪生')
    await device.sync()
    const twin = await copyOf(device, imageOf(device.disk().file))
    const own: string[] = []
    for (let n = 0; n < 4; n += 1) {
      own.push(await device.create(`样例本机${n}`), await twin.create(`样例孪生机${n}`))
      await device.edit(shared, { remarks: `本机${n}` })
      await twin.edit(shared, { city: `孪生机${n}` })
      await device.sync()
      await twin.sync()
    }
    for (let round = 0; round < 2; round += 1) for (const each of [device, twin]) await settled(each)
    for (const id of own) {
      expect(await onServer(id)).toBeDefined()
      expect(await seen(device, id)).toBeDefined()
      expect(await seen(twin, id)).toBeDefined()
    }
    expect(await onServer(shared)).toMatchObject({ remarks: '本机3', city: '孪生机3' })
    expect(await twin.sight()).toBe(await device.sight())
  })

  /** Another laptop with the very same files and the very same identity. */
  async function copyOf(device: SyncDevice, image: ReturnType<typeof imageOf>): Promise<SyncDevice> {
    const { device: id, incarnation, node } = device.context()
    const token = await device.store().read((db) => readMeta(db, 'token'))
    const copy = await startDevice({
      serverUrl: proxy.url,
      identity: { device: id, incarnation, node },
      token: token ?? '',
      account: device.account,
      opened: { image, key: device.disk().key },
    })
    devices.push(copy)
    return copy
  }

  async function settled(device: SyncDevice): Promise<void> {
    for (let round = 0; round < 3; round += 1) await device.sync()
    expect(await device.sync(), device.errors.join('\n')).toMatchObject(calm)
  }

  it('a right that is taken away keeps unsent notes, and the record does not come back by them (ndb-core#4178, pouchdb#7645)', async () => {
    const lead = await laptop('jia')
    const guest = await laptop('yi')
    const enterprise = await lead.create('样例只给团组')
    const trip = await put(lead, 'trips', {
      title: '样例赴深圳招商',
      kind: 'small_team',
      startOn: '2026-03-09',
      endOn: '2026-03-12',
      state: 'planned',
    })
    const member = await put(lead, 'tripMembers', {
      tripId: trip,
      userId: guest.account.userId,
      name: '样例乙',
      role: 'member',
    })
    await put(lead, 'visits', {
      type: 'door_to_door',
      mode: 'onsite',
      occurredOn: '2026-03-10',
      enterpriseId: enterprise,
      tripId: trip,
      confidentiality: 'internal',
    })
    await lead.sync()
    await guest.sync()
    expect(await seen(guest, enterprise)).toBeDefined()
    await guest.edit(enterprise, { remarks: '样例离线写的' })
    await lead.write({ table: 'tripMembers', id: member, kind: 'delete' })
    await lead.sync()
    for (let round = 0; round < 3; round += 1) await guest.sync()
    expect(await guest.sync()).toMatchObject({ waiting: 0, refused: 1 })
    const refused = await guest.store().read((db) => db.selectFrom('quarantine').select('op').execute())
    expect(refused.map(({ op }) => op).join()).toContain('样例离线写的')
    expect(await seen(guest, enterprise)).toBeUndefined()
    expect((await onServer(enterprise))?.remarks ?? null).toBeNull()
  })

  it('a deleted record does not come back by an old upload that arrives again (pouchdb#7645)', async () => {
    const [one, two] = [await laptop('bing'), await laptop('bing')]
    const id = await one.create('样例要删的')
    await one.edit(id, { city: '南京' })
    await one.sync()
    await two.sync()
    const upload = proxy.exchanges.findLast(({ path }) => path === '/push')
    await two.write({ table: 'enterprises', id, kind: 'delete' })
    await two.sync()
    if (upload) await proxy.deliverAgain(upload.request)
    for (const device of [one, two, one]) await device.sync()
    expect(await onServer(id)).toBeUndefined()
    for (const device of [one, two]) expect(await seen(device, id)).toBeUndefined()
  })

  it('an operation that is refused stops neither the download nor the work on other records (powersync-js#1058)', async () => {
    const lead = await laptop('jia')
    const device = await laptop('bing')
    await device.sync()
    const bad = await device.create('样例他单位的', { unitId: lead.account.unitId })
    const good = await device.create('样例本单位的')
    const other = await laptop('bing')
    const theirs = await other.create('样例同事的')
    await other.sync()
    expect(await device.sync()).toMatchObject({ waiting: 0, refused: 1, problem: null })
    expect(await onServer(good)).toBeDefined()
    expect(await onServer(bad)).toBeUndefined()
    expect(await seen(device, theirs)).toBeDefined()
    const refused = await device.store().read((db) => db.selectFrom('quarantine').select('op').execute())
    expect(refused.map(({ op }) => op).join()).toContain('样例他单位的')
  })

  it('a feed that stands still behind healthy answers is seen: the last sync grows old (powersync-service#718)', async () => {
    let now = Date.now()
    const device = await laptop('bing', { ports: { now: () => now } })
    const synced = (await device.sync()).lastSyncedAt
    expect(synced).not.toBeNull()
    now += 3_600_000
    for (const status of ['503 Service Unavailable', '502 Bad Gateway', '429 Too Many Requests']) {
      proxy.fate = (exchange) =>
        exchange.path === '/changes'
          ? answerWith(status, 'application/json', '{"error":"unavailable","message":""}')
          : untouched(exchange)
      const after = await device.sync()
      expect(after.problem, status).not.toBeNull()
      expect(after.lastSyncedAt, status).toBe(synced)
    }
    proxy.fate = untouched
    expect((await device.sync()).lastSyncedAt).not.toBe(synced)
  })

  it('an outbox too large for what stands before the server goes up in smaller parts (actual#867)', async () => {
    const device = await laptop('bing')
    await device.sync()
    const ids: string[] = []
    for (let n = 0; n < 30; n += 1) ids.push(await device.create(`样例大箱${n}`, { remarks: noise(1500) }))
    let refused = 0
    proxy.refuse = (request) => {
      if (request.length < 30_000) return null
      refused += 1
      return answerWith('413 Content Too Large', 'text/html', '<html>413</html>').bytes
    }
    for (let round = 0; round < 3; round += 1) await device.sync()
    expect(refused).toBeGreaterThan(0)
    expect(await device.sync()).toMatchObject({ ...calm, refused: 0 })
    for (const id of ids) expect(await onServer(id)).toBeDefined()
    proxy.refuse = () => null
  })

  it('a note whose upload is repeated stands there once, with its text once (agent-wiki#575)', async () => {
    const device = await laptop('bing')
    const enterprise = await device.create('样例笔记的公司')
    const mark = `样例正文${uuidv7()}`
    const note = await put(device, 'notes', {
      enterpriseId: enterprise,
      occurredOn: '2026-03-10',
      body: mark,
      confidentiality: 'internal',
    })
    proxy.fate = ({ path, answer }) =>
      path === '/push' ? { bytes: Buffer.alloc(0), end: 'reset' } : { bytes: answer, end: 'close' }
    await device.sync()
    await device.restart()
    proxy.fate = untouched
    expect(await device.sync()).toMatchObject(calm)
    const other = await laptop('bing')
    await other.sync()
    for (const each of [device, other]) {
      const notes = await each.store().read((db) => db.selectFrom('notes').select(['id', 'body']).execute())
      expect(notes.filter(({ body }) => body?.includes(mark))).toEqual([{ id: note, body: mark }])
    }
  })

  it('a token that ends between two pages keeps what was read, and reading goes on after signing in', async () => {
    const writer = await laptop('bing')
    for (let n = 0; n < 120; n += 1) await writer.create(`样例两页${n}`)
    await writer.sync()
    const reader = await laptop('bing', {
      ports: {
        step: (step) => {
          if (step === 'pull-applied' && proxy.refuse(Buffer.alloc(0)) === null)
            proxy.refuse = (request) =>
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
    proxy.refuse = () => null
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

/** Text that gzip cannot shorten much. */
function noise(length: number): string {
  return Array.from({ length }, () => String.fromCharCode(0x4e00 + Math.floor(Math.random() * 20_000))).join(
    '',
  )
}

/** Copies every table aside, as a backup of the database does. */
async function keepState({ db }: TestServer): Promise<void> {
  await sql`drop schema if exists kept cascade`.execute(db)
  await sql`create schema kept`.execute(db)
  for (const name of await tables(db))
    await sql`create table ${sql.id('kept', name)} as select * from ${sql.id('public', name)}`.execute(db)
}

async function backToKept({ db }: TestServer): Promise<void> {
  const names = await tables(db)
  await db.transaction().execute(async (tx) => {
    // The audit log refuses changes by a trigger, and tables refer to each other.
    await sql`set local session_replication_role = replica`.execute(tx)
    for (const name of names) {
      await sql`delete from ${sql.id('public', name)}`.execute(tx)
      await sql`insert into ${sql.id('public', name)} overriding system value select * from ${sql.id('kept', name)}`.execute(
        tx,
      )
    }
  })
}

async function tables(db: TestServer['db']): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'`.execute(
    db,
  )
  return rows.map(({ name }) => name)
}
