import { entityOf } from '#shared/domain/entities.ts'
import { unitAndTripScopes, userScope } from '#shared/domain/scopes.ts'
import type { Checksum } from '#shared/sync/checksum.ts'
import { type PackedClocks, packClocks } from '#shared/sync/clocks.ts'
import type { RecordState } from '#shared/sync/merge.ts'
import type { Json } from '#shared/sync/op.ts'

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
 * Scopes that a record's own values declare. One that belongs nowhere is its maker's alone.
 * @param author taken for its maker where the record names none
 */
export function ownScopes(record: ServerRecord, author: string): readonly string[] {
  record.workedOut.declared ??= declaredScopes(record)
  const { declared } = record.workedOut
  if (declared.length > 0) return declared
  const { createdBy } = record.values
  return [userScope(typeof createdBy === 'string' ? createdBy : author)]
}

function declaredScopes({ table, id, values }: ServerRecord): readonly string[] {
  const entity = entityOf(table)
  const declared = entity ? entity.scopes({ ...values, id }) : unitAndTripScopes(values)
  return declared.length < 2 ? declared : [...new Set(declared)].sort()
}
