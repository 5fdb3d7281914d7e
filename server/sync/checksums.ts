import { hash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { type Checksum, checksumText, noChecksum, xorChecksums } from '#shared/sync/checksum.ts'
import { type PackedClocks, parseClocks } from '#shared/sync/clocks.ts'
import type { Database } from '../database/open-database.ts'
import { clocksOf, type ServerRecord } from './server-record.ts'

/** What one record adds to the checksum of each of its scopes. */
export function recordChecksum(record: ServerRecord): Checksum {
  record.workedOut.checksum ??= checksumOf(record.table, record.id, clocksOf(record))
  return record.workedOut.checksum
}

function checksumOf(table: string, id: string, clocks: PackedClocks): Checksum {
  return hash('sha256', checksumText(table, id, clocks), 'hex').slice(0, noChecksum.length)
}

/** By how much a change of one record changes the checksums of its scopes before and after. */
export function checksumChange(
  before: ServerRecord | undefined,
  after: ServerRecord,
): ReadonlyMap<string, Checksum> {
  const old = before && recordChecksum(before)
  const next = recordChecksum(after)
  const change = new Map<string, Checksum>()
  for (const scope of before?.scopes ?? []) change.set(scope, old ?? noChecksum)
  for (const scope of after.scopes) change.set(scope, xorChecksums(change.get(scope) ?? noChecksum, next))
  return change
}

/** A checksum as PostgreSQL takes and gives it: a text of 128 zeros and ones. */
export const bitsOf = (checksum: Checksum): string =>
  BigInt(`0x${checksum}`)
    .toString(2)
    .padStart(noChecksum.length * 4, '0')

/** The inverse of `bitsOf`. */
const checksumOfBits = (bits: string): Checksum =>
  BigInt(`0b${bits}`).toString(16).padStart(noChecksum.length, '0')

export interface ScopeChecksum {
  readonly scope: string
  readonly seq: number
  readonly checksum: Checksum
}

/**
 * The checksums of scopes with the numbers up to which they count. One that nothing ever entered is left out,
 * unless the server was ever set back: set back to before its first record it must not pass for one that holds what the
 * devices have of it.
 */
export async function readChecksums(db: Database, scopes: readonly string[]): Promise<ScopeChecksum[]> {
  const { rows } = await sql<{ id: string; max_seq: number; checksum: string }>`
    select granted.id, coalesce(max_seq, 0) as max_seq, coalesce(checksum::text, '0') as checksum
    from unnest(${scopes}::text[]) as granted(id) left join scope on scope.id = granted.id
    where scope.id is not null or exists (select 1 from organisation where set_back_at is not null)
    order by granted.id`.execute(db)
  return rows.map(({ id, max_seq, checksum }) => ({
    scope: id,
    seq: max_seq,
    checksum: checksumOfBits(checksum),
  }))
}

const recordsAtOnce = 2000

/**
 * Computes every scope's checksum from its records, for a database from before there were any and for one that was
 * restored. Takes any database: in a migration its tables have no types yet.
 */
export async function recomputeChecksums(db: Kysely<never> | Kysely<unknown> | Database): Promise<void> {
  const sums = new Map<string, Checksum>()
  let after = { table_name: '', id: '00000000-0000-0000-0000-000000000000' }
  for (;;) {
    const { rows } = await sql<{ table_name: string; id: string; clocks: string; scopes: string[] }>`
      select table_name, id, clocks::text as clocks, scopes from records
      where (table_name, id) > (${after.table_name}, ${after.id}::uuid)
      order by table_name, id limit ${recordsAtOnce}`.execute(db)
    for (const { table_name, id, clocks, scopes } of rows) {
      const own = checksumOf(table_name, id, parseClocks(clocks))
      for (const scope of scopes) sums.set(scope, xorChecksums(sums.get(scope) ?? noChecksum, own))
    }
    const last = rows.at(-1)
    if (!last || rows.length < recordsAtOnce) break
    after = last
  }
  await sql`update scope set checksum = ${bitsOf(noChecksum)}::bit(128)`.execute(db)
  await sql`
    update scope set checksum = computed.checksum::bit(128)
    from unnest(${[...sums.keys()]}::text[], ${[...sums.values()].map(bitsOf)}::text[]) as computed (id, checksum)
    where scope.id = computed.id`.execute(db)
}
