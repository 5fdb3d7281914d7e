import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { writeMeta } from '../../../electron/data/database/meta.ts'
import { type ScanPorts, startDuplicateScan } from '../../../electron/data/duplicates/background-scan.ts'
import { type Office, openOffice } from '../../support/test-office.ts'

vi.setConfig({ testTimeout: 30_000 })

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(async () => {
  expect(troubles.splice(0)).toEqual([])
  await office.close()
})

/** Time that passes when the test says so: timers that are due by then go off, one after the other. */
function ownTime() {
  let now = Date.UTC(2026, 10, 22, 12)
  const timers = new Set<{ at: number; work: () => void }>()
  const ports: ScanPorts = {
    now: () => now,
    after: (ms, work) => {
      const timer = { at: now + ms, work }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  }
  const pass = async (ms: number) => {
    const end = now + ms
    for (;;) {
      // What the last timer set going first comes to its own next timer, or to rest.
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      const next = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      timers.delete(next)
      now = Math.max(now, next.at)
      next.work()
    }
    now = end
  }
  return { ports, pass }
}

const troubles: unknown[] = []
const log = { info: () => undefined, error: (_: string, cause?: unknown) => troubles.push(cause) }
const start = (ports: ScanPorts) => startDuplicateScan({ store: office.store, log }, ports)

const save = (name: string, id = uuidv7()) =>
  office.call('enterprises.save', { id, name, seen: null } as never).then(() => id)

const counted = async () => (await office.call('duplicates.counts', {})).enterprises
const queued = () =>
  office.store.read(async (db) => (await db.selectFrom('duplicateQueue').selectAll().execute()).length)

it('pairs are found without anybody asking: after the vault is opened, after a save, and one that is renamed is one no more', async () => {
  await save('深圳市样例锂电有限公司')
  const other = await save('样例锂电股份有限公司')
  const { ports, pass } = ownTime()
  const scan = start(ports)
  expect(await counted()).toBe(0)
  await pass(10_000)
  expect(await counted()).toBe(1)
  const third = await save('樣例鋰電公司')
  expect(await queued()).toBe(1)
  await pass(10_000)
  expect(await counted()).toBe(3)
  await save('样例光伏有限公司', other)
  await office.call('records.delete', { table: 'enterprises', id: third })
  await pass(10_000)
  expect(await counted()).toBe(0)
  await scan.stop()
})

it('only what tells one record from another makes it be looked at anew, for a person the posts too', async () => {
  const id = await save('样例甲厂')
  const contactId = uuidv7()
  const person = { id: contactId, name: '样例甲', seen: null }
  await office.call('contacts.save', { ...person, posts: [] })
  const { ports, pass } = ownTime()
  const scan = start(ports)
  await pass(10_000)
  expect(await queued()).toBe(0)
  await office.call('enterprises.save', { id, name: '样例甲厂', remarks: '说明', seen: null } as never)
  await office.call('contacts.save', { ...person, remarks: '说明', posts: [] } as never)
  expect(await queued()).toBe(0)
  const posts = [{ id: uuidv7(), enterpriseId: id, title: '经理' }]
  await office.call('contacts.save', { ...person, remarks: '说明', posts } as never)
  expect(await queued()).toBe(1)
  await scan.stop()
})

it('a scan that was stopped in the middle goes on from where it was, and stands back while the user is asking', async () => {
  const names = Array.from({ length: 400 }, (_, at) => `样例${'甲乙丙丁戊己庚辛'[at % 8]}${at}厂有限公司`)
  await office.store.write(async (tx) => {
    const rows = names.map((name) => ({ id: uuidv7(), name }))
    await tx
      .insertInto('enterprises')
      .values(rows as never)
      .execute()
  })
  await save('深圳市样例锂电有限公司')
  await save('样例锂电股份有限公司')
  const first = ownTime()
  const scan = start(first.ports)
  const isMade = async () =>
    (await office.store.read((db) => db.selectFrom('duplicateKeys').select('key').limit(1).execute()))
      .length > 0
  await first.pass(3000)
  while (!(await isMade())) await first.pass(15)
  const left = await queued()
  expect(left).toBeGreaterThan(100)
  scan.standBack()
  await first.pass(250)
  const stoodBack = await queued()
  expect(left - stoodBack).toBeLessThanOrEqual(128)
  await first.pass(40)
  await scan.stop()
  const stopped = await queued()
  await first.pass(60_000)
  expect(await queued()).toBe(stopped)
  expect(stopped).toBeGreaterThan(0)
  const second = ownTime()
  const next = start(second.ports)
  await second.pass(60_000)
  expect(await queued()).toBe(0)
  expect(await counted()).toBe(1)
  await next.stop()
})

it('a night without a change is enough to look again, and what the index of names still lacks is waited for', async () => {
  const { ports, pass } = ownTime()
  const scan = start(ports)
  await pass(10_000)
  const scannedAt = async () => (await office.call('duplicates.pairs', { table: 'enterprises' })).scannedAt
  const first = await scannedAt()
  await pass(10 * 3_600_000)
  expect(await scannedAt()).toBe(first)
  await pass(12 * 3_600_000)
  expect(await scannedAt()).not.toBe(first)
  await save('深圳市样例锂电有限公司')
  await save('样例锂电股份有限公司')
  await office.store.write((tx) =>
    writeMeta(tx, 'searchBacklog', JSON.stringify([{ table: 'enterprises', from: '0', to: 'f' }])),
  )
  await pass(20_000)
  expect(await counted()).toBe(0)
  await office.store.write((tx) => writeMeta(tx, 'searchBacklog', '[]'))
  await pass(20_000)
  expect(await counted()).toBe(1)
  await scan.stop()
})
