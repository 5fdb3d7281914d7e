import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hlcMs, hlcOf } from '#shared/sync/hlc.ts'
import { Op } from '#shared/sync/op.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { startOfTest, type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
let bing: ServerDevice
beforeAll(async () => {
  server = await testServer()
})
beforeEach(async () => {
  server.time.now = startOfTest
  bing = await server.device('bing')
})
afterAll(() => server.stop())

const zoneFeed = () =>
  sql<{ op_id: string }>`select op_id from change where scope = ${`unit:${server.organisation.units.zone}`}`
    .execute(server.db)
    .then(({ rows }) => rows.map(({ op_id }) => op_id))

describe('a batch that is sent again', () => {
  it('has one effect and gets the very same answer, when the first answer was lost after the commit', async () => {
    const good = sample.enterprise(bing)
    const bad = sample.enterprise(bing, { name: '样例' })
    const ops = [
      good,
      { ...bad, fields: { ...bad.fields, name: { v: '', hlc: bad.fields.name?.hlc, base: [] } } },
    ]
    const [first, second] = [await bing.pushRaw(ops), await bing.pushRaw(ops)]
    expect(JSON.stringify(second.json().results)).toBe(JSON.stringify(first.json().results))
    expect((await zoneFeed()).filter((id) => id === good.opId)).toHaveLength(1)
    const kept = await server.db
      .selectFrom('op_quarantine')
      .where('op_id', '=', bad.opId)
      .selectAll()
      .execute()
    expect(kept).toHaveLength(1)
  })

  it('has one effect when both copies arrive at once', async () => {
    const ops = Array.from({ length: 20 }, () => sample.enterprise(bing))
    const answers = await Promise.all([bing.pushRaw(ops), bing.pushRaw(ops.toReversed())])
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200])
    const ids = new Set(ops.map(({ opId }) => opId))
    expect((await zoneFeed()).filter((id) => ids.has(id))).toHaveLength(20)
  })

  it('gets one answer for each operation in order, also when one stands in it twice', async () => {
    const [one, two] = [sample.enterprise(bing), sample.enterprise(bing)]
    const results = await bing.push(one, two, one)
    expect(results.map(({ opId }) => opId)).toEqual([one.opId, two.opId, one.opId])
  })
})

