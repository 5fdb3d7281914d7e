import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { makeLateIndexes } from '../../../electron/data/database/late-indexes.ts'
import { openDatabase, type Store } from '../../../electron/data/database/open-database.ts'
import type { Identity } from '../../../electron/data/host/identity.ts'
import { saveAccount, saveToken } from '../../../electron/data/queries/account.ts'
import { record } from '../../../electron/data/record/record.ts'
import { pullAll } from '../../../electron/data/sync/pull.ts'
import { pushAll } from '../../../electron/data/sync/push.ts'
import { openSession, type Session } from '../../../electron/data/sync/session.ts'
import { signIn } from '../../../electron/data/sync/sign-in.ts'
import { startSyncWith } from '../../../electron/data/sync/start-sync.ts'
import { measureLimit } from './limit.ts'
import { benchPassword, type ClientOrder, type Measured } from './messages.ts'
import { fillOutbox } from './outbox.ts'
import { sampleRecords } from './records.ts'

/** One measurement in a process of its own, so that its memory is its own too. */
const order: ClientOrder = JSON.parse(process.argv[2] ?? '{}')
const folder = order.folder ?? mkdtempSync(join(tmpdir(), 'outpost-bench-'))
const key = new Uint8Array(32).fill(7)
const identity = identityIn(join(folder, 'identity.json'))

class Moving extends Error {}

/** A store that outlives its process belongs to one device. */
function identityIn(file: string): Identity {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'))
  const fresh = { device: v7(), incarnation: v7(), node: v7().replaceAll('-', '').slice(16) }
  writeFileSync(file, JSON.stringify(fresh))
  return fresh
}

const measured = await carryOut()
if (order.folder === null) rmSync(folder, { recursive: true, force: true })
console.log(JSON.stringify(measured))
process.exit(0)

async function carryOut(): Promise<Measured> {
  switch (order.task) {
    case 'limit':
      return measure(() => measureLimit(order.url, join(folder, 'limit.db'), key))
    case 'pull': {
      const { store } = await device()
      return measure(async (highest) => {
        const session = await sessionOf(store)
        const started = performance.now()
        await pullAll(session, () => undefined)
        const seconds = (performance.now() - started) / 1000
        const peakRssMiB = highest()
        // As sync/index-backlog.ts goes on: lists read from these; the records are there and can be opened.
        await store.foldLog()
        await makeLateIndexes(store, () => false)
        const indexed = (performance.now() - started) / 1000 - seconds
        const notes = { indexed, indexedRssMiB: highest() }
        return { seconds, records: await count(store), notes, peakRssMiB }
      })
    }
    case 'push': {
      const { store, account } = await device()
      await writeOffline(store, account)
      return measure(async () => {
        const session = await sessionOf(store)
        const started = performance.now()
        await pushAll(session, { ops: 500 }, order.records, () => undefined)
        return {
          seconds: (performance.now() - started) / 1000,
          records: await taken(store),
        }
      })
    }
    case 'pull-one': {
      const { store } = await device()
      const session = await sessionOf(store)
      await pullAll(session, () => undefined)
      return measure(async () => {
        const times: number[] = []
        for (let round = 0; round < order.records; round += 1) {
          const before = await count(store)
          await askForChange()
          const started = performance.now()
          await pullAll(session, () => undefined)
          times.push((performance.now() - started) / 1000)
          if ((await count(store)) !== before + 1) throw new Error('the change did not come')
        }
        times.sort((a, b) => a - b)
        return {
          seconds: times[times.length >> 1] ?? 0,
          records: times.length,
          notes: { worst: times.at(-1) ?? 0 },
        }
      })
    }
    case 'fill-outbox': {
      const { store, account } = await device()
      await fillOutbox(store, { ...identity, author: account.userId, unitId: account.unitId }, order.records)
      const records = await waiting(store)
      await store.close()
      return { seconds: 0, idleRssMiB: 0, peakRssMiB: 0, records }
    }
    case 'start-outbox':
      return measure(async () => {
        const started = performance.now()
        const store = openDatabase({ file: join(folder, 'outpost.db'), key, ballast: false })
        const engine = engineOf(store)
        const status = await engine.status()
        const shown = (performance.now() - started) / 1000
        const session = await sessionOf(store)
        // Until the first batch is on its way and answered: then the backlog is moving.
        await pushAll(session, { ops: 500 }, status.waiting, () => {
          throw new Moving()
        }).catch((error) => {
          if (!(error instanceof Moving)) throw error
        })
        const seconds = (performance.now() - started) / 1000
        return { seconds, records: status.waiting, notes: { shown } }
      })
  }
}

