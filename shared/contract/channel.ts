import type { ErrorCode, ErrorDetails } from './errors.ts'
import type { ExchangeState } from './exchange.ts'
import type { SyncStatus } from './sync.ts'
import type { VaultState } from './vault.ts'

/** Window to data host, relayed by main unread. `id` is unique per window. */
export interface CallRequest {
  readonly type: 'call'
  readonly id: number
  readonly name: string
  readonly input: unknown
}

/** `tables`: the tables a query read; a live query runs again when one of them is announced as changed. */
export type CallReply =
  | {
      readonly type: 'reply'
      readonly id: number
      readonly ok: true
      readonly value: unknown
      readonly tables: readonly string[]
    }
  | {
      readonly type: 'reply'
      readonly id: number
      readonly ok: false
      readonly code: ErrorCode
      readonly details: ErrorDetails
    }

/** Data host to every window. */
export type HostEvent =
  | { readonly type: 'changed'; readonly tables: readonly string[] }
  | { readonly type: 'sync'; readonly status: SyncStatus }
  | { readonly type: 'exchange'; readonly state: ExchangeState }
  | { readonly type: 'vault'; readonly state: VaultState }

/** Main to data host, before anything else. `osSecret` is base64, null where the system has no keychain. */
export interface HostInit {
  readonly type: 'init'
  readonly userData: string
  readonly osSecret: string | null
  readonly appVersion: string
  readonly deviceName: string
}

/** Main to data host: a file the user chose in a dialog; calls name it by its token. */
export interface FileGrant {
  readonly type: 'grant'
  readonly token: string
  readonly path: string
  readonly mode: 'read' | 'write'
}

/** Main to data host: finish writing, close the store, leave. */
export interface CloseHost {
  readonly type: 'close'
}

/** Main to data host: the network came back or the machine woke up. */
export interface WakeHost {
  readonly type: 'wake'
}

/** Main hands a window's request on with the window's number, and gets it back with the reply. */
export interface Relayed<M> {
  readonly type: 'relay'
  readonly window: number
  readonly message: M
}

export type ToHost = HostInit | FileGrant | CloseHost | WakeHost | Relayed<CallRequest>
export type FromHost =
  | { readonly type: 'ready' }
  | { readonly type: 'closed' }
  | Relayed<CallReply>
  | { readonly type: 'broadcast'; readonly event: HostEvent }
