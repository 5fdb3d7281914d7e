import { CompiledQuery } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeMeta } from '../../electron/data/database/meta.ts'
import type { Writer } from '../../electron/data/database/schema.ts'
import { startDuplicateScan } from '../../electron/data/duplicates/background-scan.ts'
import { duplicateHandlers } from '../../electron/data/handlers/duplicates.ts'
import type { HandlerContext } from '../../electron/data/host/context.ts'
import { loadValues } from '../../electron/data/record/load-state.ts'
import { type RecordChange, record } from '../../electron/data/record/record.ts'
import { requestTransfer } from '../../electron/data/record/request-transfer.ts'
import { serverKey } from '../../server/database/server-key.ts'
import { realLaptop } from '../support/real-laptop.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import type { SyncDevice } from '../support/sync-device.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

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
})
afterEach(async () => {
  await a.remove()
  await b.remove()
})

const write = (device: SyncDevice, change: RecordChange) =>
  device.store().write((tx) => record(tx, device.context(), change))

async function firm(device: SyncDevice, name: string, more: object = {}): Promise<string> {
  const id = uuidv7()
  await write(device, { table: 'enterprises', id, kind: 'set', values: { name, ...more } })
  return id
}

async function visitTo(device: SyncDevice, enterpriseId: string): Promise<string> {
  const id = uuidv7()
  const values = {
    type: 'door_to_door',
    mode: 'onsite',
    occurredOn: '2026-03-01',
    confidentiality: 'internal',
  } as const
  await write(device, { table: 'visits', id, kind: 'set', values: { ...values, enterpriseId } })
  return id
}

/** A call as the device's window makes it. */
function surroundings(device: SyncDevice): HandlerContext {
  const used = {
    read: (work: never) => device.store().read(work),
    write: (work: never) => device.store().write(work),
    author: () => device.context(),
    account: { unitId: device.context().unitId },
  }
  return used as unknown as HandlerContext
}

const merge = async (
  device: SyncDevice,
  keptId: string,
  mergedId: string,
  choices: Readonly<Record<string, 'kept' | 'merged' | 'both'>> = {},
) =>
  duplicateHandlers['duplicates.merge'](surroundings(device), {
    table: 'enterprises',
    keptId,
    mergedId,
    choices,
  })

const undo = async (device: SyncDevice, id: string) =>
  duplicateHandlers['duplicates.undo'](surroundings(device), { table: 'enterprises', id })

/** What a device shows of these enterprises: each with its visits. */
const shown = (device: SyncDevice, ids: readonly string[]) =>
  device.store().read(async (db) => {
    const rows = await db
      .selectFrom('enterprises')
      .select(['id', 'name'])
      .where('id', 'in', [...ids])
      .execute()
    const visits = await db.selectFrom('visits').select(['id', 'enterpriseId']).execute()
    return rows
      .map(({ id, name }) => ({
        id,
        name,
        visits: visits.filter((visit) => visit.enterpriseId === id).length,
      }))
      .sort((left, right) => (left.id < right.id ? -1 : 1))
  })

const settle = async () => {
  for (const device of [a, b, a, b]) expect(await device.sync()).toMatchObject({ refused: 0, problem: null })
}