describe('an operation that cannot be taken', () => {
  it('is set aside with its reason and stops none of the others', async () => {
    const jia = await server.device('jia')
    const foreign = sample.enterprise(jia)
    await jia.push(foreign)
    const good = sample.enterprise(bing)
    const ops: readonly [unknown, string, string | null][] = [
      [{ nonsense: true }, 'malformed', 'opId'],
      ['text', 'malformed', 'operation'],
      [{ ...sample.enterprise(bing), table: '' }, 'malformed', 'table'],
      [sample.enterprise(bing, { name: '样例\u0000' }), 'malformed', 'text'],
      [sample.enterprise(bing, { name: '样例\ud800' }), 'malformed', 'text'],
      [{ ...sample.enterprise(bing), author: jia.user.id }, 'not-yours', 'author'],
      [sample.enterprise(bing, { createdBy: jia.user.id }), 'not-yours', 'createdBy'],
      [sample.enterprise(bing, { unitId: jia.user.unitId }), 'not-allowed', `unit:${jia.user.unitId}`],
      [bing.set('enterprises', foreign.id, { city: '深圳' }), 'not-allowed', null],
      [bing.set('users', bing.user.id, { role: 'sys_admin' }), 'server-decides', null],
      [
        bing.set('enterprises', v7(), { createdBy: bing.user.id, unitId: bing.user.unitId }),
        'invalid',
        'createdAt: date',
      ],
      [sample.visit(bing, foreign.id), 'not-allowed', 'enterpriseId'],
    ]
    const results = await bing.push(...ops.map(([op]) => op), good)
    expect(results.slice(0, -1).map((r) => (r.status === 'quarantined' ? [r.reason, r.detail] : r))).toEqual(
      ops.map(([, reason, detail]) => [reason, detail]),
    )
    expect(results.at(-1)).toEqual({ opId: good.opId, status: 'applied' })
    const kept = await server.db
      .selectFrom('op_quarantine')
      .select('op')
      .where('device', '=', bing.id)
      .execute()
    expect(kept).toHaveLength(ops.length)
    expect(kept.map(({ op }) => op)).toContain(JSON.stringify({ nonsense: true }))
  })

  it('is set aside too when it is nested without end or plays with the names of objects', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const trick = '{"__proto__":{"v":1,"hlc":"00000000000000000000000000000000","base":[]}}'
    const good = sample.enterprise(bing)
    const response = await server.app.inject({
      method: 'POST',
      url: '/push',
      headers: { authorization: `Bearer ${bing.token}`, 'content-type': 'application/json' },
      payload: `{"device":"${bing.id}","incarnation":"${v7()}","ops":[${deep},{"fields":${trick}},${JSON.stringify(good)}]}`,
    })
    const statuses = response.json().results.map((result: { status: string }) => result.status)
    expect(statuses).toEqual(['quarantined', 'quarantined', 'applied'])
  })

  it('lets a record be changed by nobody but its author where it is author-owned', async () => {
    const enterprise = sample.enterprise(bing)
    const visit = sample.visit(bing, enterprise.id)
    await bing.push(enterprise, visit)
    const jia = await server.device('jia')
    await jia.pull()
    const results = await jia.push(
      jia.set('visits', visit.id, { outcome: '样例' }),
      jia.delete('visits', visit.id),
    )
    expect(results.map((result) => result.status === 'quarantined' && result.reason)).toEqual([
      'not-yours',
      'not-yours',
    ])
  })

  it('keeps nobody from joining only the trips that are theirs to open', async () => {
    const jia = await server.device('jia')
    const trip = sample.trip(jia)
    await jia.push(trip)
    const [result] = await bing.push(sample.member(bing, trip.id, bing.user.id))
    expect(result).toMatchObject({ status: 'quarantined', reason: 'not-allowed', detail: `trip:${trip.id}` })
  })
})

