import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hlcMs } from '#shared/sync/hlc.ts'
import { loadValues } from '../../electron/data/record/load-state.ts'
import { changeOfFields, type RecordChange } from '../../electron/data/record/record.ts'
import { recordMany } from '../../electron/data/record/record-many.ts'
import { settleConflict } from '../../electron/data/sync/settle-conflict.ts'
import { type Teammate, teammate, tripValues, visitOf } from '../support/exchange-team.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'

const hour = 3_600_000

/** What a laptop whose clock is right writes on top of what bundles brought from clocks that run two hours ahead. */
interface Case {
  readonly name: string
  /** What stands in the enterprise before anybody leaves. */
  readonly first?: object
  /** What the first, and the second, laptop with a wrong clock did. */
  readonly ahead: (id: string) => readonly RecordChange[]
  readonly alsoAhead?: (id: string) => readonly RecordChange[]
  /** What the laptop with the right clock then does. */
  readonly act: (mate: Teammate, id: string) => Promise<void>
  /** What must be seen from then on, everywhere; null: the record is deleted. */
  readonly seen: object | null
  /** Fields that wait for somebody's decision in the end. */
  readonly open?: readonly string[]
}

const set = (id: string, values: object): RecordChange => changeOfFields('enterprises', id, values)
const write = (values: object) => (mate: Teammate, id: string) => mate.write(set(id, values))
/** A form was open while the bundle was read: its user saw what stood there before. */
const fromOldForm =
  (seen: object, values: object): Case['act'] =>
  async (mate, id) =>
    mate.write({ table: 'enterprises', id, kind: 'set', values, seen: { ...seen } })
/** Links of chains: what they are of does not matter here. */
const links = Array.from({ length: 4 }, () => uuidv7())

const cases: readonly Case[] = [
  {
    name: 'an edit',
    ahead: (id) => [set(id, { city: '苏州' })],
    act: write({ city: '南京' }),
    seen: { city: '南京' },
  },
  {
    name: 'two edits after each other',
    ahead: (id) => [set(id, { city: '苏州' })],
    act: async (mate, id) => {
      await mate.write(set(id, { city: '无锡' }))
      await mate.write(set(id, { city: '南京', remarks: '再改' }))
    },
    seen: { city: '南京', remarks: '再改' },
  },
  {
    name: 'an edit of a field whose conflicts are put before people',
    ahead: (id) => [set(id, { investIntent: 900 })],
    act: write({ investIntent: 100 }),
    seen: { investIntent: 100 },
  },
  {
    name: 'an edit of such a field that two clocks ahead had filled apart',
    ahead: (id) => [set(id, { investIntent: 900 })],
    alsoAhead: (id) => [set(id, { investIntent: 800 })],
    act: write({ investIntent: 100 }),
    seen: { investIntent: 100 },
    open: ['investIntent'],
  },
  {
    name: 'the settling of what two clocks ahead had filled apart',
    ahead: (id) => [set(id, { investIntent: 900 })],
    alsoAhead: (id) => [set(id, { investIntent: 800 })],
    act: async (mate, id) => {
      const settlement = { table: 'enterprises', recordId: id, field: 'investIntent', choice: { value: 850 } }
      await mate.device.store().write((tx) => settleConflict(tx, now(mate), settlement))
    },
    seen: { investIntent: 850 },
  },
  {
    name: 'an edit in a form that had been opened before',
    first: { city: '常州' },
    ahead: (id) => [set(id, { city: '苏州' })],
    act: fromOldForm({ city: '常州' }, { city: '南京' }),
    seen: { city: '南京' },
  },
  {
    name: 'an edit in such a form of a field whose conflicts are put before people',
    first: { investIntent: 5 },
    ahead: (id) => [set(id, { investIntent: 900 })],
    act: fromOldForm({ investIntent: 5 }, { investIntent: 100 }),
    seen: { investIntent: 100 },
    open: ['investIntent'],
  },
  {
    name: 'something put behind the others in a list',
    ahead: (id) => [set(id, { chainLinkIds: links.slice(0, 2) })],
    act: write({ chainLinkIds: links.slice(0, 3) }),
    seen: { chainLinkIds: links.slice(0, 3) },
  },
  {
    name: 'something taken out of a list and something put in',
    ahead: (id) => [set(id, { chainLinkIds: links.slice(0, 3) })],
    act: write({ chainLinkIds: links.slice(1) }),
    seen: { chainLinkIds: links.slice(1) },
  },
  {
    name: 'a list in another order',
    ahead: (id) => [set(id, { chainLinkIds: links })],
    act: write({ chainLinkIds: links.toReversed() }),
    seen: { chainLinkIds: links.toReversed() },
  },
  {
    name: 'a change that an import makes',
    ahead: (id) => [set(id, { city: '苏州', chainLinkIds: links.slice(0, 2) })],
    act: async (mate, id) => {
      const change = set(id, { city: '南京', chainLinkIds: links.slice(0, 3) })
      await mate.device.store().write((tx) => recordMany(tx, now(mate), [change], { indexLater: false }))
    },
    seen: { city: '南京', chainLinkIds: links.slice(0, 3) },
  },
  {
    name: 'a delete',
    ahead: (id) => [set(id, { city: '苏州' })],
    act: (mate, id) => mate.write({ table: 'enterprises', id, kind: 'delete' }),
    seen: null,
  },
  {
    name: 'the bringing back of what was deleted',
    ahead: (id) => [set(id, { city: '苏州' }), { table: 'enterprises', id, kind: 'delete' }],
    act: (mate, id) => mate.write({ table: 'enterprises', id, kind: 'undelete' }),
    seen: { city: '苏州' },
  },
]