describe('a merge between laptops', () => {
  it('shows on the other laptop, takes up what arrives late for the merged one, and is undone after all that', async () => {
    const [kept, merged] = [await firm(a, '样例锂电有限公司'), await firm(a, '样例锂电')]
    await visitTo(a, kept)
    await settle()
    // The other laptop is away and writes on the record that is merged meanwhile.
    const late = await visitTo(b, merged)
    await write(b, { table: 'enterprises', id: merged, kind: 'set', values: { remarks: '离线写的' } })
    await merge(a, kept, merged)
    await a.sync()
    await settle()
    for (const device of [a, b])
      expect(await shown(device, [kept, merged])).toEqual([{ id: kept, name: '样例锂电有限公司', visits: 2 }])
    const others = await duplicateHandlers['duplicates.merged'](surroundings(b), {
      table: 'enterprises',
      id: kept,
    })
    expect(others).toMatchObject([{ id: merged, name: '样例锂电' }])
    // A laptop that signs in only now sees the same.
    const c = await realLaptop(server, { by: address, login: 'jia' })
    await c.sync()
    expect(await shown(c, [kept, merged])).toEqual([{ id: kept, name: '样例锂电有限公司', visits: 2 }])
    await c.remove()

    await undo(a, merged)
    await settle()
    for (const device of [a, b])
      expect(await shown(device, [kept, merged])).toEqual([
        { id: kept, name: '样例锂电有限公司', visits: 1 },
        { id: merged, name: '样例锂电', visits: 1 },
      ])
    expect(await b.store().read((db) => loadValues(db, 'visits', late))).toMatchObject({
      enterpriseId: merged,
    })
  })

  it('of two made apart in opposite directions leaves one record on both, with all visits', async () => {
    const [first, second] = [await firm(a, '样例锂电有限公司'), await firm(a, '样例锂电')]
    await visitTo(a, first)
    await visitTo(a, second)
    await settle()
    await merge(a, first, second)
    await merge(b, second, first)
    await settle()
    const expected = [{ id: first, name: '样例锂电有限公司', visits: 2 }]
    for (const device of [a, b]) expect(await shown(device, [first, second])).toEqual(expected)
    await undo(a, second)
    await settle()
    for (const device of [a, b])
      expect(await shown(device, [first, second])).toMatchObject([{ id: second, visits: 2 }])
    await undo(b, first)
    await settle()
    for (const device of [a, b])
      expect(await shown(device, [first, second])).toMatchObject([{ visits: 1 }, { visits: 1 }])
  })
})

describe('undoing a merge on another laptop than the one that merged', () => {
  const values = async (device: SyncDevice, id: string) => {
    const { name, city, address, remarks, badges } =
      (await device.store().read((db) => loadValues(db, 'enterprises', id))) ?? {}
    return { name, city, address, remarks, badges }
  }
  const badge = (listYear: number) => ({
    type: 'leader' as const,
    listYear,
    rank: null,
    level: null,
    category: null,
  })

  it('puts back the values chosen at the merge there too, and keeps what was written since on either', async () => {
    const before = { address: '甲路', remarks: '甲', badges: [badge(2024)] }
    const kept = await firm(a, '样例锂电', before)
    const chosen = { city: '深圳市', address: '乙路', remarks: '乙', badges: [badge(2025)] }
    const merged = await firm(a, '样例锂电有限公司', chosen)
    await settle()
    await merge(a, kept, merged, { address: 'merged' })
    await settle()
    expect(await values(b, kept)).toEqual({
      ...{ name: '样例锂电有限公司', city: '深圳市', address: '乙路', remarks: '甲\n乙' },
      badges: [badge(2024), badge(2025)],
    })
    // The one adds to a list, the other corrects a field, and neither knows of the other.
    const badges = [badge(2024), badge(2025), badge(2026)]
    await write(a, { table: 'enterprises', id: kept, kind: 'set', values: { badges } })
    await write(b, { table: 'enterprises', id: kept, kind: 'set', values: { city: '东莞市' } })
    await settle()
    const { kept: left } = await undo(b, merged)
    expect(left).toMatchObject([{ id: kept, fields: ['city'] }])
    await settle()
    for (const device of [a, b]) {
      expect(await values(device, kept)).toEqual({
        ...{ name: '样例锂电', city: '东莞市', address: '甲路', remarks: '甲' },
        badges: [badge(2024), badge(2026)],
      })
      expect(await values(device, merged)).toEqual({ name: '样例锂电有限公司', ...chosen })
    }
  })

  it('brings back what a third person wrote at the time of the merge, and both may press it at once', async () => {
    const [kept, merged] = [await firm(a, '样例锂电'), await firm(a, '样例锂电有限公司', { address: '乙路' })]
    await settle()
    await write(b, { table: 'enterprises', id: kept, kind: 'set', values: { address: '丙路' } })
    await merge(a, kept, merged)
    await settle()
    await undo(a, merged)
    await undo(b, merged)
    await settle()
    for (const device of [a, b]) {
      expect(await values(device, kept)).toMatchObject({ name: '样例锂电', address: '丙路' })
      expect(await values(device, merged)).toMatchObject({ name: '样例锂电有限公司', address: '乙路' })
    }
    const open = await a.store().read((db) => db.selectFrom('conflicts').selectAll().execute())
    expect(open.filter(({ recordId }) => recordId === kept)).toEqual([])
  })
})

