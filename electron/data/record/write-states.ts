import { CompiledQuery } from 'kysely'
import { packClocks } from '#shared/sync/clocks.ts'
import { hlcMs } from '#shared/sync/hlc.ts'
import { conflictsOf, type Loss, lastWrite, lifeOf, type RecordState, valuesOf } from '#shared/sync/merge.ts'
import { putMany } from '../database/put-many.ts'
import type { Writer } from '../database/schema.ts'
import { putSearchTexts, removeSearchTexts, type SearchText } from '../search/search-index.ts'
import { columnsOf, type EntityColumns, extraOf } from './entity-columns.ts'
import { putRows, removeRows } from './entity-row.ts'
import { localColumns, localValues } from './local-columns.ts'
import { intoOf, namedRecords } from './merged-records.ts'
import { searchTextOf } from './search-text.ts'
import { writeState } from './write-state.ts'

/** A record's merge state on its way into the store. */
export interface StateToWrite {
  readonly table: string
  readonly id: string
  readonly before: RecordState
  readonly state: RecordState
  readonly losses: readonly Loss[]
}

/**
 * `writeState` for many records, each of which occurs once: the same rows, graves, stamps and search text, in a few
 * statements a table. Records with conflicts, losses or merged ones about them go through `writeState` one by one.
 * @param indexLater leaves spellings and search text of records that come to light to the backlog
 * (search/backlog.ts)
 * @returns the records that are left to the backlog
 */
export async function writeStates(
  tx: Writer,
  written: readonly StateToWrite[],
  noticedAt: string,
  { indexLater }: { readonly indexLater: boolean },
): Promise<StateToWrite[]> {
  const merged = await mergedIds(tx)
  const left: StateToWrite[] = []
  const plain = new Map<string, StateToWrite[]>()
  for (const one of written) {
    const { table, id, state, losses } = one
    if (isPlain(one, merged)) plain.set(table, [...(plain.get(table) ?? []), one])
    else await writeState(tx, table, id, state, losses, noticedAt)
  }
  for (const [table, of] of plain) {
    const columns = columnsOf(table)
    if (columns) left.push(...(await writePlain(tx, columns, of, indexLater)))
  }
  return left
}

/** Every record that was merged, that was merged into, or that stands for one. */
async function mergedIds(tx: Writer): Promise<ReadonlySet<string>> {
  const rows = await tx.selectFrom('mergedRecords').select(['recordId', 'intoId', 'standsId']).execute()
  return new Set(rows.flatMap(({ recordId, intoId, standsId }) => [recordId, intoId, standsId ?? recordId]))
}

function isPlain({ table, id, before, state, losses }: StateToWrite, merged: ReadonlySet<string>): boolean {
  const columns = columnsOf(table)
  if (!columns || losses.length > 0) return false
  if (conflictsOf(before, columns.surfaced).length > 0 || conflictsOf(state, columns.surfaced).length > 0)
    return false
  const values = valuesOf(state)
  return (
    intoOf(values) === null &&
    intoOf(valuesOf(before)) === null &&
    (merged.size === 0 ||
      (!merged.has(id) && !namedRecords(table, values).some((named) => merged.has(named))))
  )
}

async function writePlain(
  tx: Writer,
  columns: EntityColumns,
  written: readonly StateToWrite[],
  indexLater: boolean,
): Promise<StateToWrite[]> {
  const { table } = columns.entity
  const seen = written
    .map((one) => ({ ...one, values: valuesOf(one.state), life: lifeOf(one.state) }))
    // In the order of the keys, which costs a third of any other one.
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  await putMany(
    tx,
    clocksText,
    seen.map(({ id, state, values, life }) => {
      const extra = extraOf(columns, values)
      return [
        table,
        id,
        JSON.stringify(packClocks(state)),
        extra === null ? null : JSON.stringify(extra),
        life,
      ]
    }),
  )
  const gone = seen.filter(({ life }) => life === 'deleted')
  if (gone.length > 0) {
    const ids = gone.map(({ id }) => id)
    await removeRows(tx, table, ids)
    await removeAll(tx, 'delete from unknown_records where table_name = ? and record_id in', [table], ids)
    await putMany(
      tx,
      graveText,
      gone.map(({ id, values }) => [table, id, JSON.stringify(values)]),
    )
    await removeSearchTexts(tx, table, ids)
  }
  const living = seen.filter(({ life }) => life !== 'deleted')
  const dug = living.filter(({ before }) => lifeOf(before) === 'deleted')
  if (dug.length > 0)
    await removeAll(
      tx,
      'delete from graveyard where table_name = ? and record_id in',
      [table],
      dug.map(({ id }) => id),
    )
  // Of a record that was seen before, the index knows what it said.
  const later = living.filter(({ before }) => indexLater && !isSeen(before))
  const isLater = new Set<unknown>(later)
  const noLocal = (localColumns[table] ?? []).map(() => null)
  await putRows(
    tx,
    table,
    living.map((one) => ({ ...one, local: isLater.has(one) ? noLocal : localValues(table, one.values) })),
  )
  const texts = living.flatMap((one): SearchText[] => {
    const text = isLater.has(one) ? null : searchTextOf(columns, one.values, changedAt(one.state))
    return text ? [{ id: one.id, text }] : []
  })
  await putSearchTexts(tx, table, texts)
  return later
}

const isSeen = (state: RecordState) => Object.keys(state).length > 0 && lifeOf(state) !== 'deleted'

function changedAt(state: RecordState): string | null {
  const last = lastWrite(state)
  return last ? new Date(hlcMs(last.hlc)).toISOString() : null
}

const clocksText = {
  opening: 'insert into record_clocks (table_name, record_id, clocks, extra, life) values',
  marks: '(?, ?, ?, ?, ?)',
  closing:
    'on conflict (table_name, record_id) do update set clocks = excluded.clocks, extra = excluded.extra, life = excluded.life',
}
const graveText = {
  opening: 'insert into graveyard (table_name, record_id, values_json) values',
  marks: '(?, ?, ?)',
  closing: 'on conflict (table_name, record_id) do update set values_json = excluded.values_json',
}

async function removeAll(
  tx: Writer,
  opening: string,
  parameters: readonly unknown[],
  ids: readonly string[],
): Promise<void> {
  await tx.executeQuery(
    CompiledQuery.raw(`${opening} (select value from json_each(?))`, [...parameters, JSON.stringify(ids)]),
  )
}
