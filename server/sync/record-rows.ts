import { sql } from 'kysely'
import { z } from 'zod'
import { clocksText, parseClocks, unpackState } from '#shared/sync/clocks.ts'
import { integers, texts, uuids } from '../database/array-texts.ts'
import { inPieces } from '../database/in-pieces.ts'
import { jsonTexts } from '../database/json-texts.ts'
import type { Tx } from '../database/transaction.ts'
import { recordChecksum } from './checksums.ts'
import type { ServerRecord } from './judge.ts'
import { clocksOf } from './packed-clocks.ts'

export interface RecordKey {
  readonly table: string
  readonly id: string
}

/** A record's key as one text, for maps. */
export const keyOf = ({ table, id }: RecordKey): string => `${table} ${id}`

const Row = z.object({
  table_name: z.string(),
  id: z.string(),
  data: z.record(z.string(), z.json()),
  clocks: z.string(),
  scopes: z.array(z.string()),
  life: z.string(),
})

/** Waiting places for records that do not exist yet; a collision only makes two pushes wait for each other. */
const buckets = 64
const bucketLockClass = 0x0b07

/** Reads records as they are, without holding on to them. */
export async function readRecords(tx: Tx, keys: readonly RecordKey[]): Promise<ServerRecord[]> {
  return select(tx, keys, false)
}

/** Reads records and keeps others from changing them. Always in the same order, so that pushes do not deadlock. */
export async function lockRecords(tx: Tx, keys: readonly RecordKey[]): Promise<ServerRecord[]> {
  return select(tx, keys, true)
}

async function select(tx: Tx, keys: readonly RecordKey[], lock: boolean): Promise<ServerRecord[]> {
  if (keys.length === 0) return []
  const { rows } = await sql<unknown>`
    select table_name, id, data, clocks::text as clocks, scopes, life from records
    where (table_name, id) in (
      select * from unnest(${texts(keys.map(({ table }) => table))}, ${uuids(keys.map(({ id }) => id))})
    )
    order by table_name, id ${lock ? sql`for update` : sql``}`.execute(tx)
  return rows.map((row) => {
    const { table_name, id, data, clocks, scopes, life } = Row.parse(row)
    return {
      table: table_name,
      id,
      values: data,
      state: unpackState(parseClocks(clocks), data),
      scopes,
      life,
    }
  })
}

/**
 * Makes pushes wait for each other that create or name the same record before it exists, where there is no row to
 * lock. To be taken before any row lock.
 */
export async function lockAbsent(tx: Tx, keys: readonly RecordKey[]): Promise<void> {
  if (keys.length === 0) return
  await sql`
    select pg_advisory_xact_lock(${sql.lit(bucketLockClass)}, bucket) from (
      select distinct (hashtext(id) & ${sql.lit(buckets - 1)}) as bucket
      from unnest(${texts(keys.map(({ id }) => id))}) as ids (id) order by bucket
    ) as wanted`.execute(tx)
}

/** Writes records whole, new or changed. */
export async function writeRecords(tx: Tx, records: readonly ServerRecord[]): Promise<void> {
  await inPieces(records, (piece) => {
    const writing = writeSome(tx, piece)
    // The feed will ask for them: now the database is at work.
    for (const record of piece) recordChecksum(record)
    return writing
  })
}

async function writeSome(tx: Tx, records: readonly ServerRecord[]): Promise<void> {
  // Most records of a push are in the same scopes, which are therefore written down once.
  const scopeSets = [...new Set(records.map(({ scopes }) => JSON.stringify(scopes)))]
  const placeOf = new Map(scopeSets.map((set, index) => [set, index]))
  await sql`
    with scope_sets as materialized (
      select place - 1 as place, array(select json_array_elements_text(scopes::json)) as scopes
      from unnest(${texts(scopeSets)}) with ordinality as sets (scopes, place)
    )
    insert into records (table_name, id, data, clocks, scopes, life)
    select table_name, id, data::jsonb, clocks::json, scope_sets.scopes, life
    from unnest(
      ${texts(records.map(({ table }) => table))}, ${uuids(records.map(({ id }) => id))},
      ${jsonTexts(records.map(({ values }) => JSON.stringify(values)))},
      ${jsonTexts(records.map(({ state }) => clocksText(clocksOf(state))))},
      ${integers(records.map(({ scopes }) => placeOf.get(JSON.stringify(scopes)) ?? 0))},
      ${texts(records.map(({ life }) => life))}
    ) as written (table_name, id, data, clocks, place, life)
    join scope_sets using (place)
    on conflict (table_name, id) do update
    set data = excluded.data, clocks = excluded.clocks, scopes = excluded.scopes, life = excluded.life`.execute(
    tx,
  )
}

/** Writes the scopes of records alone. */
export async function writeScopes(tx: Tx, records: readonly ServerRecord[]): Promise<void> {
  if (records.length === 0) return
  const rows = records.map(({ table, id, scopes }) => ({ table_name: table, id, scopes }))
  await sql`
    update records set scopes = moved.scopes
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as moved (table_name text, id uuid, scopes text[])
    where records.table_name = moved.table_name and records.id = moved.id`.execute(tx)
}
