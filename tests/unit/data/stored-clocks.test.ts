import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packClocks } from '#shared/sync/clocks.ts'
import { hlcOf } from '#shared/sync/hlc.ts'
import { chunkWriter, readChunk } from '#shared/sync/snapshot.ts'
import { openDatabase, type Store } from '../../../electron/data/database/open-database.ts'
import { clocksOfScope } from '../../../electron/data/queries/checksums.ts'
import { loadState } from '../../../electron/data/record/load-state.ts'
import { loadStates } from '../../../electron/data/record/load-states.ts'
import { record } from '../../../electron/data/record/record.ts'
import { storeChunk } from '../../../electron/data/sync/bootstrap-chunk.ts'

const at = '2026-05-01T08:00:00.000Z'
const author = v7()
const stamp = hlcOf(Date.parse(at), 0, '00a1b2c3d4e5f607')
let folder = ''
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outpost-clocks-'))
  const key = new Uint8Array(32).fill(4)
  store = openDatabase({ file: join(folder, 'outpost.db'), key, create: true, ballast: false })
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A library of enterprises as a server hands it out: most written alike, a few otherwise. */
function library() {
  const written = [
    ...Array.from({ length: 40 }, (_, n) => ({ name: `样例${n}厂`, city: '甲地' })),
    ...Array.from({ length: 20 }, (_, n) => ({ name: `样例${n}所`, badges: [] })),
    { name: '样例独一家', website: 'https://one.example' },
  ]
  return written.map((values) => {
    const e = 'badges' in values ? { badges: [[], []] } : undefined
    const f = Object.fromEntries(Object.keys(values).map((field) => [field, 0]))
    const clocks = { s: [[stamp, author]], f, ...(e ? { e } : {}) }
    return { table: 'enterprises', id: v7(), values, clocks }
  })
}

async function receive(records: ReturnType<typeof library>, scope = 'org') {
  const writer = chunkWriter()
  for (const one of records) writer.add(one)
  const chunk = { scope, index: 0, records: readChunk(writer.text()) }
  return store.write((tx) => storeChunk(tx, chunk, { at, replace: false }))
}

const kept = () =>
  store.read(async (db) => {
    const rows = await db.selectFrom('recordClocks').select('clocks').execute()
    return rows.map(({ clocks }) => clocks)
  })

describe('the stamps of a library that arrived', () => {
  it('take a third of their room, and read as they came', async () => {
    const records = library()
    await receive(records)
    const short = (await kept()).filter((clocks) => !clocks.startsWith('{'))
    expect(short).toHaveLength(60)
    expect(Math.max(...short.map(({ length }) => length))).toBeLessThan(80)
    const members = await store.read((db) => clocksOfScope(db, 'org', { tableName: '', recordId: '' }, 100))
    const read = new Map(members.map(({ recordId, clocks }) => [recordId, JSON.parse(clocks ?? 'null')]))
    for (const { id, clocks } of records) expect(read.get(id)).toEqual(clocks)
    await store.read(async (db) => {
      const states = await loadStates(
        db,
        records.map(({ table, id }) => ({ table, id })),
      )
      for (const { table, id, clocks } of records) {
        const state = await loadState(db, table, id)
        expect(packClocks(state)).toEqual(clocks)
        expect(states.of({ table, id })).toEqual(state)
      }
    })
  })

  it('are known again when the records come a second time, in another scope too', async () => {
    const records = library()
    await receive(records)
    const before = await kept()
    await receive(records, 'unit:a')
    expect(await kept()).toEqual(before)
    const shapes = await store.read((db) => db.selectFrom('clockShapes').selectAll().execute())
    expect(shapes).toHaveLength(2)
    const both = await store.read((db) => db.selectFrom('membership').select('scope').execute())
    expect(both).toHaveLength(2 * records.length)
  })

  it('grow whole with the first change of a record', async () => {
    const records = library()
    await receive(records)
    const id = records[0]?.id ?? ''
    const context = {
      ...{ device: v7(), incarnation: v7(), node: '00a1b2c3d4e5f608', author, unitId: v7() },
      nowMs: Date.parse(at) + 1000,
    }
    await store.write((tx) =>
      record(tx, context, { table: 'enterprises', id, kind: 'set', values: { city: '乙地' } }),
    )
    const state = await store.read((db) => loadState(db, 'enterprises', id))
    expect(state.city?.heads.map(({ v }) => v)).toEqual(['乙地'])
    expect(state.name?.heads[0]).toMatchObject({ v: '样例0厂', hlc: stamp, by: author })
    expect((await kept()).filter((clocks) => clocks.startsWith('{'))).toHaveLength(2)
  })
})
