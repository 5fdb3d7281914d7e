import type { ErrorCode } from '#shared/contract/errors.ts'
import type { SyncStatus } from '#shared/contract/sync.ts'
import type { Store } from '../database/open-database.ts'
import { findToken } from '../queries/account.ts'
import { fileCounts } from '../queries/files.ts'
import { syncCounts } from '../queries/sync.ts'
import { leaseAt } from './lease.ts'
import { readSyncState } from './sync-state.ts'

/** What the engine is doing at the moment; everything else about the state of sync lies in the store. */
export interface Activity {
  uploading: { readonly done: number; readonly total: number } | null
  downloading: boolean
  /** A library that is being received as a snapshot. */
  receiving?: SyncStatus['receiving']
  pushProblem: ErrorCode | null
  pullProblem: ErrorCode | null
}

/** What the safety pill says: counts from the store, the rest from what the engine is doing. */
export async function statusOf(store: Store, activity: Activity, nowMs: number): Promise<SyncStatus> {
  const { token, counts, state, files, lease } = await store.read(async (db) => ({
    token: await findToken(db),
    counts: await syncCounts(db),
    state: await readSyncState(db),
    files: await fileCounts(db),
    lease: await leaseAt(db, nowMs),
  }))
  const problems = [activity.pushProblem, activity.pullProblem]
  const problem = problems.find((code) => code === 'server/restored') ?? problems.find((code) => code) ?? null
  return {
    phase: phaseOf(token !== undefined, activity, problem),
    ...counts,
    progress: activity.uploading,
    lastSyncedAt: state.lastSyncedAt,
    // A lease that has ended decides what a person may do, whether the server answers or not.
    problem: lease?.over && problem !== 'server/restored' ? 'account/lease-ended' : problem,
    leaseByClock:
      lease?.over && !lease.ended
        ? { clock: new Date(nowMs).toISOString(), heardAt: new Date(lease.serverTime).toISOString() }
        : null,
    receiving: activity.receiving ?? null,
    files: { ...files, percent: percentOf(files) },
    clockOffsetSeconds: state.clockOffsetMs === null ? null : Math.round(-state.clockOffsetMs / 1000) || 0,
  }
}

/** How far the files on their way are, together; null while nothing of them is. */
function percentOf({ bytes, sent }: { readonly bytes: number; readonly sent: number }): number | null {
  return sent === 0 || bytes === 0 ? null : Math.floor((100 * sent) / bytes)
}

const offlineProblems: ReadonlySet<ErrorCode> = new Set([
  'server/unreachable',
  'server/not-outpost',
  'server/captive-portal',
])

function phaseOf(signedIn: boolean, activity: Activity, problem: ErrorCode | null): SyncStatus['phase'] {
  if (!signedIn) return 'signed-out'
  if (problem === 'server/restored' || problem === 'store/disk-full') return 'stopped'
  if (activity.uploading) return 'uploading'
  if (activity.downloading) return 'downloading'
  return problem !== null && offlineProblems.has(problem) ? 'offline' : 'idle'
}
