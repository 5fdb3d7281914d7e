import type { Store } from '../../electron/data/database/open-database.ts'
import { startDuplicateScan } from '../../electron/data/duplicates/background-scan.ts'
import { directExchange } from '../../electron/data/exchange/direct-exchange.ts'
import type { FileRoom } from '../../electron/data/files/file-room.ts'
import type { Identity } from '../../electron/data/host/identity.ts'
import type { Log } from '../../electron/data/host/log.ts'
import type { VaultSession } from '../../electron/data/host/session.ts'
import type { SyncStatus } from '../../shared/contract/sync.ts'

export interface OpenVaultParts {
  readonly store: Store
  readonly identity: Identity
  readonly deviceName: string
  readonly files: FileRoom
  readonly log: Log
  /** ISO 8601, or null: never. */
  readonly lastSyncedAt: string | null
}

/** A vault that is open on a store, for calls through the real dispatcher. It never syncs, and no timer fires. */
export function openVault({
  store,
  identity,
  deviceName,
  files,
  log,
  lastSyncedAt,
}: OpenVaultParts): VaultSession {
  const status: SyncStatus = {
    phase: 'idle',
    waiting: 0,
    progress: null,
    refused: 0,
    conflicts: 0,
    lastSyncedAt,
    problem: null,
    clockOffsetSeconds: 0,
  }
  const session = {
    store,
    identity,
    sync: {
      now: async () => status,
      status: async () => status,
      wake: () => undefined,
      stop: async () => undefined,
    },
    exchange: directExchange({ store, identity, deviceName, announce: () => undefined, log }),
    files,
    duplicates: startDuplicateScan({ store, log }, { now: Date.now, after: () => () => undefined }),
  }
  const never = () => Promise.reject(new Error('not part of this'))
  return {
    deviceName,
    status: () => ({ state: 'open', keychain: false }),
    create: never,
    unlock: never,
    recover: never,
    changePassphrase: never,
    lock: never,
    session: () => session,
    open: () => session,
  }
}
