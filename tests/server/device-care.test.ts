import { createPublicKey, verify } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ChecksumsResponse, ClearanceStatement, DeparturesStatement } from '#shared/sync/care.ts'
import { ChangesResponse } from '#shared/sync/protocol.ts'
import { checkEpoch, epochFile, rotateEpoch, watchEpoch } from '../../server/administration/epoch.ts'
import { serverKey } from '../../server/database/server-key.ts'
import { readChecksums, recomputeChecksums } from '../../server/sync/checksums.ts'
import { pruneChanges } from '../../server/sync/retention.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

const dayMs = 86_400_000
const firstId = '00000000-0000-7000-8000-000000000000'

let server: TestServer
let jia: ServerDevice
beforeEach(async () => {
  server = await testServer()
  jia = await server.device('jia')
})
afterEach(() => server.stop())

const scopesOf = async () => {
  const scopes = await server.db.selectFrom('scope').select('id').execute()
  return readChecksums(
    server.db,
    scopes.map(({ id }) => id),
  )
}

describe('the checksum of a scope', () => {
  it('is what its records say, after every kind of change and move', async () => {
    const yi = await server.device('yi')
    const trip = sample.trip(jia)
    const enterprise = sample.enterprise(jia)
    const visit = sample.visit(jia, enterprise.id, { tripId: trip.id })
    const member = sample.member(jia, trip.id, yi.user.id)
    await jia.push(trip, enterprise, visit, member)
    await jia.push(jia.set('enterprises', enterprise.id, { city: '深圳' }), jia.delete('visits', visit.id))
    await yi.pull()
    await jia.push(jia.set('visits', visit.id, { deleted: null }, { kind: 'undelete' }))
    await jia.push(jia.delete('tripMembers', member.id))
    const kept = await scopesOf()
    expect(kept.some(({ checksum }) => !/^0+$/.test(checksum))).toBe(true)
    await recomputeChecksums(server.db)
    expect(await scopesOf()).toEqual(kept)
  })

  it('is told to a device for the scopes it may read', async () => {
    await jia.push(sample.enterprise(jia))
    const answer = ChecksumsResponse.parse((await jia.request('GET', '/checksums')).json())
    const own = answer.scopes.find(({ scope }) => scope === `unit:${jia.user.unitId}`)
    expect(own?.seq).toBe(1)
  })
})

describe('a device that counts one number twice', () => {
  it('is told that it was copied, and nothing of the batch is taken', async () => {
    const first = sample.enterprise(jia)
    await jia.push(first)
    const twin = { ...sample.enterprise(jia), localSeq: first.localSeq }
    const refused = await jia.pushRaw([twin])
    expect([refused.statusCode, refused.json().error]).toEqual([409, 'counter-reused'])
    expect((await jia.push({ ...twin, incarnation: v7() }))[0]?.status).toBe('applied')
    expect((await jia.push(first))[0]?.status).toBe('applied')
  })
})

describe('the question whether a device has handed in everything', () => {
  it('is answered with what arrived, signed with the key of the server', async () => {
    const good = sample.enterprise(jia)
    const bad = sample.enterprise(jia, { createdBy: v7() })
    await jia.push(good, bad)
    const response = await jia.request('GET', `/devices/me/clearance?since=${firstId}`)
    const { text, signature } = response.json().statement
    const statement = ClearanceStatement.parse(JSON.parse(text))
    expect(statement).toMatchObject({
      device: jia.id,
      accepted: 1,
      quarantined: 1,
      lastLocalSeq: bad.localSeq,
    })
    const { publicKey } = await serverKey(server.db)
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    expect(verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))).toBe(true)
  })
})

describe('records that a device would remove', () => {
  it('leave only when the user may not read them; what the server does not know stays', async () => {
    const yi = await server.device('yi')
    const own = sample.enterprise(yi)
    await yi.push(own)
    const foreign = sample.enterprise(jia)
    await jia.push(foreign)
    const nowhere = { table: 'notes', id: v7() }
    const records = [own, foreign, nowhere].map(({ table, id }) => ({ table, id }))
    const answer = (await yi.request('POST', '/devices/me/departures', { records })).json()
    const statement = DeparturesStatement.parse(JSON.parse(answer.statement.text))
    expect(statement.records).toEqual([{ table: 'enterprises', id: foreign.id }])
    expect(answer.kept).toMatchObject([{ id: own.id }])
    expect(answer.unknown).toEqual([nowhere])
  })
})

describe('the freshness of the data', () => {
  const freshness = async () => {
    const { people } = (await jia.request('GET', '/freshness')).json()
    return new Map<string, string | null>(
      people.map(({ userId, syncedThrough }: { userId: string; syncedThrough: string | null }) => [
        userId,
        syncedThrough,
      ]),
    )
  }

  it('says up to when each device had nothing left to send', async () => {
    expect((await freshness()).get(jia.user.id)).toBe(null)
    await jia.request('GET', '/changes?waiting=0')
    const then = new Date(server.time.now).toISOString()
    expect((await freshness()).get(jia.user.id)).toBe(then)
    server.time.now += 3_600_000
    await jia.request('GET', '/changes?waiting=3')
    expect((await freshness()).get(jia.user.id)).toBe(then)
  })
})

