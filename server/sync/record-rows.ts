import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import { clocksText, parseClocks, unpackState } from '#shared/sync/clocks.ts'
import { integers, texts, uuids } from '../database/array-texts.ts'
import { inPieces } from '../database/in-pieces.ts'
import { jsonTexts } from '../database/json-texts.ts'
import type { Tx } from '../database/transaction.ts'
import { recordChecksum } from './checksums.ts'
import { clocksOf, type ServerRecord, serverRecord } from './server-record.ts'

export interface RecordKey {
  readonly table: string
  readonly id: string
}

/** A record's key as one text, for maps. */
export const keyOf = ({ table, id }: RecordKey): string => `${table} ${id}`

const Row = z.object({
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
  const tables = new Map<string, string[]>()
  for (const { table, id } of keys) {
    const ids = tables.get(table)
    if (ids) ids.push(id)
    else tables.set(table, [id])
  }
  const records: ServerRecord[] = []
  // A table at a time, since then PostgreSQL looks all of them up in one pass of the index.
  for (const table of [...tables.keys()].sort())
    records.push(...(await selectIn(tx, table, tables.get(table) ?? [], lock)))
  return records
}

async function selectIn(
  tx: Tx,
  table: string,
  ids: readonly string[],
  lock: boolean,
): Promise<ServerRecord[]> {
  const { rows } = await sql<unknown>`
    select id, data, clocks::text as clocks, scopes, life from records
    where table_name = ${table} and id = any(${uuids(ids)})
    order by id ${lock ? sql`for update` : sql``}`.execute(tx)
  return rows.map((row) => {
    const { id, data, clocks, scopes, life } = Row.parse(row)
    const state = unpackState(parseClocks(clocks), data)
    return serverRecord({ table, id, values: data, state, scopes, life })
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

/**
 * Writes records whole.
 * @param known keys of those that are there at the time of the call; another one that is would be an error, and is not
 * overwritten
 */
export async function writeRecords(
  tx: Tx,
  records: readonly ServerRecord[],
  known: { readonly has: (key: string) => boolean },
): Promise<void> {
  const fresh = records.filter((record) => !known.has(keyOf(record)))
  const changed = records.filter((record) => known.has(keyOf(record)))
  await inPieces(fresh, (piece) => writeSome(tx, piece, sql``))
  await inPieces(changed, (piece) =>
    writeSome(
      tx,
      piece,
      sql`on conflict (table_name, id) do update
        set data = excluded.data, clocks = excluded.clocks, scopes = excluded.scopes, life = excluded.life`,
    ),
  )
}

async function writeSome(
  tx: Tx,
  records: readonly ServerRecord[],
  onConflict: RawBuilder<unknown>,
): Promise<void> {
  // Most records of a push are in the same scopes, which are therefore written down once.
  const scopeSets = new Map<string, number>()
  const places = records.map(({ scopes }) => {
    const set = JSON.stringify(scopes)
    const place = scopeSets.get(set) ?? scopeSets.size
    scopeSets.set(set, place)
    return place
  })
  const writing = sql`
    with scope_sets as materialized (
      select place - 1 as place, array(select json_array_elements_text(scopes::json)) as scopes
      from unnest(${texts([...scopeSets.keys()])}) with ordinality as sets (scopes, place)
    )
    insert into records (table_name, id, data, clocks, scopes, life)
    select table_name, id, data::jsonb, clocks::json, scope_sets.scopes, life
    from unnest(
      ${texts(records.map(({ table }) => table))}, ${uuids(records.map(({ id }) => id))},
      ${jsonTexts(records.map(({ values }) => JSON.stringify(values)))},
      ${jsonTexts(records.map((record) => clocksText(clocksOf(record))))},
      ${integers(places)}, ${texts(records.map(({ life }) => life))}
    ) as written (table_name, id, data, clocks, place, life)
    join scope_sets using (place) ${onConflict}`.execute(tx)
  // The feed will ask for them: now the database is at work.
  for (const record of records) recordChecksum(record)
  await writing
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
