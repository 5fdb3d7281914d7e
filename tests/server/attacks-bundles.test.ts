import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { withoutOps } from '#shared/sync/bundle.ts'
import { hlcOf } from '#shared/sync/hlc.ts'
import { valuesOf } from '#shared/sync/merge.ts'
import type { Op } from '#shared/sync/op.ts'
import { longText } from '#shared/sync/op-text.ts'
import { composeBundle, packBundle } from '../../electron/data/exchange/compose.ts'
import { signRun } from '../../electron/data/exchange/gather.ts'
import { sha256 } from '../../electron/data/exchange/keys.ts'
import { findDevice, ownWaiting } from '../../electron/data/queries/exchange.ts'
import { loadState } from '../../electron/data/record/load-state.ts'
import { revokeDevice } from '../../server/administration/devices.ts'
import { type Teammate, teammate, tripValues, visitOf } from '../support/exchange-team.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'

describe('a bundle from a colleague with a changed program', { timeout: 120_000 }, () => {
  let server: TestServer
  let url: string
  const mates: Teammate[] = []
  beforeAll(async () => {
    server = await testServer()
    server.time.now = Date.now()
    url = await server.app.listen({ port: 0, host: '127.0.0.1' })
  })
  afterEach(async () => {
    for (const { device } of mates.splice(0)) await device.remove()
  })
  afterAll(() => server.stop())

  async function team<const L extends readonly string[]>(
    ...logins: L
  ): Promise<{ [K in keyof L]: Teammate }> {
    for (const login of logins) mates.push(await teammate(server, url, login))
    await everybodySyncs()
    return [...mates] as { [K in keyof L]: Teammate }
  }
  async function everybodySyncs(): Promise<void> {
    server.time.now = Date.now()
    for (let round = 0; round < 2; round += 1) for (const { device } of mates) await device.sync()
  }

  let count = 0
  /** An operation that no form of the program would make, signed all the same. */
  async function forged(forger: Teammate, table: string, id: string, values: object): Promise<Op> {
    const { identity } = await forger.self()
    count += 1
    const hlc = hlcOf(Date.now(), count, '00000000000000cc')
    const fields = Object.fromEntries(Object.entries(values).map(([name, v]) => [name, { v, hlc, base: [] }]))
    return {
      ...{ opId: uuidv7(), device: identity.device, incarnation: identity.incarnation },
      ...{ localSeq: 1000 + count, table, id, kind: 'set', fields, schemaVersion: 1, author: forger.userId },
    }
  }
  async function handOver(from: Teammate, to: Teammate, ops: readonly Op[]) {
    const sender = await from.self()
    const composed = await from.device
      .store()
      .read((db) => composeBundle(db, sender, { kind: 'device', device: to.id }))
    const texts = ops.map((op) => JSON.stringify(op))
    const runs = texts.map((text) => signRun(sender, [text], false))
    return to.read(packBundle({ ...composed, runs }, sender, uuidv7()))
  }
  const seenBy = (mate: Teammate, table: string, id: string) =>
    mate.device.store().read(async (db) => valuesOf(await loadState(db, table, id)))
  async function visit(mate: Teammate, tripId: string | null): Promise<{ id: string; enterpriseId: string }> {
    const [id, enterpriseId] = [uuidv7(), uuidv7()]
    const values = { name: '样例公司' }
    await mate.write({ table: 'enterprises', id: enterpriseId, kind: 'set', values })
    await mate.write({ table: 'visits', id, kind: 'set', values: visitOf(enterpriseId, tripId) as never })
    return { id, enterpriseId }
  }

  it('makes nobody believe another key, another unit or another role', async () => {
    const [lead, forger, zone] = await team('jia', 'yi', 'bing')
    const before = await lead.device.store().read((db) => findDevice(db, zone.id))
    const own = await lead.device.store().read((db) => findDevice(db, forger.id))
    const ops = [
      await forged(forger, 'deviceKeys', zone.id, {
        publicKey: own?.publicKey,
        sealingKey: own?.sealingKey,
      }),
      await forged(forger, 'users', forger.userId, { unitId: lead.unitId, role: 'sys_admin' }),
      await forged(forger, 'units', lead.unitId, { parentId: forger.unitId }),
    ]
    await handOver(forger, lead, ops)
    expect(await lead.device.store().read((db) => findDevice(db, zone.id))).toEqual(before)
    expect(await seenBy(lead, 'users', forger.userId)).toMatchObject({ unitId: forger.unitId, role: 'field' })
    expect(await seenBy(lead, 'units', lead.unitId)).toMatchObject({ parentId: null })
  })

  it('brings nobody onto a trip that was not theirs to join, and so into no bundle of that trip', async () => {
    const [lead, forger] = await team('jia', 'yi')
    const tripId = uuidv7()
    await lead.write({ table: 'trips', id: tripId, kind: 'set', values: tripValues('样例行程') as never })
    await visit(lead, tripId)
    await lead.device.sync()
    const common = { unitId: forger.unitId, createdBy: forger.userId, origin: 'manual', importBatchId: null }
    const member = {
      tripId,
      userId: forger.userId,
      name: '样例',
      role: 'member',
      createdAt: new Date().toISOString(),
    }
    await handOver(forger, lead, [await forged(forger, 'tripMembers', uuidv7(), { ...common, ...member })])
    const bundle = lead.bundleFor({ kind: 'device', device: forger.id })
    await expect(bundle).rejects.toMatchObject({ code: 'exchange/nothing-to-send' })
  })

  it('changes nobody’s visit and no record of another unit, in nobody’s name', async () => {
    const [lead, forger] = await team('jia', 'yi')
    const { id, enterpriseId } = await visit(lead, null)
    await everybodySyncs()
    const ops = [
      await forged(forger, 'visits', id, { topics: '假的' }),
      await forged(forger, 'enterprises', enterpriseId, { name: '假的' }),
      await forged(forger, 'notes', uuidv7(), {
        createdBy: lead.userId,
        unitId: forger.unitId,
        body: '假的',
      }),
    ]
    await handOver(forger, lead, ops)
    expect((await seenBy(lead, 'visits', id)).topics).toBe('洽谈项目')
    expect((await seenBy(lead, 'enterprises', enterpriseId)).name).toBe('样例公司')
    expect(await lead.device.store().read((db) => db.selectFrom('notes').select('id').execute())).toEqual([])
    // What is not shown is still carried: the server says what becomes of it.
    expect(await lead.device.count('carriedRuns')).toBe(3)
    await lead.device.sync()
    expect(await lead.device.count('carriedRuns')).toBe(0)
    const { rows } = await sql<{ op_id: string }>`select op_id from op_quarantine`.execute(server.db)
    const kept = new Set(rows.map(({ op_id }) => op_id))
    expect(ops.every(({ opId }) => kept.has(opId))).toBe(true)
  })

  it('shows no foreign change either once the feed has brought what it was made of', async () => {
    const [lead, forger] = await team('jia', 'yi')
    const [id, enterpriseId] = [uuidv7(), uuidv7()]
    const ops = [
      await forged(forger, 'visits', id, { topics: '假的' }),
      await forged(forger, 'enterprises', enterpriseId, { name: '假的', unitId: forger.unitId }),
    ]
    const [other] = await Promise.all([teammate(server, url, 'jia')])
    mates.push(other)
    await handOver(forger, lead, ops)
    const values = { name: '样例公司' }
    await other.write({ table: 'enterprises', id: enterpriseId, kind: 'set', values })
    await other.write({ table: 'visits', id, kind: 'set', values: visitOf(enterpriseId, null) as never })
    await other.device.sync()
    await lead.device.sync()
    expect((await seenBy(lead, 'visits', id)).topics).toBe('洽谈项目')
    expect((await seenBy(lead, 'enterprises', enterpriseId)).name).toBe('样例公司')
  })

  it('shows no foreign change either that came before what it changes', async () => {
    const [lead, forger, zone] = await team('jia', 'yi', 'bing')
    const { id, enterpriseId } = await visit(zone, null)
    const ops = [
      await forged(forger, 'visits', id, { topics: '假的' }),
      await forged(forger, 'enterprises', enterpriseId, { name: '假的' }),
    ].map((op, index) => ({ ...op, opId: `00000000-0000-7000-8000-00000000000${index + 1}` }))
    await handOver(forger, lead, ops)
    await lead.read(await zone.bundleFor({ kind: 'device', device: lead.id }))
    expect((await seenBy(lead, 'visits', id)).topics).toBe('洽谈项目')
    expect((await seenBy(lead, 'enterprises', enterpriseId)).name).toBe('样例公司')
  })
})

