import { AppError, type ErrorCode } from '#shared/contract/errors.ts'
import { carryUp } from '../exchange/carry-up.ts'
import { reviewCarried } from '../exchange/review-carried.ts'
import type { StartSync, SyncEngine, SyncSurroundings } from '../host/sync-engine.ts'
import { findToken, removeToken } from '../queries/account.ts'
import { dropAcknowledgedBefore, syncCounts } from '../queries/sync.ts'
import { startLane, type Timing } from './lane.ts'
import { endsSession, problemOf } from './problems.ts'
import { pullAll } from './pull.ts'
import { type BatchSize, pushAll } from './push.ts'
import { openSession, type Session, type Step } from './session.ts'
import { type Activity, statusOf } from './status.ts'
import { updateSyncState } from './sync-state.ts'

/** Clock, timers and chance, so that a test holds them all; `step` hears of each local step of a round. */
export interface SyncPorts extends Timing {
  readonly now: () => number
  readonly intervalMs: number
  readonly idleMs: number
  readonly step: (step: Step) => void
}

const journalDays = 45

const realPorts: SyncPorts = {
  now: Date.now,
  random: Math.random,
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  intervalMs: 60_000,
  idleMs: 15_000,
  step: () => undefined,
}

/** The exchange with the server as the data host runs it. */
export const startSync: StartSync = (surroundings) => startSyncWith(surroundings, realPorts)

/**
 * Pushes what waits and pulls what is new, each in a lane of its own: neither waits for the other to succeed. Runs
 * until stopped; while nobody is signed in it does nothing.
 */
export function startSyncWith(surroundings: SyncSurroundings, ports: SyncPorts): SyncEngine {
  const { store, identity, announce, log } = surroundings
  const leaving = new AbortController()
  const batch: BatchSize = { ops: 500 }
  const activity: Activity = { uploading: null, downloading: false, pushProblem: null, pullProblem: null }
  const tell = announcer(async () => {
    if (!leaving.signal.aborted) announce({ type: 'sync', status: await statusOf(store, activity) })
  })
  const open = () => openSession({ ...ports, store, identity, signal: leaving.signal, step: ports.step })

  const round = async (
    name: 'push' | 'pull',
    note: (problem: ErrorCode | null) => void,
    work: (session: Session) => Promise<void>,
  ): Promise<void> => {
    const session = await open()
    if (!session) return
    try {
      await work(session)
      note(null)
    } catch (error) {
      if (leaving.signal.aborted) return
      note(problemOf(error))
      log.error(`${name} failed with ${problemOf(error)}`, error)
      if (endsSession(error)) await endSession(session)
      throw error
    } finally {
      if (name === 'pull') {
        activity.downloading = false
        activity.receiving = null
      }
      if (name === 'push') activity.uploading = null
      tell()
    }
  }
  /** The user signs in again; what was not sent stays until then. */
  const endSession = ({ connection }: Session) =>
    store.write(async (tx) => {
      if ((await findToken(tx)) === connection.token) await removeToken(tx)
    })

  const push = startLane({
    ...ports,
    work: () =>
      round(
        'push',
        (problem) => {
          activity.pushProblem = problem
        },
        async (session) => {
          await carryUp(session)
          const { waiting } = await store.read(syncCounts)
          if (waiting === 0) return
          activity.uploading = { done: 0, total: waiting }
          tell()
          await pushAll(session, batch, waiting, (progress) => {
            activity.uploading = progress
            tell()
            pull.nudge()
          })
        },
      ),
  })
  const pull = startLane({
    ...ports,
    work: () =>
      round(
        'pull',
        (problem) => {
          activity.pullProblem = problem
        },
        async (session) => {
          const outcome = await pullAll(
            session,
            () => {
              activity.downloading = true
              tell()
            },
            (receiving) => {
              activity.receiving = receiving
              tell()
            },
          )
          for (const { scope, expected, got } of outcome.gaps)
            log.error(`feed of ${scope}: expected ${expected}, got ${got}`, undefined)
          if (outcome.setAside > 0) log.error(`${outcome.setAside} changes set aside`, undefined)
          if (outcome.gaps.length > 0) throw new AppError('server/failed')
          await store.write(async (tx) => {
            await updateSyncState(tx, { lastSyncedAt: session.at() })
            const horizon = new Date(ports.now() - journalDays * 86_400_000).toISOString()
            await dropAcknowledgedBefore(tx, horizon)
          })
          await reviewCarried(store, session.user, ports.now())
        },
      ),
  })

  const countedTables = new Set(['outbox', 'quarantine', 'conflicts'])
  const unlisten = store.onWrite((tables) => {
    if (tables.includes('outbox') || tables.includes('carriedRuns')) push.nudge()
    if (tables.some((table) => countedTables.has(table))) tell()
  })

  return {
    status: () => statusOf(store, activity),
    now: async () => {
      await push.now()
      await pull.now()
      return statusOf(store, activity)
    },
    wake: () => {
      push.wake()
      pull.wake()
    },
    stop: async () => {
      leaving.abort()
      unlisten()
      await Promise.all([push.stop(), pull.stop(), tell.finished()])
    },
  }
}

/** Makes one announcement at a time; several wishes meanwhile become one more. */
function announcer(announce: () => Promise<void>): { (): void; finished: () => Promise<void> } {
  let running: Promise<void> | null = null
  let again = false
  const tell = () => {
    if (running) {
      again = true
      return
    }
    running = announce()
      .catch(() => undefined)
      .then(() => {
        running = null
        if (again) {
          again = false
          tell()
        }
      })
  }
  return Object.assign(tell, {
    finished: async () => {
      while (running) await running
    },
  })
}
