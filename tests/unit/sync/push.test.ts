import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hlcOf } from '#shared/sync/hlc.ts'
import { Op } from '#shared/sync/op.ts'
import { refusedOps } from '../../../electron/data/queries/sync.ts'
import { logLines } from '../../../electron/data/queries/sync-log.ts'
import { retryRefused } from '../../../electron/data/sync/retry-refused.ts'
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

describe('uploading', () => {
  let server: ScriptedServer
  let device: SyncDevice
  beforeEach(async () => {
    server = await scriptedServer()
    device = await startDevice({ serverUrl: server.url })
  })
  afterEach(async () => {
    await device.remove()
    await server.close()
  })
  const pushes = () => server.requests.filter(({ path }) => path === '/push')
  const namesOnServer = () => [...server.records.values()].map((state) => state.name?.heads[0]?.v).sort()

  it('sends what waits and keeps the record as the user left it', async () => {
    const id = await device.create('甲公司')
    await device.edit(id, { city: '南通' })
    const before = await device.sight()
    const status = await device.sync()
    expect(status).toMatchObject({ waiting: 0, refused: 0, problem: null, phase: 'idle' })
    expect(namesOnServer()).toEqual(['甲公司'])
    expect(await device.sight()).toBe(before)
    expect(await device.count('base')).toBe(0)
    expect(await device.count('ackedJournal')).toBe(2)
  })

  it('sends the same operations again when the reply was lost, and they take effect once', async () => {
    await device.create('甲公司')
    server.intercept = ({ path }, answer) => (path === '/push' ? 'lost' : answer)
    server.forestall = ({ path }) => (path === '/changes' ? { status: 503, type: '', body: '' } : null)
    expect(await device.sync()).toMatchObject({ problem: 'server/unreachable', waiting: 1 })
    server.intercept = (_, answer) => answer
    expect(await device.count('outbox')).toBe(1)
    server.forestall = () => null
    const status = await device.sync()
    expect(status).toMatchObject({ waiting: 0, problem: null })
    expect(pushes().length).toBeGreaterThan(1)
    expect([...server.effects.values()]).toEqual([1])
  })

  it('notices an own change in the feed before the reply to its upload, and does not double it', async () => {
    const id = await device.create('甲公司')
    server.intercept = ({ path }, answer) => (path === '/push' ? 'lost' : answer)
    expect(await device.sync()).toMatchObject({ waiting: 0 })
    expect(await device.count('base')).toBe(0)
    server.intercept = (_, answer) => answer
    await device.edit(id, { city: '南通' })
    expect(await device.sync()).toMatchObject({ waiting: 0, refused: 0, conflicts: 0 })
    expect([...server.effects.values()]).toEqual([1, 1])
  })

  it('takes a truncated reply as none', async () => {
    await device.create('甲公司')
    for (const bytes of [0, 1, 40, 80]) {
      server.intercept = ({ path }, answer) => (path === '/push' || path === '/changes' ? bytes : answer)
      expect(await device.sync()).toMatchObject({ waiting: 1, problem: 'server/unreachable' })
    }
    server.intercept = (_, answer) => answer
    expect(await device.sync()).toMatchObject({ waiting: 0, problem: null })
    expect([...server.effects.values()]).toEqual([1])
  })

  it('keeps a refused change with all its values while the others go on', async () => {
    const refused = await device.create('坏公司', { city: '某地' })
    await device.create('好公司')
    server.judge = (op) => (op.id === refused ? { refuse: 'not-allowed' } : null)
    expect(await device.sync()).toMatchObject({ waiting: 0, refused: 1 })
    expect(namesOnServer()).toEqual(['好公司'])
    const [row] = await device.store().read((db) => refusedOps(db, 10))
    expect(row).toMatchObject({ recordId: refused, reason: 'not-allowed' })
    const op = Op.parse(JSON.parse(row?.op ?? ''))
    expect(op.fields.name?.v).toBe('坏公司')
    expect(op.fields.city?.v).toBe('某地')
  })

  it('shows a record as the server has it when an edit was refused', async () => {
    const id = await device.create('甲公司', { city: '南通' })
    await device.sync()
    const before = await device.sight()
    server.judge = () => ({ refuse: 'not-allowed' })
    await device.edit(id, { city: '上海' })
    expect(await device.sync()).toMatchObject({ refused: 1 })
    expect(await device.sight()).toBe(before)
  })

  it('sends a refused change again when the user asks, what created the record first', async () => {
    server.judge = () => ({ refuse: 'not-allowed' })
    const id = await device.create('甲公司')
    await device.edit(id, { city: '南通' })
    await device.sync()
    server.judge = () => null
    const refused = await device.store().read((db) => refusedOps(db, 10))
    const last = refused.find(({ op }) => op.includes('南通'))
    await device.store().write((tx) => retryRefused(tx, device.context(), last?.opId ?? ''))
    expect(await device.sync()).toMatchObject({ waiting: 0, refused: 0 })
    expect(namesOnServer()).toEqual(['甲公司'])
    expect([...server.records.values()][0]?.city?.heads[0]?.v).toBe('南通')
  })

  it('follows the stamps the server gave to changes of a clock that ran ahead', async () => {
    const ahead = Date.now() + 86_400_000
    const fresh = () => hlcOf(server.time++, 0, 'ffffffffffffffff')
    const given = new Map<string, string>()
    server.judge = (op) => {
      const own = Object.values(op.fields).map(({ hlc }) => hlc)
      for (const stamp of own) if (!given.has(stamp)) given.set(stamp, fresh())
      return { restamp: given }
    }
    const id = await device.create('甲公司', { investIntent: 1 })
    await device.store().write(async (tx) => {
      const { record } = await import('../../../electron/data/record/record.ts')
      const context = { ...device.context(), nowMs: ahead }
      await record(tx, context, { table: 'enterprises', id, kind: 'set', values: { investIntent: 2 } })
    })
    await device.edit(id, { investIntent: 3 })
    expect(await device.sync()).toMatchObject({ waiting: 0, conflicts: 0 })
    const other = await startDevice({ serverUrl: server.url })
    await other.sync()
    expect(await other.sight()).toBe(await device.sight())
    expect(JSON.parse(await other.sight()).rows.enterprises[0].investIntent).toBe(3)
    await other.remove()
  })

  it('stamps of an own change seen in the feed first are followed as well', async () => {
    const given = new Map<string, string>()
    server.judge = (op) => {
      for (const { hlc } of Object.values(op.fields))
        if (!given.has(hlc)) given.set(hlc, hlcOf(server.time++, 0, 'ffffffffffffffff'))
      return { restamp: given }
    }
    const id = await device.create('甲公司', { investIntent: 1 })
    server.intercept = ({ path }, answer) => (path === '/push' ? 'lost' : answer)
    await device.sync()
    await device.edit(id, { investIntent: 2 })
    server.intercept = (_, answer) => answer
    expect(await device.sync()).toMatchObject({ waiting: 0, conflicts: 0 })
    const other = await startDevice({ serverUrl: server.url })
    await other.sync()
    expect(await other.sight()).toBe(await device.sight())
    await other.remove()
  })

  it('keeps the order of own edits while the first one has its new stamps and the second still waits', async () => {
    const id = await device.create('甲公司', { investIntent: 1 })
    await device.sync()
    const given = new Map<string, string>()
    server.judge = (op) => {
      for (const { hlc } of Object.values(op.fields))
        given.set(hlc, hlcOf(server.time++, 0, 'ffffffffffffffff'))
      return { restamp: given }
    }
    await device.edit(id, { investIntent: 2 })
    server.intercept = ({ path }, answer) => (path === '/push' ? 'lost' : answer)
    server.forestall = ({ path }) => (path === '/changes' ? { status: 503, type: '', body: '' } : null)
    await device.sync()
    await device.edit(id, { investIntent: 3 })
    server.forestall = ({ path }) => (path === '/push' ? { status: 503, type: '', body: '' } : null)
    expect(await device.sync()).toMatchObject({ waiting: 1, conflicts: 0 })
  })

  it('sends smaller parts when the server finds one too large', async () => {
    for (let n = 0; n < 8; n += 1) await device.create(`公司${n}`)
    server.forestall = ({ path, body }) =>
      path === '/push' && opsIn(body) > 2 ? { status: 413, type: 'text/html', body: '<h1>413</h1>' } : null
    expect(await device.sync()).toMatchObject({ waiting: 0, refused: 0 })
    expect(pushes().some(({ body }) => opsIn(body) <= 2)).toBe(true)
    expect([...server.effects.values()].every((times) => times === 1)).toBe(true)
  })

  it('sets a single change aside that is too large even alone', async () => {
    await device.create('大公司')
    await device.create('小公司')
    server.forestall = ({ path, body }) =>
      path === '/push' && JSON.stringify(body).includes('大公司')
        ? { status: 413, type: 'application/json', body: '{"error":"too-large","message":""}' }
        : null
    expect(await device.sync()).toMatchObject({ waiting: 0, refused: 1 })
    const [row] = await device.store().read((db) => refusedOps(db, 10))
    expect(row).toMatchObject({ detail: 'too-large' })
  })

  it('passes over a change on which the server fails, so that it holds up no other record', async () => {
    const bad = await device.create('毒公司')
    await device.create('甲公司')
    await device.edit(bad, { city: '南通' })
    await device.create('乙公司')
    server.forestall = ({ path, body }) =>
      path === '/push' && JSON.stringify(body).includes('毒公司')
        ? { status: 500, type: 'application/json', body: '{"error":"internal","message":""}' }
        : null
    expect(await device.sync()).toMatchObject({ waiting: 2, problem: 'server/failed' })
    expect(namesOnServer()).toEqual(['乙公司', '甲公司'])
    server.forestall = () => null
    expect(await device.sync()).toMatchObject({ waiting: 0, problem: null })
  })

  it('keeps unsent work and asks for a sign-in when the token has ended', async () => {
    await device.create('甲公司')
    server.forestall = () => ({
      status: 401,
      type: 'application/json',
      body: '{"error":"unauthenticated","message":""}',
    })
    expect(await device.sync()).toMatchObject({
      phase: 'signed-out',
      waiting: 1,
      problem: 'account/signed-out',
    })
    await device.sync()
    expect(await device.count('outbox')).toBe(1)
  })

  it('stays signed in when something that is not Outpost says 401', async () => {
    await device.create('甲公司')
    server.forestall = () => ({ status: 401, type: 'text/html', body: '<h1>请登录无线网络</h1>' })
    expect(await device.sync()).toMatchObject({
      phase: 'offline',
      problem: 'server/captive-portal',
      waiting: 1,
    })
  })

  it('takes a sign-in page of a hotel for what it is', async () => {
    await device.create('甲公司')
    server.forestall = () => ({ status: 200, type: 'text/html', body: '<html>欢迎</html>' })
    expect(await device.sync()).toMatchObject({ problem: 'server/captive-portal', waiting: 1 })
    server.forestall = () => ({ status: 200, type: 'application/json', body: '{"ok":true}' })
    expect(await device.sync()).toMatchObject({ problem: 'server/not-outpost', waiting: 1 })
  })

  it('gives a server that was set back what it has forgotten, and loses nothing', async () => {
    const kept = await device.create('甲公司')
    await device.sync()
    const fresh = await device.create('乙公司')
    server.epoch = 'epoch-2'
    server.feeds.clear()
    server.records.clear()
    server.forget()
    expect(await device.sync()).toMatchObject({ phase: 'idle', problem: null, waiting: 0 })
    expect([...server.records.keys()]).toEqual([`enterprises ${fresh}`, `enterprises ${kept}`])
    const log = await device.store().read((db) => logLines(db, undefined, 20))
    expect(log.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['server-restored', 'offered-again', 'uploaded']),
    )
  })

  it('does nothing but offer its work while the server’s history is another', async () => {
    await device.create('甲公司')
    await device.sync()
    server.epoch = 'epoch-2'
    server.feeds.clear()
    server.forget()
    const before = await device.sight()
    server.intercept = ({ path }, answer) => (path === '/push' ? 'lost' : answer)
    expect(await device.sync()).toMatchObject({ phase: 'stopped', problem: 'server/restored' })
    expect(await device.sight()).toBe(before)
    server.intercept = (_, answer) => answer
    expect(await device.sync()).toMatchObject({ phase: 'idle', problem: null })
  })
})

function opsIn(body: unknown): number {
  return typeof body === 'object' && body !== null && 'ops' in body && Array.isArray(body.ops)
    ? body.ops.length
    : 0
}
