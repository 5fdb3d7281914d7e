import { AppError, type ErrorCode } from '#shared/contract/errors.ts'
import { handInAgainMs } from '#shared/sync/handing-in-again.ts'
import { Health } from '#shared/sync/protocol.ts'
import { readMeta } from '../database/meta.ts'
import { carryUp } from '../exchange/carry-up.ts'
import { reviewCarried } from '../exchange/review-carried.ts'
import { startTransfers } from '../files/transfers.ts'
import type { StartSync, SyncEngine, SyncSurroundings } from '../host/sync-engine.ts'
import { findAccount, findToken, removeToken } from '../queries/account.ts'
import { dropSettledHolds } from '../queries/kept-copies.ts'
import { cursors, dropAcknowledgedBefore, syncCounts } from '../queries/sync.ts'
import { addToLog } from '../queries/sync-log.ts'
import { lastUnplaced } from '../queries/unplaced.ts'
import { compareChecksums, learnFreshness } from './after-care.ts'
import { requestBootstrap } from './bootstrap-state.ts'
import { offerWhatIsDue, serverWentBack } from './doubt.ts'
import { departHomeless } from './homeless.ts'
import { callServer, ServerRefusal } from './http.ts'
import { renewIncarnation } from './incarnation.ts'
import { indexBacklog } from './index-backlog.ts'
import { reviewKept } from './kept-copies.ts'
import { noticeLacking } from './lacking.ts'
import { startLane, type Timing } from './lane.ts'
import { watchLease } from './lease-watch.ts'
import { endsSession, isReusedCounter, problemOf } from './problems.ts'
import { pullAll } from './pull.ts'
import { purgeDeparted } from './purge.ts'
import { type BatchSize, pushAll } from './push.ts'
import { mustOfferAgain, offerAgain } from './recovery.ts'
import { openSession, type Session, type Step } from './session.ts'
import { type Activity, statusOf } from './status.ts'
import { readSyncState, updateSyncState } from './sync-state.ts'
import { listenForWake } from './wake.ts'

/** Clock, timers and chance, so that a test holds them all; `step` hears of each local step of a round. */
export interface SyncPorts extends Timing {
  readonly now: () => number
  readonly intervalMs: number
  readonly idleMs: number
  readonly step: (step: Step) => void
  /** Whether to keep a connection open on which the server says that something is new. */
  readonly wake?: boolean
}

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
  wake: true,
}

/** The exchange with the server as the data host runs it. */
export const startSync: StartSync = (surroundings) => startSyncWith(surroundings, realPorts)

/**
 * Passes of one demand to sync. A server with another history is first given what it has forgotten, then read anew; and
 * where what was read differs from what the server says it has, once more.
 */
const mostPasses = 3

/**
 * Pushes what waits and pulls what is new, each in a lane of its own: neither waits for the other to succeed. Runs
 * until stopped; while nobody is signed in it does nothing.
 */