/** @param work is given what the memory was at its highest so far, and may say that of its own time. */
async function measure(
  work: (
    highest: () => number,
  ) => Promise<Pick<Measured, 'seconds' | 'records' | 'notes'> & Partial<Pick<Measured, 'peakRssMiB'>>>,
): Promise<Measured> {
  globalThis.gc?.()
  const idleRssMiB = process.memoryUsage.rss() / 2 ** 20
  let highest = idleRssMiB
  const look = () => {
    highest = Math.max(highest, process.memoryUsage.rss() / 2 ** 20)
    return highest
  }
  const watch = setInterval(look, 20)
  const before = process.cpuUsage()
  const done = await work(look)
  const { user, system } = process.cpuUsage(before)
  clearInterval(watch)
  const cpu = (user + system) / 1e6
  return { peakRssMiB: look(), ...done, notes: { ...done.notes, cpu }, idleRssMiB }
}

async function device() {
  const store = openDatabase({ file: join(folder, 'outpost.db'), key, create: true, ballast: false })
  const answer = await signIn({
    serverUrl: order.url,
    login: order.login,
    password: benchPassword,
    device: { id: identity.device, name: 'bench', incarnation: identity.incarnation },
  })
  await store.write(async (tx) => {
    await saveAccount(tx, answer.account)
    await saveToken(tx, answer.token)
  })
  return { store, account: answer.account }
}

/** The real engine; only its timers never fire, so that a round happens when it is measured. */
function engineOf(store: Store) {
  return startSyncWith(
    {
      store,
      identity,
      deviceName: 'bench',
      appVersion: '0',
      announce: () => undefined,
      log: { info: () => undefined, error: (text, error) => console.error(text, error) },
    },
    {
      now: Date.now,
      random: () => 0.5,
      after: () => () => undefined,
      intervalMs: 60_000,
      idleMs: 15_000,
      step: () => undefined,
    },
  )
}

async function sessionOf(store: Store): Promise<Session> {
  const session = await openSession({
    store,
    identity,
    now: Date.now,
    idleMs: 15_000,
    signal: new AbortController().signal,
    step: () => undefined,
  })
  if (!session) throw new Error('not signed in')
  return session
}

async function writeOffline(store: Store, account: { userId: string; unitId: string }): Promise<void> {
  const records = sampleRecords(order.records, order.seed, account)
  for (let from = 0; from < records.length; from += 200) {
    await store.write(async (tx) => {
      for (const [index, { id, values }] of records.slice(from, from + 200).entries()) {
        const { unitId, createdBy, createdAt, origin, ...own } = values
        const context = {
          ...identity,
          author: account.userId,
          unitId: account.unitId,
          nowMs: Date.now() - 60_000 + from + index,
        }
        await record(tx, context, { table: 'enterprises', id, kind: 'set', values: own as { name: string } })
      }
    })
  }
}

async function count(store: Store): Promise<number> {
  return store.read(async (db) => {
    const row = await db
      .selectFrom('enterprises')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    return row.n
  })
}

async function waiting(store: Store): Promise<number> {
  return store.read(async (db) => {
    const row = await db
      .selectFrom('outbox')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    return row.n
  })
}

/** Operations that the server took; refused ones do not count. */
async function taken(store: Store): Promise<number> {
  return store.read(async (db) => {
    const row = await db
      .selectFrom('ackedJournal')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    return row.n
  })
}

/** Lets the server change something; answers when it has. */
function askForChange(): Promise<void> {
  return new Promise((resolve) => {
    process.once('message', () => resolve())
    process.send?.({ type: 'change' })
  })
}
