import * as fc from 'fast-check'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '#shared/contract/errors.ts'
import { parseClocks, unpackState } from '#shared/sync/clocks.ts'
import { canonical } from '#shared/sync/merge.ts'
import type { RecordChange } from '../../electron/data/record/record.ts'
import { record } from '../../electron/data/record/record.ts'
import { settleConflict } from '../../electron/data/sync/settle-conflict.ts'
import { type SignedIn, signIn } from '../../electron/data/sync/sign-in.ts'
import { type FlakyProxy, flakyProxy, type Weather } from '../support/flaky-proxy.ts'
import { samplePassword, type TestServer, testServer } from '../support/server-organisation.ts'
import { type SyncDevice, startDevice } from '../support/sync-device.ts'

// A failure prints its seed and steps. Shrinking them takes minutes against a real server: ask for it.
const runs = {
  numRuns: Number(process.env.OUTPOST_CONVERGENCE_RUNS ?? 12),
  endOnFailure: process.env.OUTPOST_SHRINK === undefined,
}

type Step = { readonly device: number } & (
  | { readonly do: 'create'; readonly table: 'enterprises' | 'visits' }
  | {
      readonly do: 'edit'
      readonly record: number
      readonly fields: readonly Editable[]
      readonly value: number
    }
  | { readonly do: 'delete' | 'undelete'; readonly record: number }
  | { readonly do: 'settle'; readonly own: boolean }
  | { readonly do: 'sync'; readonly weather: Weather; readonly dieAt: number | null }
  | { readonly do: 'restart' }
  | { readonly do: 'clock'; readonly ms: number }
)
type Editable = 'name' | 'city' | 'investIntent' | 'remarks'

