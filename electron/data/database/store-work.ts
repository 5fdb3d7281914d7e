import type { RawDatabase } from './driver.ts'
import { type CheckResult, checkStore } from './store-check.ts'

/** One statement with what is bound to it. */
export interface BoundStatement {
  readonly text: string
  readonly values: readonly (string | number | null)[]
}

/** Work on the store that takes long at one go, so that it is done beside the connection for which calls wait. */
export type StoreWork =
  | { readonly kind: 'fold' }
  | { readonly kind: 'check' }
  | { readonly kind: 'write'; readonly statements: readonly BoundStatement[] }

/** What the thread is started with. The key is wiped as soon as the store is open. */
export interface StoreWorkerData {
  readonly file: string
  readonly key: Uint8Array
  /** One number, other than nought when the work at hand is to end where it can. */
  readonly stopping: Int32Array
}

export interface StoreWorkRequest {
  readonly id: number
  readonly work: StoreWork
}

export type StoreWorkReply =
  | { readonly id: number; readonly result: CheckResult | null }
  | { readonly id: number; readonly failed: string }

/** Carries out one piece of work. @returns what a check found, null of the others */
export function carryOut(raw: RawDatabase, work: StoreWork, isStopping: () => boolean): CheckResult | null {
  switch (work.kind) {
    case 'fold':
      raw.pragma('wal_checkpoint(PASSIVE)')
      return null
    case 'check':
      return checkStore(raw, isStopping)
    case 'write':
      raw.transaction(() => {
        for (const { text, values } of work.statements) raw.prepare(text).run(...values)
      })()
      return null
  }
}
