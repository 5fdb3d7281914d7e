import type { Checksum } from '#shared/sync/checksum.ts'
import { type PackedClocks, packClocks } from '#shared/sync/clocks.ts'
import type { RecordState } from '#shared/sync/merge.ts'
import type { Json } from '#shared/sync/op.ts'
import { declaredScopes, ownScopesOf } from '#shared/sync/refusal.ts'

/** A record as the server keeps it, while a batch is merged. */
export interface ServerRecord {
  readonly table: string
  readonly id: string
  readonly state: RecordState
  readonly values: Readonly<Record<string, Json>>
  readonly life: string
  readonly scopes: readonly string[]
  readonly workedOut: WorkedOut
}

/**
 * What a push asks several times of a record, kept once it was worked out. It hangs on the state and the values alone,
 * so a copy with other scopes shares it.
 */
interface WorkedOut {
  clocks: PackedClocks | null
  /** See `recordChecksum`. */
  checksum: Checksum | null
  declared: readonly string[] | null
}

/** A record of which nothing has been worked out yet. */
export function serverRecord(parts: Omit<ServerRecord, 'workedOut'>): ServerRecord {
  const { table, id, state, values, life, scopes } = parts
  const workedOut = { clocks: null, checksum: null, declared: null }
  return { table, id, state, values, life, scopes, workedOut }
}

/** A record's stamps as they are stored, hashed and sent. */
export function clocksOf({ state, workedOut }: ServerRecord): PackedClocks {
  workedOut.clocks ??= packClocks(state)
  return workedOut.clocks
}

/**
 * The scopes a record is in by itself, see `ownScopesOf`.
 * @param author taken for its maker where the record names none
 */
export function ownScopes({ table, id, values, workedOut }: ServerRecord, author: string): readonly string[] {
  workedOut.declared ??= declaredScopes(table, id, values)
  return ownScopesOf(workedOut.declared, values, author)
}
