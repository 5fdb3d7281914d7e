import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Op } from '#shared/sync/op.ts'
import { cursors, refusedOps, waitingOps } from '../../../electron/data/queries/sync.ts'
import { logLines } from '../../../electron/data/queries/sync-log.ts'
import { parseOp } from '../../../electron/data/sync/stored-op.ts'
import { colleagueOp, ofColleague } from '../../support/colleague.ts'
import { type ScriptedServer, scriptedServer, unitOfScript } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

describe('receiving', () => {
  let server: ScriptedServer
  let device: SyncDevice
  let stamp: number
  beforeEach(async () => {
    server = await scriptedServer()
    device = await startDevice({ serverUrl: server.url })
    stamp = Date.UTC(2026, 0, 1)
  })
  afterEach(async () => {
    await device.remove()
    await server.close()
  })

  /** An operation of a colleague's device. */
  const foreign = (id: string, values: object, base: readonly string[] = []): Op => {
    stamp += 1000
    return colleagueOp({ id, values, at: stamp, base })
  }
  const enterprise = (name: string, more = {}) => foreign(uuidv7(), { name, ...ofColleague, ...more })
  const names = async () =>
    (
      await device.store().read((db) => db.selectFrom('enterprises').select('name').orderBy('name').execute())
    ).map(({ name }) => name)

  it('shows what colleagues recorded', async () => {
    for (const name of ['a', 'b', 'c']) server.take(enterprise(name))
    expect(await device.sync()).toMatchObject({ problem: null, phase: 'idle' })
    expect(await names()).toEqual(['a', 'b', 'c'])
    expect(device.errors).toEqual([])
  })

  it('tells in the log how much came from others, not that the own work came back', async () => {
    await device.create('自己的公司')
    server.take(enterprise('同事的公司'))
    await device.sync()
    await device.sync()
    const log = await device.store().read((db) => logLines(db, undefined, 20))
    expect(log.filter(({ kind }) => kind === 'downloaded').map(({ count }) => count)).toEqual([1])
  })

  it('applies nothing of a scope whose feed has a hole, and goes on with the others', async () => {
    server.grants = ['org', unitOfScript, 'unit:2']
    server.take(enterprise('a'))
    server.take(enterprise('b'))
    server.scopesOf = () => ['unit:2']
    server.take(enterprise('c'))
    server.feeds.get(unitOfScript)?.splice(0, 1)
    expect(await device.sync()).toMatchObject({ problem: 'server/failed' })
    expect(await names()).toEqual(['c'])
    expect((await device.store().read(cursors)).map(({ scope, seq }) => [scope, seq])).toEqual([
      ['unit:2', 1],
    ])
  })

  it('does not mind a page that is delivered twice', async () => {
    server.take(enterprise('a'))
    const first = await capture(() => device.sync())
    server.take(enterprise('b'))
    await device.sync()
    const before = await device.sight()
    server.intercept = ({ path }, answer) => (path === '/changes' ? first : answer)
    await device.sync()
    expect(await device.sight()).toBe(before)
  })

  it('takes an answer that grants nothing for a fault, and removes nothing', async () => {
    server.take(enterprise('a'))
    await device.sync()
    server.grants = []
    expect(await device.sync()).toMatchObject({ problem: 'server/not-outpost' })
    expect(await names()).toEqual(['a'])
  })

  it('sets a change aside that it does not understand, and applies the others', async () => {
    server.take(enterprise('a'))
    server.append(unitOfScript, { kind: 'op', op: { nonsense: true } as unknown as Op })
    server.take(enterprise('b'))
    expect(await device.sync()).toMatchObject({ problem: null })
    expect(await names()).toEqual(['a', 'b'])
    expect(await device.count('setAside')).toBe(1)
  })

  it('sets a record aside whose stamps cannot be read, and applies the others', async () => {
    server.append(unitOfScript, {
      kind: 'enter',
      record: { table: 'enterprises', id: uuidv7(), values: { name: 'x' }, clocks: { wrong: 1 } },
    })
    server.take(enterprise('b'))
    expect(await device.sync()).toMatchObject({ problem: null })
    expect(await names()).toEqual(['b'])
    expect(await device.count('setAside')).toBe(1)
    expect(await device.count('membership')).toBe(1)
  })

  it('keeps values of a newer version and of tables it does not know', async () => {
    const newer = enterprise('a', { 将来: { x: 1 }, employees: 'viele' })
    server.take(newer)
    server.take({ ...enterprise('p'), table: 'projects' })
    await device.sync()
    const id = newer.id
    await device.edit(id, { city: '南通' })
    await device.sync()
    const values = server.records.get(`enterprises ${id}`)
    expect(values?.将来?.heads[0]?.v).toEqual({ x: 1 })
    expect(values?.employees?.heads[0]?.v).toBe('viele')
    expect(JSON.parse(await device.sight()).states.map(([table]: string[]) => table)).toEqual([
      'enterprises',
      'projects',
    ])
  })

  it('lays a change of a colleague under the own one that still waits', async () => {
    const op = enterprise('a', { investIntent: 1, city: '南通' })
    server.take(op)
    await device.sync()
    await device.edit(op.id, { investIntent: 2 })
    const base = op.fields.name?.hlc ?? ''
    server.take(foreign(op.id, { investIntent: 3, city: '上海' }, [base]))
    server.intercept = ({ path }, answer) => (path === '/push' ? 'lost' : answer)
    server.judge = () => ({ refuse: 'invalid' })
    // The upload is refused unheard; the colleague's change arrives all the same.
    const status = await device.sync()
    expect(status).toMatchObject({ waiting: 1, conflicts: 1 })
    const row = await device
      .store()
      .read((db) => db.selectFrom('enterprises').selectAll().where('id', '=', op.id).executeTakeFirst())
    expect(row).toMatchObject({ city: '上海' })
    server.intercept = (_, answer) => answer
    expect(await device.sync()).toMatchObject({ waiting: 0, conflicts: 0, refused: 1 })
  })

  it('takes the records of a revoked scope off the device, all traces included', async () => {
    server.take(enterprise('a', { remarks: '机密内容' }))
    await device.sync()
    server.grants = ['org']
    await device.sync()
    expect(await names()).toEqual([])
    expect(JSON.parse(await device.sight()).states).toEqual([])
    const left = await device.store().read((db) => db.selectFrom('searchDocs').selectAll().execute())
    expect(left).toEqual([])
    server.grants = ['org', unitOfScript]
    await device.sync()
    expect(await names()).toEqual(['a'])
  })

  it('hides a record of a revoked scope at once, and keeps the work on it that waits', async () => {
    const op = enterprise('a')
    server.take(op)
    await device.sync()
    await device.edit(op.id, { remarks: '路上写的' })
    server.grants = ['org']
    server.intercept = ({ path }, answer) => (path === '/push' ? 'lost' : answer)
    server.judge = () => ({ refuse: 'not-allowed' })
    await device.sync()
    expect(await names()).toEqual([])
    expect(await device.count('outbox')).toBe(1)
    server.intercept = (_, answer) => answer
    expect(await device.sync()).toMatchObject({ waiting: 0, refused: 1 })
    const [refused] = await device.store().read((db) => refusedOps(db, 5))
    expect(refused?.op).toContain('路上写的')
  })

  it('shows a record that comes into a scope, with its conflicts and what has lost', async () => {
    const op = enterprise('a', { investIntent: 1, city: '南通' })
    server.scopesOf = () => []
    server.take(op)
    server.take(foreign(op.id, { investIntent: 2, city: '上海' }))
    server.append(unitOfScript, server.wire(op.table, op.id))
    expect(await device.sync()).toMatchObject({ conflicts: 1 })
    expect(await names()).toEqual(['a'])
    const lost = await device
      .store()
      .read((db) => db.selectFrom('fieldHistory').select(['field', 'lostValue']).orderBy('field').execute())
    expect(lost).toEqual([
      { field: 'city', lostValue: '"南通"' },
      { field: 'investIntent', lostValue: '1' },
    ])
  })

  it('keeps a record that moves from one scope to another', async () => {
    const op = enterprise('a')
    server.take(op)
    await device.sync()
    server.grants = ['org', unitOfScript, 'unit:2']
    server.append(unitOfScript, { kind: 'leave', table: op.table, id: op.id })
    server.append('unit:2', server.wire(op.table, op.id))
    await device.sync()
    expect(await names()).toEqual(['a'])
    server.append('unit:2', { kind: 'leave', table: op.table, id: op.id })
    await device.sync()
    expect(await names()).toEqual([])
  })

  it('keeps an own new record that was uploaded before its scope was ever read', async () => {
    server.grants = ['org']
    await device.create('a')
    await device.sync()
    await device.sync()
    expect(await names()).toEqual(['a'])
  })

  it('stamps later than everything it saw, even with a clock that is behind', async () => {
    stamp = Date.UTC(2031, 0, 1)
    const op = enterprise('a')
    server.take(op)
    await device.sync()
    await device.edit(op.id, { name: 'b' })
    const [waiting] = await device.store().read((db) => waitingOps(db, 0, 1))
    const [seen, own] = [op, parseOp(waiting?.op ?? '')].map(({ fields }) => fields.name?.hlc ?? '')
    expect((own ?? '') > (seen ?? '')).toBe(true)
    expect(await device.sync()).toMatchObject({ conflicts: 0 })
    expect(server.records.get(`enterprises ${op.id}`)?.name?.heads.map(({ v }) => v)).toEqual(['b'])
  })

  it('says by how much the clock of this device is off', async () => {
    server.time = Date.now() + 600_000
    expect((await device.sync()).clockOffsetSeconds).toBeCloseTo(-600, -1)
  })

  /** The page that the server answers while `work` runs. */
  async function capture(work: () => Promise<unknown>) {
    let kept = { status: 200, type: 'application/json', body: '' }
    server.intercept = ({ path }, answer) => {
      if (path === '/changes') kept = answer
      return answer
    }
    await work()
    server.intercept = (_, answer) => answer
    return kept
  }
})
