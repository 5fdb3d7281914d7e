import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeMeta } from '../../../electron/data/database/meta.ts'
import { beginLease, leaseAt, type Machine, renewLease, useLease } from '../../../electron/data/sync/lease.ts'
import { watchLease } from '../../../electron/data/sync/lease-watch.ts'
import { statusOf } from '../../../electron/data/sync/status.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts'
import { startTestHost, type TestHost } from '../../support/test-host.ts'

const day = 86_400_000
const begin = Date.UTC(2026, 2, 1)

describe('the time a device may work without the server', () => {
  let test: TestStore
  beforeEach(async () => {
    test = openTestStore()
    await test.store.write((tx) => beginLease(tx, { serverTime: begin, leaseDays: 14 }, begin, on(0)))
  })
  afterEach(() => test.remove())
  /** The machine after so many days since it was switched on; another run of the program is another text. */
  const on = (days: number, run = 'first') => ({ up: days * day, run })
  /** Whether writing is over, by days on the clock and the state of the machine. */
  const over = async (clock: number, machine: Machine) =>
    (await test.store.read((db) => leaseAt(db, begin + clock * day, machine)))?.over
  const use = (clock: number, machine: Machine) =>
    test.store.write((tx) => useLease(tx, begin + clock * day, machine))
  const hear = (told: number, clock: number, machine: Machine) =>
    test.store.write((tx) =>
      renewLease(tx, { serverTime: begin + told * day, leaseDays: 14 }, begin + clock * day, machine),
    )

  it('ends after fourteen days and begins anew with every answer of the server', async () => {
    expect(await over(13, on(13))).toBe(false)
    await hear(13, 13, on(13))
    expect(await over(26, on(26))).toBe(false)
    expect(await over(28, on(28))).toBe(true)
  })

  it('is not ended by a clock that leaps ahead while the machine runs, nor while only the program was closed', async () => {
    expect(await over(3000, on(1))).toBe(false)
    expect(await over(20, on(1))).toBe(false)
    await use(20, on(1))
    expect(await over(22, on(3, 'second'))).toBe(false)
    expect(await over(34, on(15, 'second'))).toBe(true)
  })

  it('is not lengthened by a clock that is set back', async () => {
    await use(10, on(10))
    await use(0, on(10))
    expect(await over(3, on(13))).toBe(false)
    expect(await over(5, on(15))).toBe(true)
    await use(5, on(15))
    expect(await over(-100, on(15))).toBe(true)
    expect(await over(-100, on(0.1, 'second'))).toBe(true)
  })

  it('is over on a laptop that was switched off for weeks, evening by evening too', async () => {
    await use(1, on(1))
    expect(await over(13, on(0.1, 'second'))).toBe(false)
    expect(await over(22, on(0.1, 'second'))).toBe(true)
    for (let night = 1; night <= 13; night += 1) await use(night, on(0.3, `day ${night}`))
    expect(await over(13.5, on(0.3, 'day 14'))).toBe(false)
    expect(await over(15.1, on(0.3, 'day 15'))).toBe(true)
  })

  it('lets write again as soon as a clock is set right that was wrong when the machine was switched on', async () => {
    expect(await use(40, on(0.1, 'second'))).toBe(true)
    expect(await over(40, on(0.1, 'second'))).toBe(true)
    expect(await use(2, on(0.1, 'second'))).toBe(false)
    expect(await over(2, on(0.1, 'second'))).toBe(false)
    // One that is years off is not believed at all.
    expect(await over(3000, on(0.1, 'third'))).toBe(false)
  })

  it('is not given back by an answer of the server once it has ended, but by signing in', async () => {
    expect(await use(15, on(15))).toBe(true)
    await hear(15, 15, on(15))
    expect(await over(15, on(15))).toBe(true)
    const signedIn = { serverTime: begin, leaseDays: 14 }
    await test.store.write((tx) => beginLease(tx, signedIn, begin + 15 * day, on(15)))
    expect(await over(15, on(15))).toBe(false)
  })

  it('begins anew where only the clock of the device leapt ahead and the server’s clock shows it', async () => {
    expect(await use(40, on(0, 'second'))).toBe(true)
    await hear(-1, 40, on(0, 'second'))
    expect(await over(40, on(0, 'second'))).toBe(true)
    await hear(1, 40, on(0, 'second'))
    expect(await over(40, on(0, 'second'))).toBe(false)
  })
})