describe('two of which somebody said that they are two', () => {
  it('are asked about nowhere any more, also after another look on another laptop', async () => {
    const [leftId, rightId] = [await firm(a, '样例锂电有限公司'), await firm(a, '深圳市样例锂电公司')]
    await settle()
    const asked = async (device: SyncDevice) => {
      const log = { info: () => undefined, error: () => undefined }
      const scan = startDuplicateScan(
        { store: device.store(), log },
        { now: Date.now, after: () => () => undefined },
      )
      await scan.again()
      await scan.stop()
      const page = { table: 'enterprises' as const, limit: 500, offset: 0 }
      const { rows } = await duplicateHandlers['duplicates.pairs'](surroundings(device), page)
      return rows.filter(
        ({ left, right }) => [left.id, right.id].sort().join() === [leftId, rightId].sort().join(),
      )
    }
    expect(await asked(b)).toHaveLength(1)
    await duplicateHandlers['duplicates.ignore'](surroundings(a), { table: 'enterprises', leftId, rightId })
    await settle()
    for (const device of [a, b]) expect(await asked(device)).toEqual([])
  })
})

describe('an enterprise that another unit talks with', () => {
  it('is pointed out by the name of that unit and nothing else, as long as that unit talks with it', async () => {
    const other = await realLaptop(server, { by: address, login: 'bing' })
    const { publicKey } = await serverKey(server.db)
    await other.store().write((tx) => writeMeta(tx, 'serverKey', publicKey))
    const elsewhere = async (name: string) => {
      await a.sync()
      await other.sync()
      const found = await duplicateHandlers['duplicates.similar'](surroundings(other), {
        ...{ table: 'enterprises' as const, name, uscc: null, phones: [], enterpriseIds: [], exceptId: null },
      })
      expect(found.records).toEqual([])
      return found.elsewhere
    }
    const id = await firm(a, '深圳市甲乙丙丁有限公司', { status: 'untouched' })
    expect(await elsewhere('甲乙丙丁有限公司')).toEqual([])
    await visitTo(a, id)
    const [unit] = await elsewhere('甲乙丙丁有限公司')
    const { name } = (await a.store().read((db) => loadValues(db, 'units', a.context().unitId))) ?? {}
    expect(unit).toBe(name)
    expect(await elsewhere('甲乙丙戊有限公司')).toEqual([])
    // Nothing of the record itself is on the other unit's device, its name least of all.
    const held = await other
      .store()
      .read((db) => db.selectFrom('enterprises').select('id').where('id', '=', id).execute())
    expect(held).toEqual([])
    const entries = await other.store().read((db) => db.selectFrom('engagements').selectAll().execute())
    expect(JSON.stringify(entries)).not.toContain('甲乙丙丁')
    expect(JSON.stringify(entries)).not.toContain(id)

    await write(a, { table: 'enterprises', id, kind: 'delete' })
    expect(await elsewhere('甲乙丙丁有限公司')).toEqual([])
    await other.remove()
  })

  it('lets nothing else reach the other device while it begins, moves, is merged, ends and goes: no id, name, code, person or day', async () => {
    const [talker, other] = [
      await realLaptop(server, { by: address, login: 'bing' }),
      await realLaptop(server, { by: address, login: 'yi' }),
    ]
    const { publicKey } = await serverKey(server.db)
    await other.store().write((tx) => writeMeta(tx, 'serverKey', publicKey))
    const { bureau, zone } = server.organisation.units
    const unitName = async (id: string) =>
      (await other.store().read((db) => loadValues(db, 'units', id)))?.name
    const [name, uscc] = ['深圳市戊己庚辛新能源有限公司', '91350100M000100Y43']
    const asked = { table: 'enterprises' as const, phones: [], enterpriseIds: [], exceptId: null }
    const elsewhere = async () => {
      for (const device of [talker, a, other]) await device.sync()
      const ask = (name: string, uscc: string | null) =>
        duplicateHandlers['duplicates.similar'](surroundings(other), { ...asked, name, uscc })
      const [byName, byCode] = [await ask('戊己庚辛新能源', null), await ask('别的名字', uscc)]
      expect([...byName.records, ...byCode.records]).toEqual([])
      return { byName: byName.elsewhere, byCode: byCode.elsewhere }
    }
    const id = await firm(talker, name, { uscc, shortName: '戊己庚', city: '深圳市', status: 'untouched' })
    const twin = await firm(talker, '戊己庚辛新能源', { status: 'untouched' })
    const personId = uuidv7()
    const person = { name: '样例联系人壬癸', phones: ['13812345678'] }
    await write(talker, { table: 'contacts', id: personId, kind: 'set', values: person })
    const ids = [id, twin, personId]
    const nothingElse = async () => {
      const all = await everythingIn(other)
      const words = ['戊己', '己庚', '庚辛', 'wuji', 'jigeng', uscc, '壬癸', '13812345678', '2026-03-01']
      const told = [...words, ...ids, ...ids.map((each) => each.replaceAll('-', ''))]
      expect(told.filter((word) => all.text.includes(word))).toEqual([])
      expect(all.entries).not.toContain(new Date().toISOString().slice(0, 10))
      return all.entries
    }
    expect(await elsewhere()).toEqual({ byName: [], byCode: [] })
    const earlier = (await everythingIn(other)).keys
    ids.push(await visitTo(talker, id))
    const zoneName = await unitName(zone)
    expect(await elsewhere()).toEqual({ byName: [zoneName], byCode: [zoneName] })
    await nothingElse()
    // Merged: one entry of the two, and still that of the one unit.
    ids.push(await visitTo(talker, twin))
    await merge(talker, id, twin, { name: 'kept' })
    expect(await elsewhere()).toEqual({ byName: [zoneName], byCode: [zoneName] })
    await nothingElse()
    // Handed over: the other unit's name in the place of the first one's.
    await a.sync()
    const asking = { id, toUnitId: bureau, reason: '由市局跟进' }
    await a.store().write((tx) => requestTransfer(tx, a.context(), asking))
    const bureauName = await unitName(bureau)
    expect(await elsewhere()).toEqual({ byName: [bureauName], byCode: [bureauName] })
    await nothingElse()
    // The talk ends: nobody is named, and what is left tells no more whom it was with.
    const left = (await everythingIn(other)).keys.filter((key) => !earlier.includes(key))
    expect(left).toHaveLength(2)
    await write(a, { table: 'enterprises', id, kind: 'delete' })
    expect(await elsewhere()).toEqual({ byName: [], byCode: [] })
    const after = await nothingElse()
    expect(left.filter((key) => after.includes(key))).toEqual([])
    await talker.remove()
    await other.remove()
  })
})

