import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hlcMs } from '#shared/sync/hlc.ts'
import { writeMeta } from '../../electron/data/database/meta.ts'
import { record } from '../../electron/data/record/record.ts'
import { parseOp } from '../../electron/data/sync/stored-op.ts'
import { realLaptop } from '../support/real-laptop.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import type { SyncDevice } from '../support/sync-device.ts'

const hour = 3_600_000
const year = 365 * 24 * hour

/** What the clock of a laptop shows at the nth look while the true time is `now`. */
type Clock = (now: number, look: number) => number

const clocks: readonly { readonly name: string; readonly clock: Clock }[] = [
  { name: 'an hour ahead', clock: (now) => now + hour },
  { name: 'an hour behind', clock: (now) => now - hour },
  { name: 'ten years ahead', clock: (now) => now + 10 * year },
  { name: 'ten years behind', clock: (now) => now - 10 * year },
  { name: 'that stands still', clock: () => Date.UTC(2026, 0, 1) },
  { name: 'that runs backwards', clock: (now, look) => now - look * 60_000 },
  { name: 'that jumps between years', clock: (now, look) => now + (look % 2 === 0 ? -1 : 1) * 3 * year },
  { name: 'of 1970', clock: (_, look) => look },
]

describe('a laptop with a clock', () => {
  let server: TestServer
  let url: string
  let devices: SyncDevice[]
  beforeAll(async () => {
    server = await testServer()
    url = await server.app.listen({ port: 0, host: '127.0.0.1' })
  })
  afterAll(() => server.stop())
  beforeEach(() => {
    server.time.now = Math.max(server.time.now, Date.now())
    devices = []
  })
  afterEach(async () => {
    for (const device of devices) await device.remove()
  })

  const laptop = async (clock: Clock = (now) => now) => {
    let look = 0
    const show = () => clock(server.time.now, look++)
    const device = await realLaptop(server, { by: url, login: 'bing', ports: { now: show } })
    devices.push(device)
    const write = (id: string, values: object) =>
      device
        .store()
        .write((tx) =>
          record(
            tx,
            { ...device.context(), nowMs: show() },
            { table: 'enterprises', id, kind: 'set', values },
          ),
        )
    return { device, write }
  }
  const shown = (device: SyncDevice, id: string) =>
    device
      .store()
      .read((db) =>
        db
          .selectFrom('enterprises')
          .select(['name', 'city', 'remarks'])
          .where('id', '=', id)
          .executeTakeFirstOrThrow(),
      )

  /** No stamp on the server lies more than a minute ahead of its clock. */
  async function expectNoFuture() {
    const { rows } = await sql<{ clocks: string }>`select clocks::text as clocks from records`.execute(
      server.db,
    )
    const stamps = rows.flatMap((row) => row.clocks.match(/[0-9a-f]{32}/g) ?? [])
    expect(stamps.length).toBeGreaterThan(0)
    for (const stamp of stamps) expect(hlcMs(stamp)).toBeLessThanOrEqual(server.time.now + 60_000)
  }

  it.each(clocks)(
    '$name is never refused a write, and the last one who saw the other decides',
    async ({ clock }) => {
      const wrong = await laptop(clock)
      const right = await laptop()
      const id = crypto.randomUUID()
      await wrong.write(id, { name: '样例钟错的', city: '南京' })
      await wrong.write(id, { city: '苏州' })
      await wrong.device.sync()
      await right.device.sync()
      expect(await shown(right.device, id)).toMatchObject({ city: '苏州' })
      for (let turn = 0; turn < 3; turn += 1) {
        server.time.now += 30_000
        await right.write(id, { city: `对${turn}` })
        await right.device.sync()
        await wrong.device.sync()
        expect(await shown(wrong.device, id)).toMatchObject({ city: `对${turn}` })
        server.time.now += 30_000
        // Twice before the upload: the second builds on a stamp that the server will replace.
        await wrong.write(id, { city: `错${turn}` })
        await wrong.write(id, { city: `错${turn}改`, remarks: `${turn}` })
        await wrong.device.sync()
        await right.device.sync()
        expect(await shown(right.device, id)).toMatchObject({ city: `错${turn}改`, remarks: `${turn}` })
      }
      for (const { device } of [wrong, right]) {
        const { waiting, refused, problem } = await device.sync()
        // A clock that leaps ahead by years between two looks makes the time without the server look over.
        const believed = problem === 'account/lease-ended' && device === wrong.device ? null : problem
        expect({ waiting, refused, problem: believed }).toEqual({ waiting: 0, refused: 0, problem: null })
        expect(await device.count('conflicts')).toBe(0)
      }
      expect(await wrong.device.sight()).toBe(await right.device.sight())
      await expectNoFuture()
    },
  )

  it('ahead deletes what it made, while the server refuses the making: both sides keep the very same delete', async () => {
    const [ahead, right] = [await laptop((now) => now + 10 * 60_000), await laptop()]
    const id = crypto.randomUUID()
    await right.write(id, { name: '样例先到的' })
    await ahead.write(id, { name: '样例后到的' })
    await ahead.device
      .store()
      .write((tx) =>
        record(
          tx,
          { ...ahead.device.context(), nowMs: server.time.now + 11 * 60_000 },
          { table: 'enterprises', id, kind: 'delete' },
        ),
      )
    await right.device.sync()
    await ahead.device.sync()
    await right.device.sync()
    expect(await ahead.device.count('quarantine')).toBe(1)
    expect(await ahead.device.sight()).toBe(await right.device.sight())
  })

  it('right beside a server whose clock is set back: what somebody saw is not taken for unseen', async () => {
    const at = { now: Date.now() }
    const [one, two] = [await laptop(() => at.now), await laptop(() => at.now)]
    const id = crypto.randomUUID()
    await one.write(id, { name: '样例服务器钟', city: '南京', investIntent: 1 })
    await one.device.sync()
    // Somebody corrects the server's clock, which had run an hour ahead.
    server.time.now -= hour
    for (let turn = 0; turn < 3; turn += 1) {
      for (const each of [two, one]) {
        await each.device.sync()
        at.now += 1000
        server.time.now += 1000
        await each.write(id, { city: `城${at.now}`, investIntent: at.now % 10_000 })
        await each.device.sync()
        expect(await shown(each.device, id)).toMatchObject({ city: `城${at.now}` })
      }
    }
    const third = await laptop()
    for (const { device } of [two, one, third]) {
      await device.sync()
      expect(await shown(device, id)).toMatchObject({ city: `城${at.now}` })
      expect(await device.count('conflicts')).toBe(0)
      const lost = await device
        .store()
        .read((db) => db.selectFrom('fieldHistory').select('field').where('recordId', '=', id).execute())
      expect(lost).toEqual([])
    }
    server.time.now += hour
  })

  it('that shows the same millisecond as another one: both come to the same value, the other is kept', async () => {
    const at = Date.now()
    const [one, two] = [await laptop(() => at), await laptop(() => at)]
    const id = crypto.randomUUID()
    await one.write(id, { name: '样例同毫秒', city: '南京', investIntent: 1 })
    await one.device.sync()
    await two.device.sync()
    await one.write(id, { city: '甲', investIntent: 2 })
    await two.write(id, { city: '乙', investIntent: 3 })
    for (const { device } of [one, two, one, two]) await device.sync()
    expect(await one.device.sight()).toBe(await two.device.sight())
    const losers = await one.device
      .store()
      .read((db) =>
        db
          .selectFrom('fieldHistory')
          .select(['field', 'lostValue', 'keptValue'])
          .where('recordId', '=', id)
          .execute(),
      )
    const city = losers.find(({ field }) => field === 'city')
    expect(new Set([city?.lostValue, city?.keptValue])).toEqual(new Set(['"甲"', '"乙"']))
    for (const { device } of [one, two]) expect(await device.count('conflicts')).toBe(1)
  })

  it('that stands still while an import uses up the stamps of a millisecond: the next one is still greater (actual#4873)', async () => {
    const at = Date.UTC(2026, 4, 1)
    const { device } = await laptop(() => at)
    const node = device.context().node
    // As if 65,500 writes of this millisecond had been made: the counter of a stamp has 16 bits.
    await device.store().write(async (tx) => {
      await writeMeta(tx, 'lastHlc', `${at.toString(16).padStart(12, '0')}ffdc${node}`)
    })
    const ids = Array.from({ length: 400 }, () => crypto.randomUUID())
    await device.store().write(async (tx) => {
      for (const id of ids)
        await record(
          tx,
          { ...device.context(), nowMs: at },
          {
            table: 'enterprises',
            id,
            kind: 'set',
            values: { name: `样例导入${id}`, city: '南京', remarks: '一毫秒之内' },
          },
        )
    })
    const rows = await device
      .store()
      .read((db) => db.selectFrom('outbox').select('op').orderBy('localSeq').execute())
    const stamps = rows.map(({ op }) => String(Object.values(parseOp(op).fields)[0]?.hlc))
    expect(stamps).toHaveLength(400)
    expect(stamps).toEqual([...new Set(stamps)].sort())
    expect(await device.sync()).toMatchObject({ waiting: 0, refused: 0, problem: null })
    const other = await laptop()
    await other.device.sync()
    for (const id of [ids[0], ids[399]])
      expect(await shown(other.device, id ?? '')).toMatchObject({ city: '南京' })
  })

  it('that jumps by years keeps what it handed in for 45 days of the server’s time, neither shorter nor longer', async () => {
    const day = 24 * hour
    let error = 0
    const { device, write } = await laptop((now) => now + error)
    const journal = () => device.count('ackedJournal')
    /** Offered again to a restored server only as long as it is kept (sync.md 1). */
    const sync = async () => {
      await device.sync()
      await device.sync()
    }
    error = -10 * year
    await write('019c0f6e-0000-7000-8000-00000000c10c', { name: '甲公司' })
    await sync()
    error = 0
    await sync()
    expect(await journal()).toBe(1)
    error = 20 * year
    await sync()
    expect(await journal()).toBe(1)
    server.time.now += 44 * day
    await sync()
    expect(await journal()).toBe(1)
    error = -20 * year
    server.time.now += 2 * day
    await sync()
    expect(await journal()).toBe(0)
  })
})