describe('the feed in the course of time', () => {
  const feed = async (device: ServerDevice, since = '') =>
    ChangesResponse.parse((await device.request('GET', `/changes${since}`)).json())
  const unit = () => `unit:${jia.user.unitId}`
  const age = (days: number) =>
    sql`update change set at = ${new Date(server.time.now - days * dayMs)}`.execute(server.db)

  it('is kept for ninety days and then for the devices that still need it, half a year at most', async () => {
    for (let n = 0; n < 3; n++) await jia.push(sample.enterprise(jia))
    await jia.request('GET', `/changes?since=${unit()}@2`)
    await age(89)
    expect(await pruneChanges(server.db, server.time.now)).toEqual([])
    await age(91)
    const pruned = await pruneChanges(server.db, server.time.now)
    expect(pruned.find(({ scope }) => scope === unit())).toEqual({ scope: unit(), removed: 2, horizon: 2 })
    await age(181)
    const rest = await pruneChanges(server.db, server.time.now)
    expect(rest.find(({ scope }) => scope === unit())).toMatchObject({ removed: 1, horizon: 3 })
  })

  it('is kept for those alone who may read it, and nothing is noted of scopes that somebody makes up', async () => {
    const stranger = await server.device('bing')
    for (let n = 0; n < 2; n++) await jia.push(sample.enterprise(jia))
    const made = Array.from({ length: 20 }, (_, n) => `&since=made-up-${n}@${n}`).join('')
    await stranger.request('GET', `/changes?since=${unit()}@0${made}`)
    await stranger.pull()
    await stranger.pull()
    const noted = await server.db
      .selectFrom('device_cursors')
      .select('scope')
      .where('device', '=', stranger.id)
      .execute()
    const granted = stranger.grants.filter((scope) => stranger.cursors.has(scope))
    expect(noted.map(({ scope }) => scope).sort()).toEqual([...granted].sort())
    expect(granted).not.toEqual([])
    await age(91)
    expect(await pruneChanges(server.db, server.time.now)).toContainEqual({
      scope: unit(),
      removed: 2,
      horizon: 2,
    })
  })

  it('tells a device from before the horizon to fetch the scope as a whole', async () => {
    for (let n = 0; n < 2; n++) await jia.push(sample.enterprise(jia))
    await age(91)
    await pruneChanges(server.db, server.time.now)
    const { scopes } = await feed(jia)
    expect(scopes.find(({ scope }) => scope === unit())).toEqual({
      scope: unit(),
      head: 2,
      horizon: 2,
      changes: [],
    })
    await jia.push(sample.enterprise(jia))
    const after = await feed(jia, `?since=${unit()}@2`)
    expect(after.scopes.find(({ scope }) => scope === unit())?.changes.map(({ seq }) => seq)).toEqual([3])
  })
})

describe('the identity of the server’s history', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outpost 测试-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const epoch = async () => (await jia.request('GET', '/health')).json().epoch

  it('changes when the operator says that a backup was restored', async () => {
    const before = await epoch()
    const file = epochFile(join(folder, 'data'))
    const after = await rotateEpoch(server.db, file, 'test')
    expect(await epoch()).toBe(after)
    expect(after).not.toBe(before)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ epoch: after })
  })

  it('changes by itself when the database has forgotten what the file beside it knows', async () => {
    const file = epochFile(join(folder, 'data'))
    expect(await checkEpoch(server.db, file)).toBe(false)
    expect(await checkEpoch(server.db, file)).toBe(false)
    await jia.push(sample.enterprise(jia))
    expect(await checkEpoch(server.db, file)).toBe(false)
    const before = await epoch()
    await sql`update scope set max_seq = max_seq - 1`.execute(server.db)
    expect(await checkEpoch(server.db, file)).toBe(true)
    expect(await epoch()).not.toBe(before)
    expect(await checkEpoch(server.db, file)).toBe(false)
  })

  it('changes while the server runs when its database goes on from an earlier moment, and once for all its processes', async () => {
    const [file, beside] = [epochFile(join(folder, 'data')), epochFile(join(folder, 'beside'))]
    await jia.push(sample.enterprise(jia))
    for (const each of [file, beside]) expect(await watchEpoch(server.db, each)).toBe(false)
    const before = await epoch()
    await sql`update scope set max_seq = max_seq - 1`.execute(server.db)
    expect(await watchEpoch(server.db, file)).toBe(true)
    const after = await epoch()
    expect(after).not.toBe(before)
    for (const each of [beside, file, beside]) expect(await watchEpoch(server.db, each)).toBe(false)
    expect(await epoch()).toBe(after)
  })
})
