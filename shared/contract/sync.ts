import { z } from 'zod'
import { command, query, returns } from './call.ts'

/** What the safety pill says. */
export interface SyncStatus {
  readonly phase: 'signed-out' | 'idle' | 'uploading' | 'downloading' | 'offline' | 'stopped'
  /** Operations only on this device. */
  readonly waiting: number
  /** Of the present upload: acknowledged and in all. */
  readonly progress: { readonly done: number; readonly total: number } | null
  readonly refused: number
  readonly conflicts: number
  /** When the server last answered everything; ISO instant. */
  readonly lastSyncedAt: string | null
  /** Key of the `errors` texts when the last attempt failed. */
  readonly problem: string | null
  /** Seconds by which this device's clock is off the server's, known after the first contact. */
  readonly clockOffsetSeconds: number | null
}

/** One operation that is not, or not simply, on the server. */
export interface PendingChange {
  readonly opId: string
  readonly table: string
  readonly recordId: string
  /** Name by which a person knows the record. */
  readonly title: string
  readonly kind: string
  readonly fields: readonly string[]
  readonly at: string
  /** For refused ones: the reason, a key of the `sync` texts. */
  readonly reason: string | null
  readonly detail: string | null
}

export interface ConflictRow {
  readonly table: string
  readonly recordId: string
  readonly title: string
  readonly field: string
  readonly values: readonly {
    readonly value: unknown
    readonly authorName: string | null
    readonly at: string
    readonly hlc: string
  }[]
}

export const syncContract = {
  'sync.status': query(z.object({}), returns<SyncStatus>()),
  /** Starts a round now; answers when it is through. */
  'sync.now': command(z.object({}), returns<SyncStatus>()),
  'sync.waiting': query(z.object({}), returns<readonly PendingChange[]>()),
  'sync.refused': query(z.object({}), returns<readonly PendingChange[]>()),
  'sync.conflicts': query(z.object({}), returns<readonly ConflictRow[]>()),
  /** Settles a conflict with one of its values (named by its stamp) or with a value of one's own. */
  'sync.resolve': command(
    z.object({
      table: z.string(),
      recordId: z.uuid(),
      field: z.string(),
      choice: z.union([z.object({ hlc: z.string() }), z.object({ value: z.json() })]),
    }),
    returns<null>(),
  ),
  /** Sends a refused change again, for instance after a right was granted. */
  'sync.retry': command(z.object({ opId: z.uuid() }), returns<null>()),
}