describe('work that was handed over', { timeout: 60_000 }, () => {
  it('is carried although somebody handed over other work under its id first, and each is judged by itself', async () => {
    const server = await testServer()
    server.time.now = Date.now()
    const url = await server.app.listen({ port: 0, host: '127.0.0.1' })
    const [author, carrier, forger] = [
      await teammate(server, url, 'yi'),
      await teammate(server, url, 'jia'),
      await teammate(server, url, 'bing'),
    ]
    const mates = [author, carrier, forger]
    for (const { device } of [...mates, ...mates]) await device.sync()
    const [id, other] = [uuidv7(), uuidv7()]
    await author.write({ table: 'enterprises', id, kind: 'set', values: { name: '样例甲' } })
    await forger.write({ table: 'enterprises', id: other, kind: 'set', values: { name: '样例乙' } })
    const opsOf = async (mate: Teammate) =>
      (await mate.device.store().read(ownWaiting)).map(({ op }) => longText(op))
    const [true1] = await opsOf(author)
    const [own] = await opsOf(forger)
    const opId = JSON.parse(true1 ?? '').opId
    const borrowed = JSON.stringify({ ...JSON.parse(own ?? ''), opId })
    for (const [from, op] of [
      [forger, borrowed],
      [author, true1 ?? ''],
    ] as const) {
      const sender = await from.self()
      const to = { kind: 'device', device: carrier.id } as const
      const composed = await from.device.store().read((db) => composeBundle(db, sender, to))
      await carrier.read(packBundle({ ...composed, runs: [signRun(sender, [op], false)] }, sender, uuidv7()))
    }
    expect(await carrier.device.count('carriedRuns')).toBe(2)
    await carrier.device.sync()
    const kept = await server.db
      .selectFrom('op_quarantine')
      .select(['device', 'op'])
      .where('op_id', '=', opId)
      .execute()
    // The first to arrive has the id; the other one is kept, and its author is told so.
    expect(kept.map(({ device, op }) => [device, JSON.parse(op ?? '').id])).toEqual([[author.id, id]])
    await author.device.sync()
    expect(await author.device.count('quarantine')).toBe(1)
    for (const { device } of mates) await device.remove()
    await server.stop()
  })
})