/** Every row of every table of a device's store, as text; and what it holds of who talks with whom. */
async function everythingIn(device: SyncDevice) {
  const rowsOf = (text: string) =>
    device
      .store()
      .read(
        async (db) =>
          (await (db as Writer).executeQuery<Record<string, unknown>>(CompiledQuery.raw(text))).rows,
      )
  const textOf = (rows: readonly Record<string, unknown>[]) =>
    rows
      .flatMap((row) => Object.values(row))
      .map((value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : JSON.stringify(value),
      )
      .join('\n')
  const tables = await rowsOf(
    "select name from sqlite_master where type = 'table' and name not like 'search_index'",
  )
  const texts = await Promise.all(tables.map(({ name }) => rowsOf(`select * from "${name}"`)))
  const keeping = ['graveyard', 'record_clocks', 'field_history', 'conflicts', 'base', 'held_changes']
  const kept = await Promise.all(
    keeping.map((table) =>
      rowsOf(
        table === 'held_changes'
          ? 'select * from held_changes'
          : `select * from ${table} where table_name = 'engagements'`,
      ),
    ),
  )
  const engaged = await rowsOf('select * from engagements')
  return {
    text: texts.map(textOf).join('\n'),
    entries: [engaged, ...kept].map(textOf).join('\n'),
    keys: engaged.flatMap((row) => [row.usccKey, row.nameKey]).filter((key) => typeof key === 'string'),
  }
}
