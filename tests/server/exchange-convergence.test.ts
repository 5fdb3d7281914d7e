import * as fc from 'fast-check'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '#shared/contract/errors.ts'
import { parseClocks, unpackState } from '#shared/sync/clocks.ts'
import { canonical } from '#shared/sync/merge.ts'
import { type Teammate, teammate } from '../support/exchange-team.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'

const runs = { numRuns: Number(process.env.EXCHANGE_RUNS ?? 8) }
const team = ['jia', 'ding', 'jia'] as const

type Step =
  | { readonly do: 'create'; readonly who: number }
  | { readonly do: 'edit'; readonly who: number; readonly record: number; readonly value: number }
  | { readonly do: 'delete' | 'undelete'; readonly who: number; readonly record: number }
  | { readonly do: 'bundle'; readonly who: number; readonly to: number }
  | { readonly do: 'read'; readonly bundle: number }
  | { readonly do: 'sync'; readonly who: number }
  | { readonly do: 'clock'; readonly who: number; readonly ms: number }

const who = fc.nat({ max: team.length - 1 })
const record = fc.nat({ max: 2 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('create' as const), who }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('edit' as const), who, record, value: fc.nat({ max: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('delete' as const, 'undelete' as const), who, record }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('bundle' as const), who, to: who }) },
  { weight: 7, arbitrary: fc.record({ do: fc.constant('read' as const), bundle: fc.nat({ max: 9 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('sync' as const), who }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('clock' as const),
      who,
      ms: fc.constantFrom(0, 3_600_000, -3_600_000, 30 * 86_400_000),
    }),
  },
)

describe('bundles between laptops on the real server', () => {
  let server: TestServer
  let url: string
  let mates: Teammate[] = []
  beforeAll(async () => {
    server = await testServer()
    url = await server.app.listen({ port: 0, host: '127.0.0.1' })
  })
  afterEach(async () => {
    for (const { device } of mates) await device.remove()
    mates = []
  })
  afterAll(() => server.stop())

  it('lead to the same records, conflicts and single effects, in whatever order and by whomever work arrives', {
    timeout: 280_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 40 }), async (steps) => {
        for (const { device } of mates) await device.remove()
        mates = []
        for (const login of team) mates.push(await teammate(server, url, login))
        await calm()
        const known: string[] = []
        await live(steps, known)
        await calm()
        await expectAgreement(known)
      }),
      runs,
    )
  })

  async function live(steps: readonly Step[], known: string[]): Promise<void> {
    const pile: { readonly to: Teammate; readonly bytes: Buffer }[] = []
    for (const action of steps) {
      server.time.now = Date.now()
      if (action.do === 'read') {
        const bundle = pile[action.bundle % Math.max(1, pile.length)]
        if (bundle) await bundle.to.read(bundle.bytes)
        continue
      }
      const mate = mates[action.who]
      if (!mate) continue
      switch (action.do) {
        case 'create': {
          const id = uuidv7()
          known.push(id)
          await mate.write({ table: 'enterprises', id, kind: 'set', values: { name: '样例公司' } })
          break
        }
        case 'edit': {
          const id = known[action.record]
          const values = { investIntent: action.value, city: `第${action.value}城` }
          if (id) await attempt(() => mate.write({ table: 'enterprises', id, kind: 'set', values }))
          break
        }
        case 'delete':
        case 'undelete': {
          const id = known[action.record]
          if (id) await attempt(() => mate.write({ table: 'enterprises', id, kind: action.do }))
          break
        }
        case 'bundle': {
          const to = mates[action.to]
          if (!to || to === mate) break
          await attempt(async () => {
            pile.push({ to, bytes: await mate.bundleFor({ kind: 'device', device: to.id }) })
          })
          break
        }
        case 'sync':
          await mate.device.sync()
          break
        case 'clock':
          mate.clockError = action.ms
          break
      }
    }
  }

  async function calm(): Promise<void> {
    server.time.now = Date.now()
    for (let round = 0; round < 3; round += 1)
      for (const { device } of mates) {
        const status = await device.sync()
        expect(status, device.errors.join('\n')).toMatchObject({ waiting: 0, problem: null })
      }
  }

  async function expectAgreement(known: readonly string[]): Promise<void> {
    const sights = await Promise.all(mates.map(({ device }) => device.sight()))
    for (const other of sights) expect(other).toBe(sights[0])
    for (const { device } of mates)
      for (const table of ['carriedOps', 'carriedRuns', 'base', 'quarantine', 'setAside'] as const)
        expect(await device.count(table), table).toBe(0)
    const { states } = JSON.parse(sights[0] ?? '') as { states: [string, string, string, unknown][] }
    const rows = await server.db
      .selectFrom('records')
      .selectAll()
      .where('id', 'in', [...known, uuidv7()])
      .execute()
    const onServer = new Map(
      rows.map(({ id, data, clocks }) => [
        id,
        canonical(unpackState(parseClocks(JSON.stringify(clocks)), data as Record<string, string>)),
      ]),
    )
    expect([...onServer.keys()].sort()).toEqual([...known].sort())
    for (const [, id, , state] of states)
      if (known.includes(id)) expect(canonical(state)).toBe(onServer.get(id))
    const { rows: doubled } = await sql`
      select scope, op_id from change where op_id is not null group by scope, op_id having count(*) > 1`.execute(
      server.db,
    )
    expect(doubled).toEqual([])
  }
})

async function attempt(work: () => Promise<unknown>): Promise<void> {
  await work().catch((error) => {
    if (!(error instanceof AppError)) throw error
  })
}