describe('a run that comes twice, each time with other operations taken out', { timeout: 60_000 }, () => {
  it('is carried with all that either copy has', async () => {
    const server = await testServer()
    server.time.now = Date.now()
    const url = await server.app.listen({ port: 0, host: '127.0.0.1' })
    const [author, carrier] = [await teammate(server, url, 'yi'), await teammate(server, url, 'jia')]
    for (const { device } of [author, carrier, author, carrier]) await device.sync()
    const ids = [uuidv7(), uuidv7()]
    for (const id of ids)
      await author.write({ table: 'enterprises', id, kind: 'set', values: { name: '样例公司' } })
    const sender = await author.self()
    const to = { kind: 'device', device: carrier.id } as const
    const composed = await author.device.store().read((db) => composeBundle(db, sender, to))
    const copies = ids.map((id) =>
      composed.runs.flatMap((run) => withoutOps(run, (op) => op.includes(id), sha256) ?? []),
    )
    for (const runs of copies) await carrier.read(packBundle({ ...composed, runs }, sender, uuidv7()))
    expect(await carrier.device.count('carriedOps')).toBe(2)
    await carrier.device.sync()
    expect(await carrier.device.count('carriedOps')).toBe(0)
    const { rows } = await sql<{ id: string }>`
      select id from records where id = any(${ids}::uuid[])`.execute(server.db)
    expect(rows.map(({ id }) => id).sort()).toEqual(ids.sort())
    for (const { device } of [author, carrier]) await device.remove()
    await server.stop()
  })

  it('is kept on the server with all that either copy has, when it is set aside', async () => {
    const server = await testServer()
    server.time.now = Date.now()
    const url = await server.app.listen({ port: 0, host: '127.0.0.1' })
    const [author, carrier] = [await teammate(server, url, 'yi'), await server.device('jia')]
    await author.device.sync()
    const ids = [uuidv7(), uuidv7()]
    for (const id of ids)
      await author.write({ table: 'enterprises', id, kind: 'set', values: { name: '样例公司' } })
    await revokeDevice(server.db, author.id)
    const sender = await author.self()
    const ops = await author.device.store().read(ownWaiting)
    const run = signRun(
      sender,
      ops.map(({ op }) => longText(op)),
      false,
    )
    for (const id of ids) {
      const carried = [withoutOps(run, (op) => op.includes(id), sha256)]
      const body = { device: carrier.id, incarnation: uuidv7(), ops: [], carried }
      expect((await carrier.request('POST', '/push', body)).json().carried).toMatchObject([
        { status: 'set-aside', reason: 'device-revoked' },
      ])
    }
    const { rows } = await sql<{ body: string }>`
      select convert_from(body, 'UTF8') as body from run_quarantine`.execute(server.db)
    expect(rows.map(({ body }) => JSON.parse(body).ops)).toEqual([run.ops])
    await author.device.remove()
    await server.stop()
  })
})
