import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonical } from '#shared/sync/merge.ts'
import type { Op } from '#shared/sync/op.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
let devices: readonly ServerDevice[]
beforeAll(async () => {
  server = await testServer()
  devices = [await server.device('bing'), await server.device('bing'), await server.device('jia')]
})
afterAll(() => server.stop())

const runs = 30

const step = (count: number) =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('edit'),
        device: fc.nat(count - 1),
        record: fc.nat(2),
        field: fc.constantFrom('city', 'remarks', 'name'),
        value: fc.constantFrom('甲', '乙', '丙'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('delete'), device: fc.nat(count - 1), record: fc.nat(2) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom('push', 'pull', 'push-twice'),
        device: fc.nat(count - 1),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('skew'),
        device: fc.nat(count - 1),
        error: fc.integer({ min: -3_600_000, max: 50_000 }),
      }),
    },
  )

type Step = { kind: string; device: number; record?: number; field?: string; value?: string; error?: number }

/** Lets devices live through a history and then talk until everybody has everything. @returns the records' ids. */
async function live(members: readonly ServerDevice[], history: readonly Step[]): Promise<string[]> {
  const [first] = members
  if (!first) throw new Error('no device')
  const created = Array.from({ length: 3 }, () => sample.enterprise(first))
  await first.push(...created)
  const outboxes = new Map<ServerDevice, Op[]>(members.map((device) => [device, []]))
  for (const device of members) await device.pull()
  const send = async (device: ServerDevice, times: number) => {
    const ops = outboxes.get(device) ?? []
    for (let i = 0; i < times; i++) {
      const results = await device.push(...ops)
      expect(results.map(({ status }) => status)).not.toContain('quarantined')
    }
    outboxes.set(device, [])
  }
  for (const { kind, device: index, record = 0, field = 'city', value = '甲', error = 0 } of history) {
    const device = members[index]
    const id = created[record]?.id
    if (!device || !id) continue
    server.time.now += 10
    if (kind === 'edit') outboxes.get(device)?.push(device.set('enterprises', id, { [field]: value }))
    if (kind === 'delete') outboxes.get(device)?.push(device.delete('enterprises', id))
    if (kind === 'push') await send(device, 1)
    if (kind === 'push-twice') await send(device, 2)
    if (kind === 'pull') await device.pull(2)
    if (kind === 'skew') device.clockError = error
  }
  await Promise.all(members.map((device) => send(device, 1)))
  for (const device of members) await device.pull()
  return created.map(({ id }) => id)
}

describe.each([2, 3])('%i devices that write, delete and sync in any order', (count) => {
  it('end with the same records, and so does the server', async () => {
    const members = devices.slice(-count)
    await fc.assert(
      fc.asyncProperty(fc.array(step(count), { maxLength: 40 }), async (history) => {
        const ids = await live(members, history)
        for (const id of ids) {
          const states = members.map((device) => canonical(device.state('enterprises', id)))
          expect(new Set(states).size).toBe(1)
          const { rows } = await sql<{ data: unknown }>`select data from records where id = ${id}`.execute(
            server.db,
          )
          expect(canonical(rows[0]?.data)).toBe(canonical(members[0]?.values('enterprises', id)))
        }
      }),
      { numRuns: runs },
    )
  })
})

describe('devices that push at the same moment', () => {
  it('all succeed, also when their records hang on each other', async () => {
    const [a, b, jia] = devices
    if (!a || !b || !jia) throw new Error('no device')
    const enterprises = Array.from({ length: 6 }, () => sample.enterprise(a))
    const trip = sample.trip(a)
    await a.push(trip, ...enterprises)
    for (const device of devices) await device.pull()
    const visitsOf = (device: ServerDevice) =>
      enterprises.map(({ id }) => sample.visit(device, id, { tripId: trip.id }))
    const batches = [a, b, jia].flatMap((device) => [
      { device, ops: visitsOf(device) },
      {
        device,
        ops: enterprises.toReversed().map(({ id }) => device.set('enterprises', id, { city: '深圳' })),
      },
    ])
    const results = await Promise.all(batches.map(({ device, ops }) => device.push(...ops)))
    expect(results.flat().filter(({ status }) => status === 'quarantined')).toEqual([])
    const { rows } = await sql<{ scopes: string[] }>`
      select scopes from records where table_name = 'enterprises' and id = any(${enterprises.map(({ id }) => id)}::uuid[])`.execute(
      server.db,
    )
    expect(rows.every(({ scopes }) => scopes.includes(`trip:${trip.id}`))).toBe(true)
  })

  it('find each other even when a visit and its enterprise come by two connections', async () => {
    const [a, b] = devices
    if (!a || !b) throw new Error('no device')
    const trip = sample.trip(a)
    await a.push(trip)
    await b.pull()
    const enterprise = sample.enterprise(a)
    const visit = sample.visit(b, enterprise.id, { tripId: trip.id })
    const blocker = new pg.Client({ connectionString: server.url })
    await blocker.connect()
    await blocker.query('begin')
    await blocker.query('select from scope where id = $1 for update', [`unit:${a.user.unitId}`])
    const pushes = [a.push(enterprise)]
    await waitingFor(blocker, 1)
    pushes.push(b.push(visit))
    await waitingFor(blocker, 2)
    await blocker.query('rollback')
    await blocker.end()
    await Promise.all(pushes)

    const { scopes } = await server.db
      .selectFrom('records')
      .select('scopes')
      .where('id', '=', enterprise.id)
      .executeTakeFirstOrThrow()
    expect(scopes).toContain(`trip:${trip.id}`)
  })
})

/** Waits until so many of the server's connections wait for a lock. */
async function waitingFor(client: pg.Client, count: number): Promise<void> {
  for (let waiting = 0; waiting < count; await sleep(10)) {
    const { rows } = await client.query(
      `select from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and application_name like 'outpost%'`,
    )
    waiting = rows.length
  }
}
