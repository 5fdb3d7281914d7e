import { type AliasedRawBuilder, CompiledQuery, sql } from 'kysely'
import { hlcMs } from '#shared/sync/hlc.ts'
import { lastWrite, type RecordState } from '#shared/sync/merge.ts'
import type { Json } from '#shared/sync/op.ts'
import { type InsertText, putMany } from '../database/put-many.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { columnsOf, type EntityColumns, fitsColumn, snakeCase } from './entity-columns.ts'
import { localColumns } from './local-columns.ts'

interface RowStatements {
  readonly put: InsertText
  readonly remove: string
}

/**
 * Writes a record's row in place of what was there, `local` being its `localValues`. Which columns there are is known from the declaration, so the
 * text of the statement is made once a table; building it anew for each record would cost more than the write.
 */
export async function putRow(
  tx: Writer,
  table: string,
  id: string,
  state: RecordState,
  values: Readonly<Record<string, Json>>,
  local: readonly (string | null)[],
): Promise<void> {
  await putRows(tx, table, [{ id, state, values, local }])
}

/** What becomes a record's row. */
export interface RowToPut {
  readonly id: string
  readonly state: RecordState
  readonly values: Readonly<Record<string, Json>>
  readonly local: readonly (string | null)[]
}

/** `putRow` for many records of a table. */
export async function putRows(tx: Writer, table: string, rows: readonly RowToPut[]): Promise<void> {
  const columns = columnsOf(table)
  if (!columns) throw new Error(`no table for ${table}`)
  const { put } = statementsOf(table, columns)
  await putMany(
    tx,
    put,
    rows.map((row) => parametersOf(columns, row)),
  )
}

function parametersOf(columns: EntityColumns, { id, state, values, local }: RowToPut): unknown[] {
  const last = lastWrite(state)
  return [
    id,
    ...columns.fields.map(({ field, kind, absent }) => {
      const value = Object.hasOwn(values, field) ? (values[field] ?? null) : absent
      if (!fitsColumn(kind, value)) return null
      return kind === 'json' ? JSON.stringify(value) : value
    }),
    ...local,
    last?.by ?? null,
    last ? new Date(hlcMs(last.hlc)).toISOString() : null,
  ]
}

/** Takes a record's row away. */
export async function removeRow(tx: Writer, table: string, id: string): Promise<void> {
  const columns = columnsOf(table)
  if (columns) await tx.executeQuery(CompiledQuery.raw(statementsOf(table, columns).remove, [id]))
}

/** Takes the rows of many records of a table away. */
export async function removeRows(tx: Writer, table: string, ids: readonly string[]): Promise<void> {
  if (!columnsOf(table)) return
  const text = `delete from "${snakeCase(table)}" where "id" in (select value from json_each(?))`
  await tx.executeQuery(CompiledQuery.raw(text, [JSON.stringify(ids)]))
}

/** The fields of a record's row as they were written, or undefined when it has none. */
export async function readRow(
  db: Reader,
  columns: EntityColumns,
  id: string,
): Promise<Record<string, Json> | undefined> {
  return fieldsOf(db, columns).where(sql.ref('row.id'), '=', id).executeTakeFirst()
}

/** The fields of many records' rows by their id, of those that have one. */
export async function readRows(
  db: Reader,
  columns: EntityColumns,
  ids: readonly string[],
): Promise<Map<string, Record<string, Json>>> {
  const rows = await fieldsOf(db, columns)
    .select(sql<string>`row.id`.as(rowId))
    .where(sql.ref('row.id'), 'in', sql<string>`(select value from json_each(${JSON.stringify(ids)}))`)
    .execute()
  return new Map(rows.map(({ [rowId]: id, ...fields }) => [id, fields]))
}

/** No field is called so. */
const rowId = 'id of the row'

function fieldsOf(db: Reader, columns: EntityColumns) {
  return db.selectFrom(sql`${sql.table(columns.entity.table)}`.as('row')).select(selected(columns))
}

const selections = new Map<EntityColumns, AliasedRawBuilder<Json, string>[]>()

/** A table's fields as a query names them, made once: a record has dozens and is read all the time. */
function selected(columns: EntityColumns): AliasedRawBuilder<Json, string>[] {
  const made =
    selections.get(columns) ??
    columns.fields.map(({ field }) => sql<Json>`${sql.ref(`row.${field}`)}`.as(field))
  selections.set(columns, made)
  return made
}

const statements = new Map<string, RowStatements>()

function statementsOf(table: string, columns: EntityColumns): RowStatements {
  const made = statements.get(table) ?? makeStatements(table, columns)
  statements.set(table, made)
  return made
}

function makeStatements(table: string, columns: EntityColumns): RowStatements {
  const names = [
    ...columns.fields.map(({ column }) => column),
    ...(localColumns[table] ?? []),
    'updated_by',
    'updated_at',
  ]
  const quoted = names.map((name) => `"${name}"`)
  const marks = ['id', ...names].map(() => '?').join(', ')
  const renewed = quoted.map((name) => `${name} = excluded.${name}`).join(', ')
  const target = `"${snakeCase(table)}"`
  return {
    put: {
      opening: `insert into ${target} ("id", ${quoted.join(', ')}) values`,
      marks: `(${marks})`,
      closing: `on conflict ("id") do update set ${renewed}`,
    },
    remove: `delete from ${target} where "id" = ?`,
  }
}
