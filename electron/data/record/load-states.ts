import { sql } from 'kysely'
import { parseClocks, unpackState } from '#shared/sync/clocks.ts'
import type { RecordState } from '#shared/sync/merge.ts'
import type { Json } from '#shared/sync/op.ts'
import type { Reader } from '../database/schema.ts'
import { clocksText } from '../database/stored-clocks.ts'
import type { RecordKey } from '../queries/sync.ts'
import { columnsOf } from './entity-columns.ts'
import { readRows } from './entity-row.ts'
import { StoredValues } from './load-state.ts'

/** Merge states of many records by table and id. One that was never heard of is not among them. */
export interface LoadedStates {
  readonly of: (key: RecordKey) => RecordState | undefined
}

/** `loadState` for many records at once, in a few statements a table. */
export async function loadStates(db: Reader, keys: readonly RecordKey[]): Promise<LoadedStates> {
  const states = new Map<string, ReadonlyMap<string, RecordState>>()
  for (const table of new Set(keys.map((key) => key.table))) {
    const ids = keys.filter((key) => key.table === table).map(({ id }) => id)
    states.set(table, await statesOf(db, table, ids))
  }
  return { of: ({ table, id }) => states.get(table)?.get(id) }
}

async function statesOf(
  db: Reader,
  table: string,
  ids: readonly string[],
): Promise<Map<string, RecordState>> {
  const stored = await db
    .selectFrom('recordClocks')
    .select(['recordId', clocksText().as('clocks'), 'extra', 'life'])
    .where('tableName', '=', table)
    .where('recordId', 'in', listed(ids))
    .execute()
  const columns = columnsOf(table)
  const withRow = stored.filter(({ life }) => life !== 'deleted').map(({ recordId }) => recordId)
  const rows = columns ? await readRows(db, columns, withRow) : new Map<string, Record<string, Json>>()
  const kept = await keptValues(
    db,
    table,
    stored.filter(({ life }) => life === 'deleted' || !columns),
  )
  return new Map(
    stored.map(({ recordId, clocks, extra }) => {
      const values: Readonly<Record<string, Json>> = rows.get(recordId) ?? kept.get(recordId) ?? {}
      const beside = extra === null ? {} : StoredValues.parse(JSON.parse(extra))
      return [recordId, unpackState(parseClocks(clocks), { ...values, ...beside })]
    }),
  )
}

async function keptValues(
  db: Reader,
  table: string,
  stored: readonly { readonly recordId: string; readonly life: string }[],
): Promise<Map<string, Record<string, Json>>> {
  const kept = new Map<string, Record<string, Json>>()
  for (const keeper of ['graveyard', 'unknownRecords'] as const) {
    const ids = stored.filter(({ life }) => (life === 'deleted') === (keeper === 'graveyard'))
    if (ids.length === 0) continue
    const rows = await db
      .selectFrom(keeper)
      .select(['recordId', 'valuesJson'])
      .where('tableName', '=', table)
      .where('recordId', 'in', listed(ids.map(({ recordId }) => recordId)))
      .execute()
    for (const { recordId, valuesJson } of rows)
      kept.set(recordId, StoredValues.parse(JSON.parse(valuesJson)))
  }
  return kept
}

/** As JSON, since SQLite takes a limited number of parameters. */
const listed = (ids: readonly string[]) => sql<string>`(select value from json_each(${JSON.stringify(ids)}))`
