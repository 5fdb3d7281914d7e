import { packClocks } from '#shared/sync/clocks.ts'
import { hlcMs } from '#shared/sync/hlc.ts'
import {
  canonical,
  conflictsOf,
  type Loss,
  lastWrite,
  lifeOf,
  type RecordState,
  valuesOf,
} from '#shared/sync/merge.ts'
import type { Json } from '#shared/sync/op.ts'
import type { Writer } from '../database/schema.ts'
import { putSearchText, removeSearchText } from '../search/search-index.ts'
import { columnsOf, extraOf } from './entity-columns.ts'
import { putRow, removeRow } from './entity-row.ts'
import { loadState } from './load-state.ts'
import { localValues } from './local-columns.ts'
import { intoOf, isMergeable, isOutOfSight, settleMerged, shownReferences } from './merged-records.ts'
import { searchTextOf } from './search-text.ts'

/**
 * Writes all that a record's merge state says: its row (or its grave), its stamps, its open conflicts, the values
 * that newly lost, and its text in the search index. The one way a state reaches the store, for local writes and
 * pulled changes alike.
 * @param losses values overwritten by concurrent writes, as `applyOp` returned them; known ones are not doubled
 * @param noticedAt ISO instant for the history
 */
export async function writeState(
  tx: Writer,
  table: string,
  id: string,
  state: RecordState,
  losses: readonly Loss[],
  noticedAt: string,
): Promise<void> {
  const values = valuesOf(state)
  const columns = columnsOf(table)
  const life = lifeOf(state)
  const outOfSight = life !== 'deleted' && (await isOutOfSight(tx, table, id))
  const { shown, raw } = await shownReferences(tx, table, values)
  // What the row does not say stands beside it: all of a record for which another one stands.
  const beside = columns && !outOfSight ? extraOf(columns, values) : null
  const extra = outOfSight ? values : raw ? { ...beside, ...raw } : beside
  const row = {
    clocks: JSON.stringify(packClocks(state)),
    extra: extra === null ? null : JSON.stringify(extra),
    life,
  }
  await tx
    .insertInto('recordClocks')
    .values({ tableName: table, recordId: id, ...row })
    .onConflict((conflict) => conflict.columns(['tableName', 'recordId']).doUpdateSet(row))
    .execute()
  if (life === 'deleted') {
    await removeRow(tx, table, id)
    await dropKept(tx, 'unknownRecords', table, id)
    await keepValues(tx, 'graveyard', table, id, values)
    await removeSearchText(tx, table, id)
  } else if (outOfSight) {
    await removeRow(tx, table, id)
    await dropKept(tx, 'graveyard', table, id)
    await removeSearchText(tx, table, id)
  } else {
    await dropKept(tx, 'graveyard', table, id)
    if (!columns) await keepValues(tx, 'unknownRecords', table, id, values)
    else {
      const local = localValues(table, values)
      await putRow(tx, table, id, state, shown, local)
      const last = lastWrite(state)
      const changedAt = last ? new Date(hlcMs(last.hlc)).toISOString() : null
      const text = searchTextOf(columns, values, changedAt)
      if (text) await putSearchText(tx, table, id, text)
    }
  }
  await writeConflicts(tx, table, id, state, columns?.surfaced ?? [], noticedAt)
  await writeHistory(tx, table, id, losses, noticedAt)
  if (isMergeable(table)) await settleMerged(tx, table, id, intoOf(values), rewriteRecord)
}

/** Writes a record anew as its merge state says, where this device holds one. */
export async function rewriteRecord(tx: Writer, table: string, id: string): Promise<void> {
  const state = await loadState(tx, table, id)
  if (Object.keys(state).length > 0) await writeState(tx, table, id, state, [], '')
}

type Keeper = 'graveyard' | 'unknownRecords'

async function keepValues(
  tx: Writer,
  keeper: Keeper,
  tableName: string,
  recordId: string,
  values: Readonly<Record<string, Json>>,
): Promise<void> {
  const valuesJson = JSON.stringify(values)
  await tx
    .insertInto(keeper)
    .values({ tableName, recordId, valuesJson })
    .onConflict((conflict) => conflict.columns(['tableName', 'recordId']).doUpdateSet({ valuesJson }))
    .execute()
}

async function dropKept(tx: Writer, keeper: Keeper, table: string, id: string): Promise<void> {
  await tx.deleteFrom(keeper).where('tableName', '=', table).where('recordId', '=', id).execute()
}

/** A conflict that stands keeps the moment it was first seen; one that was settled goes. */
async function writeConflicts(
  tx: Writer,
  table: string,
  id: string,
  state: RecordState,
  surfaced: readonly string[],
  since: string,
): Promise<void> {
  const open = conflictsOf(state, surfaced)
  await tx
    .deleteFrom('conflicts')
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .$if(open.length > 0, (remove) =>
      remove.where(
        'field',
        'not in',
        open.map(({ field }) => field),
      ),
    )
    .execute()
  for (const { field, values } of open) {
    const writes = JSON.stringify(values)
    await tx
      .insertInto('conflicts')
      .values({ tableName: table, recordId: id, field, writes, since })
      .onConflict((conflict) => conflict.columns(['tableName', 'recordId', 'field']).doUpdateSet({ writes }))
      .execute()
  }
}

async function writeHistory(
  tx: Writer,
  table: string,
  id: string,
  losses: readonly Loss[],
  noticedAt: string,
): Promise<void> {
  for (const { field, lost, kept } of losses) {
    await tx
      .insertInto('fieldHistory')
      .values({
        tableName: table,
        recordId: id,
        field,
        lostValue: canonical(lost.v),
        lostHlc: lost.hlc,
        lostBy: lost.by,
        keptValue: canonical(kept.v),
        keptHlc: kept.hlc,
        keptBy: kept.by,
        noticedAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}
