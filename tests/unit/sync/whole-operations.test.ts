import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hlcOf } from '#shared/sync/hlc.ts'
import { Op } from '#shared/sync/op.ts'
import { PushRequest } from '#shared/sync/protocol.ts'
import { heldUpTo } from '../../../electron/data/queries/groups.ts'
import { cursors, refusedOps } from '../../../electron/data/queries/sync.ts'
import { record } from '../../../electron/data/record/record.ts'
import { writeAsWhole } from '../../../electron/data/record/write-as-whole.ts'
import { type ScriptedServer, scriptedServer, unitOfScript } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

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

async function addWhole(names: readonly string[]): Promise<void> {
  await device.store().write((tx) =>
    writeAsWhole(tx, device.context(), async (whole) => {
      for (const name of names)
        await record(tx, whole, { table: 'enterprises', id: uuidv7(), kind: 'set', values: { name } })
    }),
  )
}

const names = async () =>
  device.store().read(async (db) => {
    const rows = await db.selectFrom('enterprises').select('name').orderBy('name').execute()
    return rows.map(({ name }) => name)
  })

const refused = (status: number, error: string) => ({
  status,
  type: 'application/json',
  body: JSON.stringify({ error, message: '' }),
})

/** Answers as a server does that never finds a whole complete. */
const staging: ScriptedServer['intercept'] = ({ path, body }, answer) => {
  if (path !== '/push' || answer.status !== 200) return answer
  const results = PushRequest.parse(body).ops.map((raw) => {
    const { opId, group } = Op.parse(raw)
    return { opId, status: group ? 'staged' : 'applied' }
  })
  return { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), results }) }
}

describe('sending a whole operation', () => {
  it('says in every operation how many they are; a single one is no whole', async () => {
    await addWhole(['甲', '乙', '丙'])
    await addWhole(['丁'])
    await addWhole([])
    await device.sync()
    const sent = server.requests.flatMap(({ path, body }) =>
      path === '/push' ? PushRequest.parse(body).ops.map((op) => Op.parse(op).group) : [],
    )
    expect(sent.map((group) => group && [group.index, group.size])).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
      undefined,
    ])
  })

  it('takes all of it back when one operation is too large for the server even alone', async () => {
    await device.create('别的')
    await addWhole(['甲', '太大', '乙'])
    server.forestall = ({ path, body }) =>
      path === '/push' && JSON.stringify(body).includes('太大') ? refused(413, 'too-large') : null
    server.intercept = staging
    server.scopesOf = ({ group }) => (group ? [] : [unitOfScript])
    expect(await device.sync()).toMatchObject({ waiting: 0, refused: 3 })
    expect(await names()).toEqual(['别的'])
    const rows = await device.store().read((db) => refusedOps(db, 10))
    expect(rows.map(({ reason, detail }) => [reason, detail]).sort()).toEqual([
      ['group', rows.find(({ reason }) => reason === 'invalid')?.opId],
      ['group', rows.find(({ reason }) => reason === 'invalid')?.opId],
      ['invalid', 'too-large'],
    ])
  })

  it('asks once more for parts whose whole was completed by somebody else meanwhile', async () => {
    await addWhole(['甲', '乙'])
    let pushes = 0
    server.intercept = (request, answer) =>
      request.path === '/push' && ++pushes === 1 ? staging(request, answer) : answer
    server.scopesOf = () => []
    expect(await device.sync()).toMatchObject({ waiting: 0, refused: 0, problem: null })
    expect(pushes).toBe(2)
  })

  it('does not ask for ever when the server never finds it complete, and sends what follows', async () => {
    await addWhole(['甲', '乙'])
    await device.create('丙')
    server.intercept = staging
    server.scopesOf = ({ group }) => (group ? [] : [unitOfScript])
    expect(await device.sync()).toMatchObject({ waiting: 2, problem: 'server/failed' })
    expect(await names()).toEqual(['丙', '乙', '甲'].sort())
  })
})

describe('receiving a whole operation', () => {
  let count = 0
  /** An operation of somebody else's, in the feed of the unit. */
  function foreign(name: string, group?: { id: string; left: number }): void {
    count += 1
    const hlc = hlcOf(server.time + count, 0, 'a'.repeat(16))
    const write = (v: string) => ({ v, hlc, base: [] })
    const op = Op.parse({
      opId: uuidv7(),
      device: uuidv7(),
      incarnation: uuidv7(),
      localSeq: 1,
      table: 'enterprises',
      id: uuidv7(),
      kind: 'set',
      fields: { name: write(name), unitId: write(unitOfScript.slice('unit:'.length)) },
      schemaVersion: 1,
      author: uuidv7(),
    })
    server.append(unitOfScript, { kind: 'op', op, ...(group ? { group } : {}) })
  }
  /** How many entries the server has ready for a device. */
  let ready = Number.POSITIVE_INFINITY
  beforeEach(() => {
    ready = Number.POSITIVE_INFINITY
    server.intercept = ({ path }, answer) => {
      if (path !== '/changes') return answer
      const page = JSON.parse(answer.body)
      for (const scope of page.scopes)
        scope.changes = scope.changes.filter(({ seq }: { seq: number }) => seq <= ready)
      return { ...answer, body: JSON.stringify(page) }
    }
  })
  const cursor = async () =>
    (await device.store().read(cursors)).find(({ scope }) => scope === unitOfScript)?.seq

  it('shows nothing of it, nor of what stands between its parts, until its last part is there', async () => {
    const [one, two] = [uuidv7(), uuidv7()]
    foreign('先')
    foreign('一1', { id: one, left: 1 })
    foreign('中')
    foreign('二1', { id: two, left: 1 })
    foreign('一2', { id: one, left: 0 })
    foreign('二2', { id: two, left: 0 })
    foreign('后')
    ready = 3
    expect(await device.sync()).toMatchObject({ problem: null })
    expect([await names(), await cursor()]).toEqual([['先'], 1])
    await device.restart()
    ready = 5
    await device.sync()
    expect([await names(), await cursor()]).toEqual([['先'], 1])
    ready = 7
    await device.sync()
    expect([(await names()).length, await cursor()]).toEqual([7, 7])
    expect(await device.store().read(heldUpTo)).toEqual([])
  })

  it('forgets what it holds of a scope that is taken away, and reads it anew when it is granted again', async () => {
    const id = uuidv7()
    foreign('一', { id, left: 1 })
    foreign('二', { id, left: 0 })
    ready = 1
    await device.sync()
    expect(await device.store().read(heldUpTo)).toMatchObject([{ scope: unitOfScript, seq: 1 }])
    server.grants = ['org']
    await device.sync()
    expect(await device.store().read(heldUpTo)).toEqual([])
    server.grants = ['org', unitOfScript]
    ready = 2
    await device.sync()
    expect((await names()).length).toBe(2)
  })

  it('sets aside alone what it does not understand of it', async () => {
    const id = uuidv7()
    foreign('一', { id, left: 2 })
    server.append(unitOfScript, { kind: 'hologram', group: { id, left: 1 } } as never)
    foreign('二', { id, left: 0 })
    await device.sync()
    expect((await names()).length).toBe(2)
    expect(await device.count('setAside')).toBe(1)
  })
})