const step = (devices: number): fc.Arbitrary<Step> => {
  const device = fc.nat({ max: devices - 1 })
  const record = fc.nat({ max: 5 })
  const weather = fc.oneof(
    { weight: 4, arbitrary: fc.constant<Weather>('fair') },
    { weight: 1, arbitrary: fc.constant<Weather>('down') },
    { weight: 3, arbitrary: fc.record({ cutAfter: fc.constantFrom(0, 1, 200, 600, 1500) }) },
  )
  const editable = fc.subarray<Editable>(['name', 'city', 'investIntent', 'remarks'], { minLength: 1 })
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        device,
        do: fc.constant('create' as const),
        table: fc.constantFrom('enterprises' as const, 'enterprises' as const, 'visits' as const),
      }),
    },
    {
      weight: 10,
      arbitrary: fc.record({
        device,
        do: fc.constant('edit' as const),
        record,
        fields: editable,
        value: fc.nat({ max: 3 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ device, do: fc.constantFrom('delete' as const, 'undelete' as const), record }),
    },
    { weight: 1, arbitrary: fc.record({ device, do: fc.constant('settle' as const), own: fc.boolean() }) },
    {
      weight: 8,
      arbitrary: fc.record({
        device,
        do: fc.constant('sync' as const),
        weather,
        dieAt: fc.option(fc.integer({ min: 1, max: 6 }), { freq: 4 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ device, do: fc.constant('restart' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        device,
        do: fc.constant('clock' as const),
        ms: fc.constantFrom(0, -3_600_000, 600_000, 10 * 365 * 86_400_000, -10 * 365 * 86_400_000),
      }),
    },
  )
}

interface Laptop {
  readonly device: SyncDevice
  readonly proxy: FlakyProxy
  clockError: number
  /** The local step of the next round at which the process dies. */
  dieAt: number | null
}

describe('laptops on the real server', () => {
  let server: TestServer
  let url: string
  const signedIn: { identity: { device: string; incarnation: string }; answer: SignedIn }[] = []
  beforeAll(async () => {
    server = await testServer()
    server.time.now = Date.now()
    url = await server.app.listen({ port: 0, host: '127.0.0.1' })
    for (const login of ['jia', 'ding', 'jia']) {
      const identity = { device: uuidv7(), incarnation: uuidv7() }
      const device = { id: identity.device, incarnation: identity.incarnation, name: '笔记本' }
      const answer = await signIn({ serverUrl: url, login, password: samplePassword, device })
      signedIn.push({ identity, answer })
    }
  })
  afterAll(() => server.stop())

  it.each([2, 3])(
    '%i of them show the same records and conflicts once all is quiet',
    {
      timeout: 240_000,
    },
    async (devices) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step(devices), { minLength: 10, maxLength: 50, size: 'max' }),
          async (steps) => {
            const laptops: Laptop[] = []
            try {
              for (let n = 0; n < devices; n += 1) laptops.push(await laptop(n))
              await live(laptops, steps)
              await calm(laptops)
              await expectAgreement(laptops.map(({ device }) => device))
            } finally {
              for (const { device, proxy } of laptops) {
                await device.remove()
                await proxy.close()
              }
            }
          },
        ),
        runs,
      )
    },
  )

  async function laptop(n: number): Promise<Laptop> {
    const known = signedIn[n]
    if (!known) throw new Error(`no laptop ${n}`)
    const proxy = await flakyProxy(url)
    const made: { laptop?: Laptop } = {}
    let step = 0
    const device = await startDevice({
      serverUrl: proxy.url,
      identity: known.identity,
      token: known.answer.token,
      account: { ...known.answer.account, serverUrl: proxy.url },
      ports: {
        idleMs: 10_000,
        step: () => {
          const dieAt = made.laptop?.dieAt ?? null
          if (dieAt === null) step = 0
          else if (++step >= dieAt) throw new Error('the process died')
        },
      },
    })
    made.laptop = { device, proxy, clockError: 0, dieAt: null }
    return made.laptop
  }

  async function live(laptops: readonly Laptop[], steps: readonly Step[]): Promise<void> {
    const known: { table: 'enterprises' | 'visits'; id: string }[] = []
    // Everybody has seen two records, so that edits meet from the first step on.
    const opening: Step[] = [
      { device: 0, do: 'create', table: 'enterprises' },
      { device: 0, do: 'create', table: 'visits' },
      ...laptops.map((_, device): Step => ({ device, do: 'sync', weather: 'fair', dieAt: null })),
    ]
    for (const action of [...opening, ...steps]) {
      server.time.now = Date.now()
      const laptop = laptops[action.device]
      if (!laptop) continue
      const { device, proxy } = laptop
      switch (action.do) {
        case 'create': {
          const id = uuidv7()
          known.push({ table: action.table, id })
          await write(laptop, {
            table: action.table,
            id,
            kind: 'set',
            values: first(action.table),
          } as RecordChange)
          break
        }
        case 'edit': {
          const target = known[action.record % known.length]
          if (!target) break
          const values = Object.fromEntries(
            action.fields.map((field) => [
              target.table === 'visits' ? 'topics' : field,
              field === 'investIntent' && target.table === 'enterprises' ? action.value : `值${action.value}`,
            ]),
          )
          await write(laptop, { ...target, kind: 'set', values } as RecordChange)
          break
        }
        case 'delete':
        case 'undelete': {
          const target = known[action.record % known.length]
          if (target) await write(laptop, { ...target, kind: action.do })
          break
        }
        case 'settle':
          await settle(laptop, action.own)
          break
        case 'sync':
          proxy.set(action.weather)
          laptop.dieAt = action.dieAt
          await device.sync()
          if (action.dieAt !== null) await device.restart()
          laptop.dieAt = null
          break
        case 'restart':
          await device.restart()
          break
        case 'clock':
          laptop.clockError = action.ms
          break
      }
    }
  }

  /** What a device refuses (a record it has not seen, a rule broken) is no part of the history. */
  async function write(laptop: Laptop, change: RecordChange): Promise<void> {
    await attempt(() => laptop.device.store().write((tx) => record(tx, contextOf(laptop), change)))
  }

  async function settle(laptop: Laptop, own: boolean): Promise<void> {
    const open = await laptop.device
      .store()
      .read((db) => db.selectFrom('conflicts').selectAll().executeTakeFirst())
    if (!open) return
    const [, loser] = JSON.parse(open.writes)
    const value = open.field === 'investIntent' ? 77 : '定下的'
    const choice = own ? { value } : { hlc: loser.hlc }
    const { tableName: table, recordId, field } = open
    await attempt(() =>
      laptop.device
        .store()
        .write((tx) => settleConflict(tx, contextOf(laptop), { table, recordId, field, choice })),
    )
  }

  const contextOf = ({ device, clockError }: Laptop) => ({
    ...device.context(),
    nowMs: Date.now() + clockError,
  })

  /** The network is fair and everybody syncs until nothing moves. */
  async function calm(laptops: readonly Laptop[]): Promise<void> {
    server.time.now = Date.now()
    for (const { proxy } of laptops) proxy.set('fair')
    for (let round = 0; round < 3; round += 1) {
      for (const { device } of laptops) {
        const status = await device.sync()
        // The first round may still meet connections that broke with the weather.
        if (round > 0) expect(status, device.errors.join('\n')).toMatchObject({ waiting: 0, problem: null })
      }
    }
  }

  async function expectAgreement(devices: readonly SyncDevice[]): Promise<void> {
    const [first, ...others] = await Promise.all(devices.map((device) => device.sight()))
    for (const other of others) expect(other).toBe(first)
    for (const device of devices) {
      expect(await device.count('setAside')).toBe(0)
      expect(await device.count('base')).toBe(0)
    }
    await expectSameAsServer(first ?? '')
    await expectOneEffectEach(devices)
  }

  async function expectSameAsServer(sight: string): Promise<void> {
    const { states } = JSON.parse(sight) as { states: [string, string, string, unknown][] }
    const rows = await server.db.selectFrom('records').selectAll().execute()
    const onServer = new Map(
      rows.map(({ table_name, id, data, clocks }) => [
        `${table_name} ${id}`,
        canonical(unpackState(parseClocks(JSON.stringify(clocks)), data as Record<string, string>)),
      ]),
    )
    expect(states.length).toBe(onServer.size)
    for (const [table, id, , state] of states) expect(canonical(state)).toBe(onServer.get(`${table} ${id}`))
  }

  async function expectOneEffectEach(devices: readonly SyncDevice[]): Promise<void> {
    const { rows: doubled } = await sql`
      select scope, op_id from change where op_id is not null group by scope, op_id having count(*) > 1`.execute(
      server.db,
    )
    expect(doubled).toEqual([])
    const { rows } = await sql<{ op_id: string; status: string }>`
      select op_id, result->>'status' as status from op_seen`.execute(server.db)
    const results = new Map(rows.map(({ op_id, status }) => [op_id, status]))
    for (const device of devices) {
      const [acknowledged, refused] = await device
        .store()
        .read(async (db) => [
          await db.selectFrom('ackedJournal').select('opId').execute(),
          await db.selectFrom('quarantine').select('opId').execute(),
        ])
      for (const { opId } of acknowledged ?? [])
        expect(['applied', 'merged', 'restamped']).toContain(results.get(opId))
      for (const { opId } of refused ?? []) expect(results.get(opId)).toBe('quarantined')
    }
  }
})

async function attempt(work: () => Promise<unknown>): Promise<void> {
  await work().catch((error) => {
    if (!(error instanceof AppError)) throw error
  })
}

function first(table: 'enterprises' | 'visits') {
  return table === 'enterprises'
    ? { name: '样例公司' }
    : {
        type: 'door_to_door',
        mode: 'onsite',
        occurredOn: '2026-03-01',
        enterpriseId: uuidv7(),
        confidentiality: 'internal',
      }
}
