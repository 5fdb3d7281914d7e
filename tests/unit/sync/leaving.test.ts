import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Op } from '#shared/sync/op.ts'
import { openRaw } from '../../../electron/data/database/connection.ts'
import { removeMeta } from '../../../electron/data/database/meta.ts'
import { logLines } from '../../../electron/data/queries/sync-log.ts'
import { colleagueOp, ofColleague } from '../../support/colleague.ts'
import { type ScriptedServer, scriptedServer, unitOfScript } from '../../support/scripted-server.ts'
import { serverKey, signature, signed } from '../../support/server-signature.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

describe('what must leave the device', () => {
  let server: ScriptedServer
  let device: SyncDevice
  let stamp: number
  beforeEach(async () => {
    server = await scriptedServer()
    device = await startDevice({ serverUrl: server.url, serverKey })
    server.deviceAsking = device.context().device
    server.intercept = signed
    stamp = Date.UTC(2026, 0, 1)
  })
  afterEach(async () => {
    await device.remove()
    await server.close()
  })

  const enterprise = (name: string, more: Record<string, string> = {}, id = uuidv7()): Op => {
    stamp += 1000
    return colleagueOp({ id, values: { name, ...ofColleague, ...more }, at: stamp })
  }
  const names = async () => {
    const rows = await device.store().read((db) => db.selectFrom('enterprises').select('name').execute())
    return rows.map(({ name }) => name).sort()
  }
  const rowsIn = (table: 'departed' | 'membership' | 'recordClocks') =>
    device.store().read(async (db) => (await db.selectFrom(table).selectAll().execute()).length)
  const kinds = async () =>
    (await device.store().read((db) => logLines(db, undefined, 50))).map(({ kind }) => kind)

  it('leaves no text behind in the store or its log, not even in pages that were set free', async () => {
    const secret = 'Geheimnisvoll-Projekt-4711'
    const op = enterprise('甲公司', { remarks: `${secret} 一期`, city: `${secret} 市` })
    server.take(op)
    for (let n = 0; n < 40; n++) server.take(enterprise(`乙${n}`, { remarks: `${secret} ${n}`.repeat(20) }))
    await device.sync()
    await device.edit(op.id, { remarks: `${secret} 我写的` })
    await device.sync()
    expect(plainBytes(device)).toContain(secret)
    server.grants = ['org']
    await device.sync()
    expect(await names()).toEqual([])
    expect([await rowsIn('departed'), await rowsIn('membership'), await rowsIn('recordClocks')]).toEqual([
      0, 0, 0,
    ])
    expect(statSync(`${device.disk().file}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBeLessThan(40_000)
    const bytes = plainBytes(device)
    expect(bytes.includes(secret)).toBe(false)
    expect(bytes.includes('geheimnisvoll')).toBe(false)
    expect(await kinds()).toContain('purged')
  })

  it('is hidden at once, but stays until the server has confirmed it', async () => {
    server.take(enterprise('甲公司'))
    await device.sync()
    server.grants = ['org']
    server.intercept = ({ path }, answer) => (path === '/devices/me/departures' ? 'lost' : answer)
    await device.sync()
    expect([await names(), await rowsIn('departed')]).toEqual([[], 1])
    server.intercept = signed
    await device.sync()
    expect(await rowsIn('departed')).toBe(0)
  })

  it('stays hidden when much would leave and the server’s signature is not right', async () => {
    for (const name of ['甲', '乙', '丙']) server.take(enterprise(name))
    await device.sync()
    server.grants = ['org']
    server.intercept = (_, answer) => answer
    await device.sync()
    expect([await names(), await rowsIn('departed')]).toEqual([[], 3])
    expect(await kinds()).toContain('purge-held')
  })

  it.each([
    { name: 'more than five hundred would leave', hidden: 501, here: 4000, held: true },
    { name: 'more than a fifth would leave', hidden: 30, here: 100, held: true },
    { name: 'it is neither', hidden: 20, here: 100, held: false },
  ])(
    'is believed of a server whose key is not known only when it is little: $name',
    async ({ hidden: leaving, here, held }) => {
      const at = '2026-01-01T00:00:00.000Z'
      await device.store().write(async (tx) => {
        await removeMeta(tx, 'serverKey')
        const numbers = (n: number) =>
          sql`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${n})`
        const hidden = sql`'enterprises', printf('00000000-0000-7000-a000-%012d', n)`
        await sql`${numbers(leaving)} insert into departed (table_name, record_id, state, since)
        select ${hidden}, '{}', ${at} from numbers`.execute(tx)
        await sql`${numbers(leaving)} insert into membership (table_name, record_id, scope)
        select ${hidden}, '(departed)' from numbers`.execute(tx)
        await sql`${numbers(here)} insert into record_clocks (table_name, record_id, clocks, life)
        select 'enterprises', 'here' || n, '{"s":[],"f":{}}', 'alive' from numbers`.execute(tx)
      })
      server.intercept = (_, answer) => answer
      await device.sync()
      expect(device.errors).toEqual([])
      expect(await rowsIn('departed')).toBe(held ? leaving : 0)
      expect((await kinds()).includes('purge-held')).toBe(held)
    },
  )

  it('comes back unharmed when the right comes back before it left', async () => {
    server.take(enterprise('甲公司', { remarks: '备注' }))
    await device.sync()
    const before = await device.sight()
    server.grants = ['org']
    server.intercept = ({ path }, answer) => (path === '/devices/me/departures' ? 'lost' : answer)
    await device.sync()
    server.grants = ['org', unitOfScript]
    await device.sync()
    expect(await device.sight()).toBe(before)
    expect(await rowsIn('departed')).toBe(0)
  })

  it('is shown again when the server says that the user may read it after all', async () => {
    const op = enterprise('甲公司')
    server.take(op)
    await device.sync()
    const before = await device.sight()
    server.append(unitOfScript, { kind: 'leave', table: op.table, id: op.id })
    server.intercept = saysKept(op)
    await device.sync()
    expect(await device.sight()).toBe(before)
  })

  it('leaves all the same when the right had come back only for as long as the server was asked', async () => {
    const op = enterprise('甲公司')
    server.take(op)
    await device.sync()
    server.grants = ['org']
    server.intercept = saysKept(op)
    await device.sync()
    expect(await names()).toEqual(['甲公司'])
    server.intercept = signed
    await device.sync()
    expect([await names(), await rowsIn('membership'), await rowsIn('recordClocks')]).toEqual([[], 0, 0])
  })
})

/** Says of one record, whatever was asked, that the user may read it. */
const saysKept =
  ({ table, id }: Op): ScriptedServer['intercept'] =>
  (request, answer) => {
    if (request.path !== '/devices/me/departures') return answer
    const body = JSON.parse(answer.body)
    const text = JSON.stringify({ ...JSON.parse(body.statement.text), records: [] })
    const statement = { text, signature: signature(text) }
    const kept = [{ table, id, scopes: [unitOfScript] }]
    return { ...answer, body: JSON.stringify({ ...body, statement, kept }) }
  }

describe('absence', () => {
  let server: ScriptedServer
  let device: SyncDevice
  beforeEach(async () => {
    server = await scriptedServer()
    device = await startDevice({ serverUrl: server.url, serverKey })
    for (let n = 0; n < 5; n++) await device.create(`公司${n}`)
    await device.sync()
  })
  afterEach(async () => {
    await device.remove()
    await server.close()
  })

  /** Two rounds with answers to `/changes` as given. @returns whether everything is still here and shown */
  const survives = async (body: string, type = 'application/json') => {
    const before = await device.sight()
    server.forestall = ({ path }) => (path === '/changes' ? { status: 200, type, body } : null)
    await device.sync()
    await device.sync()
    return (await device.sight()) === before
  }
  const page = (more: object) =>
    JSON.stringify({
      epoch: server.epoch,
      serverTime: server.time,
      grants: server.grants,
      scopes: [],
      more: false,
      ...more,
    })

  it('of a body in an answer with 200 removes nothing', async () => {
    expect(await survives('')).toBe(true)
    expect(await survives('{}')).toBe(true)
    expect(await survives('', 'text/html')).toBe(true)
  })

  it('of all grants removes nothing', async () => {
    expect(await survives(page({ grants: [] }))).toBe(true)
  })

  it('of all changes removes nothing', async () => {
    expect(await survives(page({}))).toBe(true)
  })

  it('of changes that were there before removes nothing', async () => {
    expect(await survives(page({ scopes: [{ scope: unitOfScript, head: 0, changes: [] }] }))).toBe(true)
    expect(await survives(page({ scopes: [{ scope: unitOfScript, head: 2, changes: [] }] }))).toBe(true)
  })

  it('of a scope in the list of grants keeps the records until the server has signed that they must go', async () => {
    server.forestall = ({ path }) =>
      path === '/changes' ? { status: 200, type: 'application/json', body: page({ grants: ['org'] }) } : null
    await device.sync()
    server.forestall = () => null
    await device.sync()
    const rows = await device.store().read((db) => db.selectFrom('enterprises').selectAll().execute())
    expect(rows.length).toBe(5)
  })
})

/** Everything in a store's file and its log in clear, free pages and slack included. */
function plainBytes(device: SyncDevice): string {
  const { file, key } = device.disk()
  const folder = mkdtempSync(join(tmpdir(), 'outpost 测试 '))
  try {
    const copy = join(folder, 'copy.db')
    for (const suffix of ['', '-wal'])
      if (statSync(file + suffix, { throwIfNoEntry: false })) copyFileSync(file + suffix, copy + suffix)
    const raw = openRaw(copy, key, { create: false })
    raw.pragma('wal_checkpoint(TRUNCATE)')
    raw.pragma('journal_mode = DELETE')
    raw.pragma("rekey = ''")
    raw.close()
    const text = readFileSync(copy).toString('latin1')
    if (!text.startsWith('SQLite format 3')) throw new Error('not in clear')
    return text
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