describe('what a newer version writes', () => {
  it('is kept and passed on: unknown fields, codes, tables and kinds', async () => {
    const other = await server.device('bing')
    const enterprise = sample.enterprise(bing)
    const newer = bing.set(
      'enterprises',
      enterprise.id,
      { orbit: { level: 3 }, priority: 'S' },
      { schemaVersion: 99 },
    )
    const odd = bing.set('holograms', v7(), { createdBy: bing.user.id, unitId: bing.user.unitId, size: 1 })
    const doc = bing.set('enterprises', enterprise.id, { remarks: '样例' }, { kind: 'ydoc' })
    const results = await bing.push(enterprise, newer, odd, doc)
    expect(results.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied', 'applied'])
    await other.pull()
    expect(other.values('enterprises', enterprise.id)).toMatchObject({ orbit: { level: 3 }, priority: 'S' })
    expect(other.values('holograms', odd.id).size).toBe(1)
    const [later] = await other.push(other.set('enterprises', enterprise.id, { city: '杭州' }))
    expect(later?.status).toBe('applied')
  })
})

describe('concurrent writes', () => {
  it('are merged, and the value that lost is kept and named in the answer', async () => {
    const other = await server.device('bing')
    const enterprise = sample.enterprise(bing)
    await bing.push(enterprise)
    await other.pull()
    const mine = bing.set('enterprises', enterprise.id, { city: '苏州' })
    server.time.now += 1000
    const theirs = other.set('enterprises', enterprise.id, { city: '无锡' })
    await other.push(theirs)
    const [result] = await bing.push(mine)
    expect(result).toEqual({
      opId: mine.opId,
      status: 'merged',
      lost: [{ field: 'city', lost: mine.fields.city?.hlc, kept: theirs.fields.city?.hlc }],
    })
    const history = await server.db
      .selectFrom('field_history')
      .select(['field', 'lost', 'lost_by'])
      .where('record_id', '=', enterprise.id)
      .execute()
    expect(history).toEqual([{ field: 'city', lost: '苏州', lost_by: bing.user.id }])
  })
})

describe('a clock that runs ahead', () => {
  it('is never a reason to refuse: the stamps are replaced, also where later batches name them', async () => {
    const other = await server.device('bing')
    bing.clockError = 10 * 365 * 86_400_000
    const enterprise = sample.enterprise(bing)
    const edit = bing.set('enterprises', enterprise.id, { city: '宁波' })
    const [first] = await bing.push(enterprise)
    expect(first?.status).toBe('restamped')
    const [second] = await bing.push(edit)
    if (second?.status !== 'restamped') throw new Error('not restamped')
    expect(second.lost).toEqual([])

    const removal = bing.delete('enterprises', enterprise.id)
    await other.pull()
    const stamps = Object.values(other.state('enterprises', enterprise.id)).flatMap(
      ({ heads, superseded }) => [...heads.map(({ hlc }) => hlc), ...superseded],
    )
    expect(Math.max(...stamps.map(hlcMs))).toBeLessThanOrEqual(server.time.now + 60_000)
    expect(other.values('enterprises', enterprise.id).city).toBe('宁波')
    await bing.push(removal)
    await other.pull()
    expect(other.sees('enterprises', enterprise.id)).toBe(false)
    expect((await bing.push(edit))[0]).toEqual(second)
  })

  it('is mended within a batch too: a later edit still replaces the earlier one', async () => {
    bing.clockError = 86_400_000
    const enterprise = sample.enterprise(bing)
    const results = await bing.push(enterprise, bing.set('enterprises', enterprise.id, { city: '宁波' }))
    expect(results.map((result) => result.status === 'restamped' && result.lost)).toEqual([[], []])
    const other = await server.device('bing')
    await other.pull()
    expect(other.state('enterprises', enterprise.id).city?.heads.map(({ v }) => v)).toEqual(['宁波'])
  })

  it('cannot carry a stamp from the future in as a base either', async () => {
    const enterprise = sample.enterprise(bing)
    const future = hlcOf(server.time.now + 86_400_000, 0, 'f'.repeat(16))
    const edit = bing.set('enterprises', enterprise.id, { city: '宁波' })
    const city = { v: '宁波', hlc: edit.fields.city?.hlc, base: [future] }
    await bing.push(enterprise, Op.parse({ ...edit, fields: { city } }))
    const { clocks } = await server.db
      .selectFrom('records')
      .select('clocks')
      .where('id', '=', enterprise.id)
      .executeTakeFirstOrThrow()
    expect(JSON.stringify(clocks)).not.toContain(future)
  })

  it('may be a little off without any change', async () => {
    bing.clockError = 59_000
    const [result] = await bing.push(sample.enterprise(bing))
    expect(result?.status).toBe('applied')
  })
})

describe('a database connection that breaks', () => {
  it('in the middle of a push leaves nothing half done, the server lives, and sending again succeeds', async () => {
    const scope = `unit:${server.organisation.units.zone}`
    const blocker = new pg.Client({ connectionString: server.url })
    await blocker.connect()
    await blocker.query('begin')
    await blocker.query('select from scope where id = $1 for update', [scope])
    const ops = [sample.enterprise(bing), sample.enterprise(bing)]
    const cut = bing.pushRaw(ops)
    await terminateWaiting(blocker)
    const answer = await cut
    expect([answer.statusCode, answer.json().error]).toEqual([503, 'unavailable'])
    await blocker.query('rollback')
    await blocker.end()

    expect((await bing.push(...ops)).map(({ status }) => status)).toEqual(['applied', 'applied'])
    const ids = new Set(ops.map(({ opId }) => opId))
    expect((await zoneFeed()).filter((id) => ids.has(id))).toHaveLength(2)
  })
})

/** Ends the server's connection that waits for the blocker, as a crash of its backend would. */
async function terminateWaiting(blocker: pg.Client): Promise<void> {
  for (let ended = 0; ended === 0; await sleep(20)) {
    const { rows } = await blocker.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and application_name like 'outpost%'`,
    )
    ended = rows.length
  }
}
