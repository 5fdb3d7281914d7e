import { AppError } from '#shared/contract/errors.ts'
import { readMeta } from '../database/meta.ts'
import type { Store } from '../database/open-database.ts'
import type { Identity } from '../host/identity.ts'
import { findAccount, findToken } from '../queries/account.ts'
import { addToLog } from '../queries/sync-log.ts'
import type { Connection } from './http.ts'
import { leaseAt, renewLease } from './lease.ts'
import { readSyncState, updateSyncState } from './sync-state.ts'

/** The local steps of a round, in the order in which a test lets the machine die. */
export type Step =
  | 'push-answered'
  | 'push-settling'
  | 'push-settled'
  | 'pull-answered'
  | 'pull-applying'
  | 'pull-applied'
  | 'scope-leaving'
  | 'bootstrap-storing'
  | 'bootstrap-stored'
  | 'bootstrap-ended'
  | 'departures-answered'
  | 'purging'
  | 'scrubbed'
  | 'offered-again'

/** What every answer says of the server. */
export interface Heard {
  readonly epoch: string
  readonly serverTime: number
  readonly leaseDays?: number | undefined
}

/** What one round of sync works with. */
export interface Session {
  readonly store: Store
  readonly connection: Connection
  readonly identity: Identity
  /** Whose device this is. */
  readonly user: string
  /** The present instant, ISO 8601. */
  readonly at: () => string
  /**
   * The server's time when it last answered, ISO 8601; before its first answer this device's, set right by what is
   * known of its clock. What must be kept for a number of days is counted in it: a device's clock may be years off.
   */
  readonly serverAt: () => string
  /** Lets waiting calls of the user go first. */
  readonly pause: () => Promise<void>
  readonly step: (step: Step) => void
  /** Takes note of what every answer carries. @throws AppError server/restored when the server's history is another. */
  readonly heard: (answer: Heard) => Promise<void>
  /** Whether the connection costs money. */
  readonly metered: boolean
}

export interface SessionOptions {
  readonly store: Store
  readonly identity: Identity
  readonly now: () => number
  readonly idleMs: number
  readonly signal: AbortSignal
  readonly step: (step: Step) => void
  /** Lets waiting calls of the user go first. */
  readonly pause?: (() => Promise<void>) | undefined
}

/** Gathers what a round needs; undefined when nobody is signed in. */
export async function openSession(options: SessionOptions): Promise<Session | undefined> {
  const { store, identity, now } = options
  const { account, token, metered } = await store.read(async (db) => ({
    account: await findAccount(db),
    token: await findToken(db),
    metered: (await readMeta(db, 'metered')) === 'yes',
  }))
  if (!account || token === undefined) return undefined
  let serverTime = now() + ((await store.read(readSyncState)).clockOffsetMs ?? 0)
  return {
    store,
    identity,
    user: account.userId,
    connection: {
      serverUrl: account.serverUrl,
      token,
      idleMs: options.idleMs,
      signal: options.signal,
    },
    at: () => new Date(now()).toISOString(),
    pause: options.pause ?? (() => new Promise((resolve) => setImmediate(resolve))),
    step: options.step,
    serverAt: () => new Date(serverTime).toISOString(),
    heard: async (answer) => {
      await hear(store, answer, now)
      serverTime = answer.serverTime
    },
    metered,
  }
}

/**
 * A server that was set back to an earlier state has forgotten what it acknowledged. The round ends there: nothing
 * is read or removed until this device has offered its work again (evolu#660: a wiped server must raise the alarm,
 * not wipe the devices).
 */
async function hear(store: Store, answer: Heard, now: () => number): Promise<void> {
  const clockOffsetMs = Math.round(answer.serverTime - now())
  const { known, lease } = await store.read(async (db) => ({
    known: await readSyncState(db),
    lease: await leaseAt(db, now()),
  }))
  if (known.epoch !== null && known.epoch !== answer.epoch) {
    await store.write(async (tx) => {
      await updateSyncState(tx, {
        epoch: answer.epoch,
        recovery: { reason: 'epoch', offered: 0 },
        setBackAt: new Date(answer.serverTime).toISOString(),
      })
      await addToLog(tx, { kind: 'server-restored' }, new Date(now()).toISOString())
    })
    throw new AppError('server/restored')
  }
  // A change of some seconds is the network's, not the clock's.
  const drifted = known.clockOffsetMs === null || Math.abs(known.clockOffsetMs - clockOffsetMs) > 5000
  const isNews = known.epoch === null || drifted
  const leaseDue =
    answer.leaseDays !== undefined &&
    (!lease || lease.offMs !== null || lease.usedMs > leaseStepMs || lease.days !== answer.leaseDays)
  if (isNews || leaseDue)
    await store.write(async (tx) => {
      if (isNews) await updateSyncState(tx, { epoch: answer.epoch, clockOffsetMs })
      if (leaseDue) await renewLease(tx, answer, now())
    })
}

/** The lease is written down anew only after so much of it was used. */
const leaseStepMs = 300_000
