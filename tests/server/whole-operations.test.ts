import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hlcMs } from '#shared/sync/hlc.ts'
import { Op } from '#shared/sync/op.ts'
import { ChangesResponse, type PushResult } from '#shared/sync/protocol.ts'
import { expireWholes } from '../../server/sync/expired-wholes.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
let bing: ServerDevice
let other: ServerDevice
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  bing = await server.device('bing')
  other = await server.device('bing')
})

/** Makes one whole of operations. */
function whole(ops: readonly Op[], id = v7()): Op[] {
  return ops.map((op, index) => Op.parse({ ...op, group: { id, index, size: ops.length } }))
}

const enterprises = (device: ServerDevice, count: number) =>
  Array.from({ length: count }, () => sample.enterprise(device))

const statuses = (results: readonly PushResult[]) => results.map(({ status }) => status)
const refusals = (results: readonly PushResult[]) =>
  results.map((result) => (result.status === 'quarantined' ? [result.reason, result.detail] : result.status))

const seen = async (device: ServerDevice, ops: readonly Op[]) => {
  await device.pull()
  return ops.filter(({ table, id }) => device.sees(table, id)).length
}

const waitingOf = ({ id }: ServerDevice) =>
  server.db.selectFrom('op_group_waiting').selectAll().where('device', '=', id).execute()