describe('a clock that was wrong when the machine was switched on', () => {
  const heardAt = Date.parse('2026-11-22T06:32:00.000Z')
  const wrong = heardAt + 40 * day
  let test: TestStore
  let clock = wrong
  beforeEach(async () => {
    clock = wrong
    test = openTestStore()
    // Another run of the program, and the machine was off since.
    const lease = { days: 14, serverTime: heardAt, usedMs: 0, offMs: 0, clock: heardAt, up: 0, ended: false }
    await test.store.write((tx) => writeMeta(tx, 'lease', JSON.stringify(lease)))
  })
  afterEach(() => test.remove())
  const status = () => {
    const nothing = { uploading: null, downloading: false, pushProblem: null, pullProblem: null }
    return statusOf(test.store, nothing, clock)
  }

  it('is told with what it shows and when the server was last heard', async () => {
    expect(await status()).toMatchObject({
      problem: 'account/lease-ended',
      leaseByClock: { clock: new Date(wrong).toISOString(), heardAt: new Date(heardAt).toISOString() },
    })
  })

  it('lets write again by itself within seconds once it is set right, without a restart', async () => {
    const due: (() => void)[] = []
    let told = 0
    const watch = watchLease({
      store: test.store,
      now: () => clock,
      tell: () => {
        told += 1
      },
      after: (_ms, run) => {
        due.push(run)
        return () => undefined
      },
    })
    await watch.count()
    expect([told, due.length]).toEqual([1, 1])
    clock = heardAt + day
    due.pop()?.()
    await expect.poll(() => told).toBe(2)
    expect(await status()).toMatchObject({ problem: null, leaseByClock: null })
    // Nothing is looked at any more while all is well.
    expect(due).toEqual([])
    watch.stop()
  })

  it('is not blamed where the time without the server has passed beyond doubt', async () => {
    const lease = {
      days: 14,
      serverTime: heardAt,
      usedMs: 15 * day,
      offMs: 0,
      clock: wrong,
      up: 0,
      ended: true,
    }
    await test.store.write((tx) => writeMeta(tx, 'lease', JSON.stringify(lease)))
    expect(await status()).toMatchObject({ problem: 'account/lease-ended', leaseByClock: null })
  })
})

describe('a device whose time without the server has ended', () => {
  let server: ScriptedServer
  let host: TestHost
  beforeEach(async () => {
    server = await scriptedServer()
    host = await startTestHost()
  })
  afterEach(async () => {
    await host.close()
    await server.close()
  })

  it('lets read and keeps drafts, but lets nobody write until somebody has signed in', async () => {
    server.leaseDays = -1
    const signIn = () =>
      host.call('account.signIn', { serverUrl: server.url, login: '甲', password: 'right' })
    expect(await signIn()).toMatchObject({ ok: true })
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(await host.call('drafts.save', { key: 'visit:1', body: { topics: '写到一半' } })).toMatchObject({
      ok: true,
    })
    expect(await host.call('enterprises.list', { limit: 10 })).not.toMatchObject({
      code: 'account/lease-ended',
    })
    const refused = await host.call('sync.retry', { opId: '00000000-0000-7000-8000-000000000009' })
    expect(refused).toMatchObject({ ok: false, code: 'account/lease-ended' })
    // What the strip and the pill of every screen are made from.
    expect(await host.call('sync.status', {})).toMatchObject({ value: { problem: 'account/lease-ended' } })
    server.leaseDays = 14
    expect(await signIn()).toMatchObject({ ok: true })
    const found = await host.call('sync.retry', { opId: '00000000-0000-7000-8000-000000000009' })
    expect(found).toMatchObject({ ok: false, code: 'record/not-found' })
    expect(await host.call('sync.status', {})).not.toMatchObject({
      value: { problem: 'account/lease-ended' },
    })
  })
})
