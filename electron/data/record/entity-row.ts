import { CompiledQuery, sql } from 'kysely'
import { hlcMs } from '#shared/sync/hlc.ts'
import { lastWrite, type RecordState } from '#shared/sync/merge.ts'
import type { Json } from '#shared/sync/op.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { columnsOf, type EntityColumns, fitsColumn, snakeCase } from './entity-columns.ts'
import { localColumns } from './local-columns.ts'

interface RowStatements {
  readonly put: string
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
  const columns = columnsOf(table)
  if (!columns) throw new Error(`no table for ${table}`)
  const last = lastWrite(state)
  const parameters = [
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
  await tx.executeQuery(CompiledQuery.raw(statementsOf(table, columns).put, parameters))
}

/** Takes a record's row away. */
export async function removeRow(tx: Writer, table: string, id: string): Promise<void> {
  const columns = columnsOf(table)
  if (columns) await tx.executeQuery(CompiledQuery.raw(statementsOf(table, columns).remove, [id]))
}

/** The fields of a record's row as they were written, or undefined when it has none. */
export async function readRow(
  db: Reader,
  columns: EntityColumns,
  id: string,
): Promise<Record<string, Json> | undefined> {
  const row = await db
    .selectFrom(sql`${sql.table(columns.entity.table)}`.as('row'))
    .select(columns.fields.map(({ field }) => sql<Json>`${sql.ref(`row.${field}`)}`.as(field)))
    .where(sql.ref('row.id'), '=', id)
    .executeTakeFirst()
  return row
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
    put: `insert into ${target} ("id", ${quoted.join(', ')}) values (${marks}) on conflict ("id") do update set ${renewed}`,
    remove: `delete from ${target} where "id" = ?`,
  }
}
