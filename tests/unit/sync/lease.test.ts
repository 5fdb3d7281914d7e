import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { beginLease, leaseAt, renewLease, useLease } from '../../../electron/data/sync/lease.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts'
import { startTestHost, type TestHost } from '../../support/test-host.ts'

const day = 86_400_000
const begin = Date.UTC(2026, 2, 1)

describe('the time a device may work without the server', () => {
  let test: TestStore
  beforeEach(async () => {
    test = openTestStore()
    await test.store.write((tx) => beginLease(tx, { serverTime: begin, leaseDays: 14 }, begin))
  })
  afterEach(() => test.remove())
  const ended = async (now: number) => (await test.store.read((db) => leaseAt(db, now)))?.ended
  const use = (now: number) => test.store.write((tx) => useLease(tx, now))

  it('ends after fourteen days and begins anew with every answer of the server', async () => {
    expect(await ended(begin + 13 * day)).toBe(false)
    await test.store.write((tx) => renewLease(tx, { serverTime: begin + 13 * day }, begin + 13 * day))
    expect(await ended(begin + 26 * day)).toBe(false)
    expect(await ended(begin + 28 * day)).toBe(true)
  })

  it('is not lengthened by a clock that is set back', async () => {
    await use(begin + 10 * day)
    await use(begin)
    expect(await ended(begin + 3 * day)).toBe(false)
    expect(await ended(begin + 5 * day)).toBe(true)
    await use(begin + 5 * day)
    expect(await ended(begin - 100 * day)).toBe(true)
  })

  it('is not given back by an answer of the server once it has ended, but by signing in', async () => {
    expect(await use(begin + 15 * day)).toBe(true)
    const answer = { serverTime: begin + 15 * day, leaseDays: 14 }
    await test.store.write((tx) => renewLease(tx, answer, begin + 15 * day))
    expect(await ended(begin + 15 * day)).toBe(true)
    await test.store.write((tx) => beginLease(tx, { serverTime: begin, leaseDays: 14 }, begin + 15 * day))
    expect(await ended(begin + 15 * day)).toBe(false)
  })

  it('begins anew where only the clock of the device leapt ahead and the server’s clock shows it', async () => {
    expect(await use(begin + 3000 * day)).toBe(true)
    await test.store.write((tx) => renewLease(tx, { serverTime: begin - day }, begin + 3000 * day))
    expect(await ended(begin + 3000 * day)).toBe(true)
    await test.store.write((tx) => renewLease(tx, { serverTime: begin + day }, begin + 3000 * day))
    expect(await ended(begin + 3000 * day)).toBe(false)
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