const now = (mate: Teammate) => ({ ...mate.device.context(), nowMs: Date.now() + mate.clockError })

/** Who comes to the network first, in turn. */
const arrivals = [
  { who: 'its own laptop', order: ['right', 'wrong', 'other'] },
  { who: 'the laptop with the wrong clock', order: ['wrong', 'other', 'right'] },
  { who: 'somebody who was handed all of it', order: ['carrier', 'wrong', 'right'] },
] as const

describe('on top of what came without the server from a clock two hours ahead', { timeout: 120_000 }, () => {
  let server: TestServer
  const mates: Teammate[] = []
  let tripId: string
  const team = () => {
    const [right, wrong, other, carrier] = mates
    if (!right || !wrong || !other || !carrier) throw new Error('no team')
    return { right, wrong, other, carrier }
  }
  beforeAll(async () => {
    server = await testServer()
    server.time.now = Date.now()
    const url = await server.app.listen({ port: 0, host: '127.0.0.1' })
    for (const login of ['jia', 'yi', 'ding', 'jia']) mates.push(await teammate(server, url, login))
    await everybodySyncs()
    tripId = uuidv7()
    const { right, wrong, other } = team()
    await right.write(changeOfFields('trips', tripId, tripValues('赴深圳招商')))
    for (const { userId } of [wrong, other]) {
      const member = { tripId, userId, name: '样例', role: 'member' }
      await right.write(changeOfFields('tripMembers', uuidv7(), member))
    }
    await everybodySyncs()
  })
  afterAll(async () => {
    for (const { device } of mates) await device.remove()
    await server.stop()
  })

  const everybodySyncs = async () => {
    for (let round = 0; round < 2; round += 1)
      for (const { device } of mates) {
        server.time.now = Date.now()
        const status = await device.sync()
        expect(status, device.errors.join('\n')).toMatchObject({ waiting: 0, refused: 0, problem: null })
      }
  }
  /** An enterprise that is visited on everybody's trip, known to all. */
  const enterpriseOnTrip = async (values: object) => {
    const { right } = team()
    const id = uuidv7()
    await right.write(set(id, { name: '深圳样例公司', ...values }))
    await right.write(changeOfFields('visits', uuidv7(), visitOf(id, tripId)))
    await everybodySyncs()
    return id
  }
  const hand = async (from: Teammate, to: Teammate) =>
    to.read(await from.bundleFor({ kind: 'device', device: to.id }))

  const expectSeen = async (mate: Teammate, id: string, seen: Case['seen']) => {
    const values = await mate.device.store().read((db) => loadValues(db, 'enterprises', id))
    if (seen === null) expect(values).toBeUndefined()
    else expect(values).toMatchObject(seen)
  }

  const everyCase = cases.flatMap((each) => arrivals.map((arrival) => ({ ...each, ...arrival })))
  it.each(everyCase)(
    '$name is seen at once, and by all when $who comes to the network first',
    async ({ first, ahead, alsoAhead, act, seen, open = [], order }) => {
      const { right, wrong, other, carrier } = team()
      const id = await enterpriseOnTrip(first ?? {})
      wrong.clockError = 2 * hour
      other.clockError = 2 * hour + 60_000
      for (const change of ahead(id)) await wrong.write(change)
      for (const change of alsoAhead?.(id) ?? []) await other.write(change)
      for (const mate of alsoAhead ? [wrong, other] : [wrong]) await hand(mate, right)

      await act(right, id)
      await expectSeen(right, id, seen)
      await hand(right, carrier)
      await expectSeen(carrier, id, seen)
      for (const name of order) {
        server.time.now = Date.now()
        const mate = { right, wrong, other, carrier }[name]
        await mate.device.sync()
        if (mate === right || mate === carrier) await expectSeen(mate, id, seen)
      }
      await everybodySyncs()
      for (const mate of mates) {
        await expectSeen(mate, id, seen)
        const conflicts = await mate.device
          .store()
          .read((db) => db.selectFrom('conflicts').select('field').where('recordId', '=', id).execute())
        expect(conflicts.map(({ field }) => field)).toEqual(open)
      }
      const { rows } = await sql<{ clocks: string }>`
        select clocks::text as clocks from records where id = ${id}`.execute(server.db)
      for (const stamp of rows[0]?.clocks.match(/[0-9a-f]{32}/g) ?? [])
        expect(hlcMs(stamp)).toBeLessThanOrEqual(server.time.now + 60_000)
    },
  )
})
