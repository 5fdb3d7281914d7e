import { z } from 'zod'
import { parseClocks, unpackState } from '#shared/sync/clocks.ts'
import { emptyRecord, type RecordState, valuesOf } from '#shared/sync/merge.ts'
import type { Json } from '#shared/sync/op.ts'
import type { Life, Reader } from '../database/schema.ts'
import { clocksText } from '../database/stored-clocks.ts'
import { columnsOf } from './entity-columns.ts'
import { readRow } from './entity-row.ts'

/** Values as the graveyard and the like keep them. */
export const StoredValues = z.record(z.string(), z.json())

/**
 * The merge state of a record: the stamps beside its row joined with the values wherever they stand (row, graveyard,
 * or beside the row for fields this version does not know). Empty for a record never heard of.
 */
export async function loadState(db: Reader, table: string, id: string): Promise<RecordState> {
  const clocks = await db
    .selectFrom('recordClocks')
    .select([clocksText().as('clocks'), 'extra', 'life'])
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .executeTakeFirst()
  if (!clocks) return emptyRecord
  const values = await storedValues(db, table, id, clocks.life)
  const extra = clocks.extra === null ? {} : StoredValues.parse(JSON.parse(clocks.extra))
  return unpackState(parseClocks(clocks.clocks), { ...values, ...extra })
}

/** The visible values of a record that lives, without its id; undefined for one that is deleted or unknown. */
export async function loadValues(
  db: Reader,
  table: string,
  id: string,
): Promise<Record<string, Json> | undefined> {
  const clocks = await db
    .selectFrom('recordClocks')
    .select('life')
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .executeTakeFirst()
  if (!clocks || clocks.life === 'deleted') return undefined
  return valuesOf(await loadState(db, table, id))
}

async function storedValues(
  db: Reader,
  table: string,
  id: string,
  life: Life,
): Promise<Readonly<Record<string, Json>>> {
  const columns = columnsOf(table)
  if (life !== 'deleted' && columns) return (await readRow(db, columns, id)) ?? {}
  const kept = await db
    .selectFrom(life === 'deleted' ? 'graveyard' : 'unknownRecords')
    .select('valuesJson')
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .executeTakeFirst()
  return kept ? StoredValues.parse(JSON.parse(kept.valuesJson)) : {}
}
