import type { Account } from '#shared/contract/account.ts'
import type { Contract, OutputOf, ParsedInputOf } from '#shared/contract/call.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import type { Reader, Writer } from '../database/schema.ts'
import type { WriteContext } from '../record/record.ts'
import type { GrantedFiles } from './granted-files.ts'
import type { VaultSession } from './session.ts'
import type { SyncEngine } from './sync-engine.ts'

/** The moment of the call. One call sees one moment. */
export interface CallClock {
  readonly nowMs: number
  /** ISO 8601, UTC. */
  readonly now: string
  /** Local calendar day. */
  readonly today: CalendarDate
  /** The local calendar day on which an instant (ISO 8601) lies. */
  readonly dayOf: (instant: string) => CalendarDate
  /** The local wall-clock time of an instant (ISO 8601), `HH:mm`. */
  readonly timeOf: (instant: string) => string
}

/** What a handler has to work with. */
export interface HandlerContext {
  /** Reads one state of the store. @throws AppError vault/locked */
  readonly read: <T>(work: (db: Reader) => Promise<T>) => Promise<T>
  /** Inside a read: what `work` finds, or what it found under that name if nothing in the store has changed since. */
  readonly remember: <T>(name: string, work: () => Promise<T>) => Promise<T>
  /** Writes in one transaction. @throws AppError vault/locked, store/disk-full and others of the store */
  readonly write: <T>(work: (tx: Writer) => Promise<T>) => Promise<T>
  readonly clock: CallClock
  /** Whose device this is; null before the first sign-in. */
  readonly account: Account | null
  /** Whose device this is. @throws AppError account/signed-out before the first sign-in */
  readonly user: () => Account
  /**
   * What `record` asks for.
   * @throws AppError account/signed-out before the first sign-in, account/lease-ended when the server was not heard of
   * for too long, account/lease-clock when only this device's clock says so
   */
  readonly author: () => WriteContext
  readonly files: GrantedFiles
  readonly vault: VaultSession
  /** @throws AppError vault/locked */
  readonly sync: () => SyncEngine
}

/**
 * The handlers of a topic, one for each call of its contract.
 * @example
 * export const visitHandlers: Handlers<typeof visitsContract> = {
 *   'visits.get': ({ read }, { id }) => read((db) => visitDetail(db, id)),
 * }
 */
export type Handlers<C extends Contract> = {
  readonly [N in keyof C]: (
    context: HandlerContext,
    input: ParsedInputOf<C[N]>,
  ) => OutputOf<C[N]> | Promise<OutputOf<C[N]>>
}