describe('a whole operation', () => {
  it('is taken when it arrives in one push', async () => {
    const ops = whole(enterprises(bing, 3))
    expect(statuses(await bing.push(...ops))).toEqual(['applied', 'applied', 'applied'])
    expect(await seen(other, ops)).toBe(3)
  })

  it('waits on the server until its last part is there, in whatever order the parts come', async () => {
    const ops = whole(enterprises(bing, 5))
    const [a, b, c, d, e] = ops
    expect(statuses(await bing.push(e, b))).toEqual(['staged', 'staged'])
    expect(statuses(await bing.push(b))).toEqual(['staged'])
    expect(await seen(other, ops)).toBe(0)
    expect(statuses(await bing.push(c))).toEqual(['staged'])
    const last = await bing.push(a, d)
    expect(last.map(({ opId }) => opId)).toEqual([a, d, ...[b, c, e]].map((op) => op?.opId))
    expect(statuses(last)).toEqual(Array(5).fill('applied'))
    expect(await seen(other, ops)).toBe(5)
  })

  it('has one effect and one answer however often its parts arrive', async () => {
    const ops = whole(enterprises(bing, 4))
    await bing.push(...ops.slice(0, 2))
    await bing.push(...ops.slice(2))
    const heads = await feedLength()
    expect(statuses(await bing.push(...ops))).toEqual(Array(4).fill('applied'))
    expect(statuses(await bing.push(...ops.slice(0, 2)))).toEqual(['applied', 'applied'])
    expect(await feedLength()).toBe(heads)
    expect(await server.db.selectFrom('op_group_stage').select('op_id').execute()).toEqual([])
  })

  it('is set aside entirely when one operation of it cannot be taken', async () => {
    const good = enterprises(bing, 2)
    const bad = sample.enterprise(bing, { unitId: server.organisation.units.liaison })
    const ops = whole([...good, bad])
    const results = await bing.push(...ops)
    expect(refusals(results)).toEqual([
      ['group', bad.opId],
      ['group', bad.opId],
      ['not-allowed', `unit:${server.organisation.units.liaison}`],
    ])
    expect(await seen(other, ops)).toBe(0)
    const kept = await server.db
      .selectFrom('op_quarantine')
      .select('op_id')
      .where('device', '=', bing.id)
      .execute()
    expect(kept.map(({ op_id }) => op_id).sort()).toEqual(ops.map(({ opId }) => opId).sort())
    expect(await bing.push(...ops)).toEqual(results)
  })

  it('does not hold up what is no part of it, nor another whole', async () => {
    const nameless = sample.enterprise(bing)
    if (nameless.fields.name) nameless.fields.name.v = ''
    const bad = whole([sample.enterprise(bing), nameless])
    const good = whole(enterprises(bing, 2))
    const alone = sample.enterprise(bing)
    const waiting = whole(enterprises(bing, 2)).slice(0, 1)
    const results = await bing.push(...bad, ...waiting, alone, ...good)
    expect(statuses(results)).toEqual([
      ...['quarantined', 'quarantined', 'staged', 'applied', 'applied', 'applied'],
    ])
    expect(await seen(other, [...bad, ...waiting, alone, ...good])).toBe(3)
  })

  it('is set aside when one operation of it is none, those that come later too', async () => {
    const ops = whole(enterprises(bing, 4))
    const [a, b, c, d] = ops
    const broken = { ...b, kind: 7 }
    expect(statuses(await bing.push(a))).toEqual(['staged'])
    const results = await bing.push(broken, c)
    expect(refusals(results)).toEqual([
      ['malformed', 'kind'],
      ['group', b?.opId],
      ['group', b?.opId],
    ])
    expect(refusals(await bing.push(d, a))).toEqual([
      ['group', b?.opId],
      ['group', b?.opId],
    ])
    expect(await seen(other, ops)).toBe(0)
  })

  it('is set aside when its operations do not agree on how many they are', async () => {
    const id = v7()
    const [a, b] = enterprises(bing, 2)
    const ops = [
      { ...a, group: { id, index: 0, size: 2 } },
      { ...b, group: { id, index: 1, size: 3 } },
    ]
    expect(refusals(await bing.push(...ops))).toEqual([
      ['group', b?.opId],
      ['malformed', 'group'],
    ])
    const twice = whole(enterprises(bing, 2)).map((op) => ({ ...op, group: { id: v7(), index: 0, size: 2 } }))
    const place = { ...twice[0]?.group }
    expect(refusals(await bing.push(...twice.map((op) => ({ ...op, group: place }))))).toEqual([
      ['group', twice[1]?.opId],
      ['malformed', 'group'],
    ])
  })

  it('is measured against what came of it in earlier pushes, at the same place or of another number', async () => {
    const places = whole(enterprises(bing, 3))
    const [a, b, c] = places
    await bing.push(a, b)
    const [intruder] = enterprises(bing, 1)
    const twin = { ...intruder, group: { ...b?.group } }
    expect(refusals(await bing.push(twin))).toEqual([
      ['malformed', 'group'],
      ['group', intruder?.opId],
      ['group', intruder?.opId],
    ])
    expect(refusals(await bing.push(c))).toEqual([['group', intruder?.opId]])
    const [d, e] = whole(enterprises(bing, 3))
    await bing.push(d)
    const other = { ...e, group: { ...e?.group, size: 2 } }
    expect(refusals(await bing.push(other))).toEqual([
      ['malformed', 'group'],
      ['group', e?.opId],
    ])
    expect(await waitingOf(bing)).toEqual([])
  })

  it('is set aside when nothing of it came for 30 days, and its author is told and can send it again', async () => {
    const [a, b, c] = whole(enterprises(bing, 3))
    const alive = whole(enterprises(bing, 2))
    await bing.push(a, alive[0])
    await bing.push(b)
    const later = (days: number) => Date.now() + days * 86_400_000
    expect(await expireWholes(server.db, later(29))).toBe(0)
    await sql`update op_group_stage set staged_at = now() - interval '31 days' where op_id = ${a?.opId}`.execute(
      server.db,
    )
    // Its last part is what counts, not its first.
    expect(await expireWholes(server.db, later(0))).toBe(0)
    await sql`update op_group_stage set staged_at = now() - interval '31 days'
      where group_id = ${a?.group?.id}`.execute(server.db)
    expect(await expireWholes(server.db, later(0))).toBe(1)
    expect(refusals(await bing.push(a, c))).toEqual([
      ['group', 'expired'],
      ['group', 'expired'],
    ])
    const kept = await server.db
      .selectFrom('op_quarantine')
      .select('op_id')
      .where('device', '=', bing.id)
      .execute()
    expect(kept.map(({ op_id }) => op_id).sort()).toEqual([a, b, c].map((op) => op?.opId).sort())
    expect(statuses(await bing.push(alive[1]))).toEqual(['applied', 'applied'])
    const again = whole([a, b, c].flatMap((op) => (op ? [{ ...op, opId: v7() }] : [])))
    expect(statuses(await bing.push(...again.map((op, at) => ({ ...op, localSeq: 100 + at }))))).toEqual(
      Array(3).fill('applied'),
    )
  })

  it('cannot be spoiled by somebody who names the same whole', async () => {
    const jia = await server.device('jia')
    const id = v7()
    const ops = whole(enterprises(bing, 2), id)
    await bing.push(ops[0])
    const spoiler = { ...whole(enterprises(jia, 2), id)[1], kind: 7 }
    expect(refusals(await jia.push(spoiler))).toEqual([['malformed', 'kind']])
    expect(statuses(await bing.push(ops[1]))).toEqual(['applied', 'applied'])
  })

  it('stays whole when its clock ran ahead: every stamp is replaced, and named as it was later on', async () => {
    bing.clockError = 86_400_000
    const first = sample.enterprise(bing, { badges: [{ type: 'listed' }] })
    const ops = whole([
      first,
      bing.set('enterprises', first.id, { city: '宁波' }),
      bing.set('enterprises', first.id, { city: '杭州' }),
    ])
    expect(statuses(await bing.push(...ops.slice(0, 2)))).toEqual(['staged', 'staged'])
    const results = await bing.push(ops[2])
    expect(statuses(results)).toEqual(Array(3).fill('restamped'))
    expect(await seen(other, [first])).toBe(1)
    const { city } = other.state('enterprises', first.id)
    expect(city?.heads.map(({ v }) => v)).toEqual(['杭州'])
    const stamps = city?.heads.map(({ hlc }) => hlcMs(hlc)) ?? []
    expect(Math.max(...stamps)).toBeLessThanOrEqual(server.time.now + 60_000)
    const later = bing.set('enterprises', first.id, { city: '绍兴' })
    expect((await bing.push(later))[0]?.status).toBe('restamped')
    await other.pull()
    expect(other.state('enterprises', first.id).city?.heads.map(({ v }) => v)).toEqual(['绍兴'])
  })

  it('counts down in the feed of every scope how much of it follows', async () => {
    await other.pull()
    const ops = whole(enterprises(bing, 3))
    await bing.push(sample.enterprise(bing), ...ops, sample.enterprise(bing))
    const scope = `unit:${server.organisation.units.zone}`
    const response = await other.request(
      'GET',
      `/changes?since=${encodeURIComponent(`${scope}@${other.cursors.get(scope)}`)}`,
    )
    const page = ChangesResponse.parse(response.json())
    const groups = page.scopes.find((one) => one.scope === scope)?.changes.map(({ group }) => group)
    const id = ops[0]?.group?.id
    expect(groups).toEqual([undefined, { id, left: 2 }, { id, left: 1 }, { id, left: 0 }, undefined])
  })
})

async function feedLength(): Promise<number> {
  return (await server.db.selectFrom('change').select('seq').execute()).length
}