export function startSyncWith(surroundings: SyncSurroundings, ports: SyncPorts): SyncEngine {
  const { store, announce, log } = surroundings
  let identity = surroundings.identity
  const leaving = new AbortController()
  const held = new Map<string, number>()
  const batch: BatchSize = { ops: 500, held }
  const askedAbout = new Set<string>()
  const activity: Activity = { uploading: null, downloading: false, pushProblem: null, pullProblem: null }
  const tell = announcer(async () => {
    if (!leaving.signal.aborted)
      announce({ type: 'sync', status: await statusOf(store, activity, ports.now()) })
  })
  const open = () =>
    openSession({
      ...ports,
      store,
      identity,
      signal: leaving.signal,
      step: ports.step,
      pause: surroundings.quiet,
    })

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
      const problem = (endsSession(error) && (await isAnotherServer(session))) || problemOf(error)
      note(problem)
      log.error(`${name} failed with ${problem}`, error)
      await store
        .write((tx) => addToLog(tx, { kind: 'failed', code: problem }, session.at()))
        .catch((trouble) => log.error('the failure could not be noted', trouble))
      if (endsSession(error)) await endSession(session)
      if (isReusedCounter(error)) await becomeAnother(session)
      if (problem === 'server/restored') push.wake()
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

  /** A wiped server knows no token either, and must not look like an ended session alone. */
  const isAnotherServer = async (session: Session): Promise<ErrorCode | null> => {
    const { epoch } = await store.read(readSyncState)
    const call = { method: 'GET', path: 'health', answer: Health } as const
    const health = await callServer({ ...session.connection, token: null }, call).catch(() => null)
    if (!health?.epoch || epoch === null || health.epoch === epoch) return null
    await store.write((tx) => addToLog(tx, { kind: 'server-restored' }, session.at()))
    return 'server/restored'
  }
  /** The server knows another operation under a number of ours: this store was restored or copied. */
  const becomeAnother = async (session: Session): Promise<void> => {
    identity = await store.write((tx) => renewIncarnation(tx, identity.device, session.at()))
    surroundings.onIdentity?.(identity)
    log.info('the device goes on as a new incarnation')
    push.wake()
  }
  /** What is no part of the exchange itself: trouble with it is noted and holds up nothing. */
  const lookAfter = async (session: Session, confirmed: number): Promise<void> => {
    const homeless = () => departHomeless(session, confirmed)
    const lacking = () => noticeLacking(session, askedAbout)
    const care = [reviewKept, purgeDeparted, compareChecksums, learnFreshness, offerWhatIsDue]
    for (const task of [homeless, lacking, ...care]) {
      try {
        await task(session)
      } catch (error) {
        if (error instanceof AppError && error.code === 'server/restored') throw error
        if (leaving.signal.aborted) return
        // A server from before these questions answers 404.
        if (!(error instanceof ServerRefusal && error.status === 404))
          log.error(`${task.name} failed with ${problemOf(error)}`, error)
      }
    }
  }

  const push = startLane({
    ...ports,
    work: () =>
      round(
        'push',
        (problem) => {
          activity.pushProblem = problem
        },
        async (session) => {
          const { recovery } = await store.read(readSyncState)
          if (recovery) {
            await offerAgain(session)
            // What was to wait for it may be taken now.
            held.clear()
            // A server that differs from what it said before may do so again: the pauses between the attempts grow.
            if (recovery.reason === 'difference') pull.nudge()
            else pull.wake()
          }
          await carryUp(session)
          const { waiting, refused } = await store.read(syncCounts)
          if (waiting === 0) return
          if (waiting > held.size) activity.uploading = { done: 0, total: waiting }
          tell()
          await pushAll(session, batch, waiting, (progress) => {
            activity.uploading = progress
            tell()
            pull.nudge()
          })
          const after = await store.read(syncCounts)
          const line = {
            count: Math.max(0, waiting - after.waiting),
            failed: Math.max(0, after.refused - refused),
          }
          await store.write(async (tx) => {
            await dropSettledHolds(tx)
            if (line.count + line.failed > 0) await addToLog(tx, { kind: 'uploaded', ...line }, session.at())
          })
        },
      ),
  })
  const lease = watchLease({ ...ports, store, tell })

  const pull = startLane({
    ...ports,
    work: async () => {
      await lease.count()
      return round(
        'pull',
        (problem) => {
          activity.pullProblem = problem
        },
        async (session) => {
          // What this device handed in before must be on the server again before anything is read.
          if (await mustOfferAgain(session)) throw new AppError('server/restored')
          const confirmed = await store.read(lastUnplaced)
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
          // What was to wait may have come.
          if (outcome.applied > 0 && held.size > 0) {
            held.clear()
            push.nudge()
          }
          for (const { scope, expected, got } of outcome.gaps)
            log.error(`feed of ${scope}: expected ${expected}, got ${got}`, undefined)
          if (outcome.setAside > 0) log.error(`${outcome.setAside} changes set aside`, undefined)
          if (outcome.gaps.length > 0) {
            const isSetBack = outcome.gaps.some((gap) => gap.isSetBack)
            await store.write(async (tx) => {
              if (isSetBack) await serverWentBack(tx, session)
              for (const { scope } of outcome.gaps) {
                await requestBootstrap(tx, scope)
                await addToLog(tx, { kind: 'scope-read-again', scope, code: 'hole' }, session.at())
              }
            })
            throw new AppError(isSetBack ? 'server/restored' : 'server/failed')
          }
          await store.write(async (tx) => {
            await updateSyncState(tx, { lastSyncedAt: session.at() })
            const { others: count, setAside: failed } = outcome
            if (count + failed > 0) await addToLog(tx, { kind: 'downloaded', count, failed }, session.at())
          })
          await reviewCarried(store, session.user, ports.now())
          await lookAfter(session, confirmed)
          if (await mustOfferAgain(session)) return push.wake()
          const kept = Date.parse(session.serverAt()) - handInAgainMs
          await store.write((tx) => dropAcknowledgedBefore(tx, new Date(kept).toISOString()))
        },
      ).finally(() => indexing.nudge())
    },
  })
  const indexing = startLane({
    ...ports,
    work: () => indexBacklog(store, () => leaving.signal.aborted, surroundings.quiet),
  })

  const hints = ports.wake
    ? listenForWake({
        ...ports,
        where: async () =>
          store.read(async (db) => {
            const [account, token] = [await findAccount(db), await findToken(db)]
            const metered = (await readMeta(db, 'metered')) === 'yes'
            return account && token !== undefined && !metered ? { serverUrl: account.serverUrl, token } : null
          }),
        onHint: ({ scope, seq }) => {
          store
            .read(cursors)
            .then((known) => {
              if ((known.find((cursor) => cursor.scope === scope)?.seq ?? 0) < seq) pull.nudge()
            })
            .catch(() => undefined)
        },
      })
    : null

  const { cabinet } = surroundings
  const files = cabinet
    ? startTransfers({ store, cabinet, log, open, timing: ports, signal: leaving.signal })
    : null
  const countedTables = new Set(['outbox', 'quarantine', 'conflicts', 'fileUploads'])
  const unlisten = store.onWrite((tables) => {
    // Somebody could save again: there is room on the disk, and what waited for that need not wait for its time.
    const waitsForRoom = [activity.pushProblem, activity.pullProblem].includes('store/disk-full')
    if (waitsForRoom && (tables.includes('outbox') || tables.includes('drafts'))) {
      push.wake()
      pull.wake()
    }
    if (tables.includes('outbox') || tables.includes('carriedRuns')) push.nudge()
    if (tables.some((table) => countedTables.has(table))) tell()
  })

  return {
    status: () => statusOf(store, activity, ports.now()),
    now: async () => {
      held.clear()
      for (let pass = 0; pass < mostPasses; pass += 1) {
        await push.now()
        await pull.now()
        const { recovery } = await store.read(readSyncState)
        if (recovery === null && activity.pullProblem !== 'server/restored') break
      }
      // Large files take their time; the records are through.
      files?.nudge()
      return statusOf(store, activity, ports.now())
    },
    wake: () => {
      push.wake()
      pull.wake()
      files?.nudge()
      hints?.retry()
    },
    stop: async () => {
      leaving.abort()
      unlisten()
      lease.stop()
      const lanes = [push.stop(), pull.stop(), indexing.stop(), files?.stop()]
      await Promise.all([...lanes, tell.finished(), hints?.stop()])
    },
    ...(files ? { files } : {}),
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
