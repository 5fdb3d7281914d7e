import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hlcMs } from '#shared/sync/hlc.ts'
import { undoGroup } from '../../electron/data/handlers/undo-group.ts'
import { refusedOps, waitingOpsOf } from '../../electron/data/queries/sync.ts'
import { transferOf } from '../../electron/data/queries/transfers.ts'
import { loadValues } from '../../electron/data/record/load-state.ts'
import { record, type WriteContext } from '../../electron/data/record/record.ts'
import { requestTransfer } from '../../electron/data/record/request-transfer.ts'
import { writeAsWhole } from '../../electron/data/record/write-as-whole.ts'
import { retryRefused } from '../../electron/data/sync/retry-refused.ts'
import { realLaptop } from '../support/real-laptop.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import type { SyncDevice } from '../support/sync-device.ts'

/** More operations than one push and one page hold. */
const many = 320

let server: TestServer
let address: string
let a: SyncDevice
let b: SyncDevice
beforeAll(async () => {
  server = await testServer()
  server.time.now = Date.now()
  address = await server.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => server.stop())
beforeEach(async () => {
  a = await realLaptop(server, { by: address, login: 'jia' })
  b = await realLaptop(server, { by: address, login: 'jia' })
  await b.sync()
})
afterEach(async () => {
  await a.remove()
  await b.remove()
})

/** A whole of new enterprises of one city, by which a test finds them again. */
async function addWhole(device: SyncDevice, city: string, count: number, context = device.context()) {
  const groupId = uuidv7()
  const ids = Array.from({ length: count }, () => uuidv7())
  await device.store().write((tx) =>
    writeAsWhole(
      tx,
      context,
      async (whole) => {
        for (const id of ids)
          await record(tx, whole, {
            table: 'enterprises',
            id,
            kind: 'set',
            values: { name: `样例${id}`, city },
          })
      },
      groupId,
    ),
  )
  return { groupId, ids }
}

const inCity = async (device: SyncDevice, city: string) =>
  device.store().read(async (db) => {
    const rows = await db.selectFrom('enterprises').select('id').where('city', '=', city).execute()
    return rows.length
  })

const undo = (device: SyncDevice, groupId: string) =>
  device.store().write((tx) => undoGroup(tx, device.context(), groupId))

const valuesOn = async (device: SyncDevice, id: string, table = 'enterprises') =>
  (await device.store().read((db) => loadValues(db, table, id))) ?? null

describe('a whole operation between laptops', () => {
  it('larger than a push and many pages reaches the other at once, however often the pull is cut', async () => {
    await addWhole(a, '大批', many)
    expect(await a.sync()).toMatchObject({ waiting: 0, refused: 0, problem: null })
    let pages = 0
    await b.restart({
      step: (step) => {
        if (step === 'pull-applied' && ++pages % 2 === 0) throw new Error('the process dies')
      },
    })
    const seen = new Set<number>()
    for (let round = 0; round < 10; round += 1) {
      await b.sync()
      seen.add(await inCity(b, '大批'))
      if (seen.has(many)) break
    }
    expect([...seen]).toEqual([0, many])
    expect(pages).toBeGreaterThan(3)
    expect(await b.count('setAside')).toBe(0)
    await b.restart()
    expect(await b.sync()).toMatchObject({ problem: null })
    expect(await b.sight()).toBe(await a.sight())
  })

  it('is not seen by anybody while a part of it is still on the way', async () => {
    const { ids } = await addWhole(a, '半批', many)
    let pushes = 0
    await a.restart({
      step: (step) => {
        if (step === 'push-answered' && ++pushes === 1) throw new Error('the process dies')
      },
    })
    await a.sync()
    await b.sync()
    expect(await inCity(b, '半批')).toBe(0)
    expect(await inCity(a, '半批')).toBe(many)
    await a.restart()
    expect(await a.sync()).toMatchObject({ waiting: 0, problem: null })
    await b.sync()
    expect(await inCity(b, '半批')).toBe(ids.length)
  })

  it('is settled although the reply that completed it was lost', async () => {
    await addWhole(a, '丢信', many)
    let pushes = 0
    await a.restart({
      step: (step) => {
        if (step === 'push-answered' && ++pushes === 2) throw new Error('the process dies')
      },
    })
    await a.sync()
    await a.restart()
    expect(await a.sync()).toMatchObject({ waiting: 0, refused: 0, problem: null })
    await b.sync()
    expect(await inCity(b, '丢信')).toBe(many)
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from records where data->>'city' = '丢信'`.execute(server.db)
    expect(rows).toEqual([{ n: many }])
  })

  it('leaves the records as they were when the server refuses one part, and goes again as a whole', async () => {
    const foreign = uuidv7()
    const kept = await a.create('样例甲公司', { city: '旧' })
    await a.sync()
    await a.store().write((tx) =>
      writeAsWhole(tx, a.context(), async (whole) => {
        await record(tx, whole, { table: 'enterprises', id: kept, kind: 'set', values: { city: '新' } })
        const values = { name: '样例乙公司', unitId: foreign }
        await record(tx, whole, { table: 'enterprises', id: uuidv7(), kind: 'set', values })
      }),
    )
    expect(await a.sync()).toMatchObject({ waiting: 0, refused: 2, problem: null })
    expect(await valuesOn(a, kept)).toMatchObject({ city: '旧' })
    const rows = await a.store().read((db) => refusedOps(db, 10))
    expect(rows.map(({ reason }) => reason).sort()).toEqual(['group', 'not-allowed'])

    await a.store().write((tx) => retryRefused(tx, a.context(), rows[0]?.opId ?? ''))
    expect(await valuesOn(a, kept)).toMatchObject({ city: '新' })
    const again = await a.store().read((db) => waitingOpsOf(db, { table: 'enterprises', id: kept }))
    expect(JSON.parse(again[0]?.op ?? '{}').group).toMatchObject({ index: 0, size: 2 })
    expect(await a.sync()).toMatchObject({ waiting: 0, refused: 2 })
    expect(await valuesOn(a, kept)).toMatchObject({ city: '旧' })
  })

  it('is undone before it was uploaded, and after, and done again, on every laptop', async () => {
    const { groupId } = await addWhole(a, '撤销', 3)
    const first = await undo(a, groupId)
    expect(first).toMatchObject({ undone: 3, kept: [] })
    expect(await inCity(a, '撤销')).toBe(0)
    await a.sync()
    await b.sync()
    expect(await inCity(b, '撤销')).toBe(0)

    const second = await undo(a, first.groupId ?? '')
    expect(second).toMatchObject({ undone: 3, kept: [] })
    await a.sync()
    await b.sync()
    expect(await inCity(b, '撤销')).toBe(3)

    expect(await undo(a, groupId)).toMatchObject({ undone: 0, kept: [{}, {}, {}] })
    await undo(a, second.groupId ?? '')
    await a.sync()
    await b.sync()
    expect([await inCity(a, '撤销'), await inCity(b, '撤销')]).toEqual([0, 0])
    expect(await b.sight()).toBe(await a.sight())
  })

  it('is undone but for what was changed since, and says which', async () => {
    const old = await a.create('样例丙公司', { city: '甲地', remarks: '旧', badges: [{ type: 'listed' }] })
    const groupId = uuidv7()
    const [made, edited, visited] = [uuidv7(), uuidv7(), uuidv7()]
    await a.store().write((tx) =>
      writeAsWhole(
        tx,
        a.context(),
        async (whole) => {
          const set = (id: string, values: object) =>
            record(tx, whole, { table: 'enterprises', id, kind: 'set', values })
          await set(old, { city: '乙地', remarks: '新', badges: [{ type: 'listed' }, { type: 'unicorn' }] })
          await set(old, { city: '丙地' })
          for (const id of [made, edited, visited]) await set(id, { name: `样例${id}`, city: '改动' })
        },
        groupId,
      ),
    )
    await a.sync()
    await b.sync()
    await b.edit(old, {
      remarks: '别人写的',
      badges: [...((await badgesOn(b, old)) as []), { type: 'leader' }],
    })
    await b.edit(edited, { city: '别人改的' })
    await b.write({
      table: 'contactPosts',
      id: uuidv7(),
      kind: 'set',
      values: { contactId: uuidv7(), enterpriseId: visited },
    })
    await b.sync()
    await a.sync()
    const { undone, kept } = await undo(a, groupId)
    expect(undone).toBe(2)
    expect(kept.map(({ id, fields, inUse }) => ({ id, fields, inUse }))).toEqual([
      { id: visited, fields: [], inUse: true },
      { id: edited, fields: ['city'], inUse: false },
      { id: old, fields: ['remarks'], inUse: false },
    ])
    expect(kept[0]?.title).toContain('样例')
    await a.sync()
    await b.sync()
    expect(await valuesOn(b, old)).toMatchObject({ city: '甲地', remarks: '别人写的' })
    expect((await badgesOn(b, old))?.map(({ type }) => type)).toEqual(['listed', 'leader'])
    expect(await valuesOn(b, made)).toBeNull()
    expect(await valuesOn(b, edited)).toMatchObject({ city: '别人改的' })
  })

  it('stays whole and can be undone when its clock ran ahead', async () => {
    const ahead: WriteContext = { ...a.context(), nowMs: server.time.now + 10 * 86_400_000 }
    const { groupId, ids } = await addWhole(a, '快钟', many, ahead)
    expect(await a.sync()).toMatchObject({ waiting: 0, refused: 0, problem: null })
    await b.sync()
    expect(await inCity(b, '快钟')).toBe(many)
    const stamps = await b
      .store()
      .read((db) =>
        db.selectFrom('recordClocks').select('clocks').where('recordId', 'in', ids.slice(0, 100)).execute(),
      )
    for (const { clocks } of stamps)
      for (const [hlc] of JSON.parse(clocks).s)
        expect(hlcMs(hlc)).toBeLessThanOrEqual(server.time.now + 60_000)
    expect(await undo(a, groupId)).toMatchObject({ undone: many, kept: [] })
    expect(await a.sync()).toMatchObject({ waiting: 0, refused: 0, problem: null })
    await b.sync()
    expect([await inCity(a, '快钟'), await inCity(b, '快钟')]).toEqual([0, 0])
  })
})

describe('a request from a laptop', () => {
  it('waits for the server, whose answer comes back', async () => {
    const id = await a.create('样例丁公司')
    const toUnitId = server.organisation.units.liaison
    await a.store().write((tx) => requestTransfer(tx, a.context(), { id, toUnitId, reason: '由驻外跟进' }))
    const shown = () => a.store().read((db) => transferOf(db, id))
    expect(await shown()).toMatchObject({ state: 'pending', toUnitId, refusal: null })
    expect((await valuesOn(a, id))?.unitId).toBe(server.organisation.units.bureau)
    await a.sync()
    await a.sync()
    expect(await shown()).toMatchObject({
      ...{ state: 'accepted', refusal: null, requestedByName: '样例甲', toUnitName: '样例市驻深圳办事处' },
    })
    expect((await valuesOn(a, id))?.unitId).toBe(toUnitId)

    await a
      .store()
      .write((tx) => requestTransfer(tx, a.context(), { id, toUnitId: uuidv7(), reason: '写错的单位' }))
    expect(await shown()).toMatchObject({ state: 'pending' })
    await a.sync()
    await a.sync()
    expect(await shown()).toMatchObject({ state: 'refused', refusal: 'no-such-unit' })
    expect((await valuesOn(a, id))?.unitId).toBe(toUnitId)
    expect(await a.count('base')).toBe(0)
  })
})

describe('a list that two laptops keep', () => {
  it('has what both added and not what one took out', async () => {
    const id = uuidv7()
    const set = (device: SyncDevice, phones: string[]) =>
      device.write({ table: 'contacts', id, kind: 'set', values: { name: '样例联系人', phones } })
    await set(a, ['1', '2'])
    await a.sync()
    await b.sync()
    await set(a, ['2', '3'])
    await set(b, ['1', '2', '4'])
    for (const device of [a, b, a, b]) expect(await device.sync()).toMatchObject({ conflicts: 0 })
    const [onA, onB] = [await valuesOn(a, id, 'contacts'), await valuesOn(b, id, 'contacts')]
    const phones = [...((onA?.phones ?? []) as string[])]
    expect(phones.sort()).toEqual(['2', '3', '4'])
    expect(onB?.phones).toEqual(onA?.phones)
    expect(await b.sight()).toBe(await a.sight())
  })
})

const badgesOn = async (device: SyncDevice, id: string) =>
  (await valuesOn(device, id))?.badges as { readonly type: string }[] | undefined
