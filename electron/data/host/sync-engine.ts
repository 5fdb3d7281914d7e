import type { HostEvent } from '#shared/contract/channel.ts'
import type { SyncStatus } from '#shared/contract/sync.ts'
import type { Store } from '../database/open-database.ts'
import type { FileCabinet } from '../files/cabinet.ts'
import type { FileTransfers } from '../files/transfers.ts'
import type { Identity } from './identity.ts'
import type { Log } from './log.ts'

/** The exchange with the server, running as long as the store is open. */
export interface SyncEngine {
  /** Starts a round and answers when it is through. Never rejects: the status tells of trouble. */
  readonly now: () => Promise<SyncStatus>
  readonly status: () => Promise<SyncStatus>
  /** Something is to be sent, or the network came back: a round soon. */
  readonly wake: () => void
  /** Ends the round under way and starts no other. The store is closed after that. */
  readonly stop: () => Promise<void>
  /** The ways of the files, where there is a place for them. */
  readonly files?: FileTransfers
}

export interface SyncSurroundings {
  readonly store: Store
  readonly identity: Identity
  readonly deviceName: string
  readonly appVersion: string
  /** Announces something to every window. */
  readonly announce: (event: HostEvent) => void
  readonly log: Log
  /** Resolves when no call of the user is being answered; the engine waits for it between two pieces of work. */
  readonly quiet?: () => Promise<void>
  /** The files of this device; without them none are sent or fetched. */
  readonly cabinet?: FileCabinet
  /** The engine found that this store is a copy, and gave it another identity for writing. */
  readonly onIdentity?: (identity: Identity) => void
}

export type StartSync = (surroundings: SyncSurroundings) => SyncEngine
