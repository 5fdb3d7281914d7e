import type { StartSync } from '../../electron/data/host/sync-engine.ts'
import type { SyncStatus } from '../../shared/contract/sync.ts'

const signedOut: SyncStatus = {
  phase: 'signed-out',
  waiting: 0,
  progress: null,
  refused: 0,
  conflicts: 0,
  lastSyncedAt: null,
  problem: null,
  clockOffsetSeconds: null,
}

/** An exchange that never takes place, for a host that only keeps records. */
export const withoutSync: StartSync = () => ({
  now: async () => signedOut,
  status: async () => signedOut,
  wake: () => undefined,
  stop: async () => undefined,
})
