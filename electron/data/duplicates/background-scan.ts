import { readMeta, writeMeta } from '../database/meta.ts'
import type { Store } from '../database/open-database.ts'
import type { Reader } from '../database/schema.ts'
import type { Log } from '../host/log.ts'
import { forgetKeys, queueAfter } from '../queries/duplicate-scan.ts'
import { searchBacklog } from '../search/backlog-stretches.ts'
import { keepFew, scanSome } from './scan.ts'

/** Looking for duplicates while the vault is open: by itself, a little at a time, only what changed. */
export interface DuplicateScan {
  /** The user is asking for something: the scan stands back a moment. */
  readonly standBack: () => void
  /** Looks at everything anew, at once. */
  readonly again: () => Promise<void>
  /** Ends after the stretch under way; what is left waits in the store. */
  readonly stop: () => Promise<void>
}

export interface ScanPorts {
  readonly now: () => number
  /** Calls back after some time; the answer takes that back. */
  readonly after: (ms: number, work: () => void) => () => void
}

const clock: ScanPorts = {
  now: Date.now,
  after: (ms, work) => {
    const timer = setTimeout(work, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** What one stretch may take: a call that comes meanwhile waits for it. */
const stretchMs = 6
const [fewest, most] = [8, 128]
/** Between two stretches, so that the scan never takes more than a part of the processor. */
const restMs = 15
/** After the vault was opened, and after the last write: typing, an import, a pull are over. */
const quietMs = 3000
/** After a call of the user, but a window that asks all the time does not put the scan off for ever. */
const [standBackMs, patienceMs] = [300, 5000]
const hourMs = 3_600_000
const nightMs = 20 * hourMs
/** Grows when records are compared in another way: all are looked at anew. */
const rules = '1'
const queuedAtOnce = 1000
/** Stretches after which pairs that are too many are dropped. */
const trimEvery = 5
const telling = ['enterprises', 'contacts', 'contactPosts']

const rulesOf = (db: Reader) => readMeta(db, 'duplicatesRules')

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Begins to look for duplicates in an open store: what a kill left, whatever is written, and at least every night. */
export function startDuplicateScan(
  { store, log }: { readonly store: Store; readonly log: Log },
  ports: ScanPorts = clock,
): DuplicateScan {
  let stopping = false
  let askedAt = 0
  let atOnce = 16
  let cancel = () => {}
  let running: Promise<void> = Promise.resolve()
  let endPause = () => {}

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      endPause = resolve
      ports.after(ms, resolve)
    })

  const stretch = async (): Promise<boolean> => {
    const start = process.cpuUsage()
    const done = await store.write((tx) => scanSome(tx, atOnce))
    // By the processor's time: on a busy machine smaller stretches would take as long and get nowhere.
    const { user, system } = process.cpuUsage(start)
    const took = Math.max((user + system) / 1000, 0.1)
    if (done === atOnce) atOnce = Math.round(Math.min(most, Math.max(fewest, (atOnce * stretchMs) / took)))
    return done > 0
  }

  const standBack = async () => {
    for (
      let waited = 0;
      waited < patienceMs && ports.now() - askedAt < standBackMs && !stopping;
      waited += restMs
    )
      await pause(restMs)
  }

  /** @param urgent the user is waiting for it */
  const look = async (urgent: boolean) => {
    if (urgent || (await store.read(rulesOf)) !== rules) await queueAll(urgent)
    if (!urgent && (await store.read(searchBacklog)).length > 0) return plan(quietMs)
    let found = false
    for (let turn = 1; !stopping && (await stretch()); turn += 1) {
      found = true
      if (turn % trimEvery === 0) await store.write(keepFew)
      if (urgent) await nextTurn()
      else await pause(restMs).then(standBack)
    }
    if (stopping || (!found && !urgent && !(await isLongAgo()))) return
    while (!stopping && (await store.write(keepFew))) await nextTurn()
    await store.write((tx) => writeMeta(tx, 'duplicatesScannedAt', new Date(ports.now()).toISOString()))
  }

  const queueAll = async (urgent: boolean) => {
    await store.write(forgetKeys)
    for (const table of ['enterprises', 'contacts'] as const)
      for (let after: string | undefined = ''; after !== undefined && !stopping; ) {
        const from: string = after
        after = await store.write((tx) => queueAfter(tx, table, from, queuedAtOnce))
        if (urgent) await nextTurn()
        else await pause(restMs)
      }
    if (!stopping) await store.write((tx) => writeMeta(tx, 'duplicatesRules', rules))
  }

  const isLongAgo = async () => {
    const at = await store.read((db) => readMeta(db, 'duplicatesScannedAt'))
    return at === undefined || Math.abs(ports.now() - Date.parse(at)) >= nightMs
  }

  const run = (urgent: boolean): Promise<void> => {
    const next = running.then(() => (stopping ? undefined : look(urgent)))
    running = next.catch((error) => log.error('looking for duplicates failed', error))
    return next
  }

  const plan = (ms: number) => {
    cancel()
    cancel = ports.after(ms, () => void run(false).catch(() => undefined))
  }
  let cancelHourly = () => {}
  const hourly = () => {
    cancelHourly = ports.after(hourMs, () => {
      plan(0)
      hourly()
    })
  }

  const unhear = store.onWrite((tables) => {
    if (!stopping && tables.some((table) => telling.includes(table))) plan(quietMs)
  })
  plan(quietMs)
  hourly()

  return {
    standBack: () => {
      askedAt = ports.now()
    },
    again: () => run(true),
    stop: async () => {
      stopping = true
      unhear()
      cancel()
      cancelHourly()
      endPause()
      await running
    },
  }
}
