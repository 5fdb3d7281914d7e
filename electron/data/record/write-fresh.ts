import { CompiledQuery } from 'kysely'
import { mergedIntoField } from '#shared/domain/merging.ts'
import type { ClocksInTwo } from '#shared/sync/clocks.ts'
import { type Hlc, hlcMs } from '#shared/sync/hlc.ts'
import type { Json } from '#shared/sync/op.ts'
import type { Writer } from '../database/schema.ts'
import { keptClocks } from '../database/stored-clocks.ts'
import { columnsOf, type EntityColumns, fitsColumn, snakeCase } from './entity-columns.ts'

/** Records of one table with the same fields, none of which this device holds anything of. */
export interface FreshRecords {
  readonly table: string
  /** Names of the fields that were written, sorted. */
  readonly fields: readonly string[]
  readonly records: readonly FreshRecord[]
}

/** A living record without open conflicts. */
export interface FreshRecord {
  readonly id: string
  /** In the order of `fields`. */
  readonly values: readonly Json[]
  /** Its packed clocks, whole or in the two parts that they are kept in. */
  readonly clocks: string | ClocksInTwo
  readonly lastHlc: Hlc
  readonly lastBy: string
}

/**
 * Rows of one statement: enough to spread its cost, few enough to stay below SQLite's count of parameters. A few
 * numbers only, so that the prepared statements stay few and are met again.
 */
const rowsAtOnce = [128, 16, 1] as const

/**
 * What tells whether `writeFresh` can take a record of a table with these fields by its values: the table is known
 * and each value fits its column. Any other one goes through `writeState`.
 */
export function plainness(table: string, fields: readonly string[]): (values: readonly Json[]) => boolean {
  const columns = columnsOf(table)
  const kinds = fields.flatMap((field) => columns?.byName.get(field)?.kind ?? [])
  if (kinds.length < fields.length) return () => false
  // What was merged into another record has no row of its own.
  const merged = fields.indexOf(mergedIntoField)
  return (values) =>
    (merged < 0 || (values[merged] ?? null) === null) &&
    kinds.every((kind, at) => fitsColumn(kind, values[at] ?? null))
}

/**
 * Writes many new records at once: row, stamps and membership, as `writeState` and `enterScope` would one by one,
 * but for the spellings and the search index, which cost five times the rest and are made afterwards (see
 * search/backlog.ts). Remains of a damaged record are replaced. Rows arrive in the order of their ids, so that every index grows at its end.
 */
export async function writeFresh(tx: Writer, scope: string, fresh: FreshRecords): Promise<void> {
  const { table, fields, records } = fresh
  const columns = columnsOf(table)
  if (!columns) throw new Error(`no table for ${table}`)
  const texts = statementsFor(columns, fields)
  const kinds = fields.map((field) => columns.byName.get(field)?.kind)
  const kept = await keptClocks(
    tx,
    records.map(({ clocks }) => clocks),
  )
  for (let from = 0; from < records.length; ) {
    const count = rowsAtOnce.find((some) => some <= records.length - from) ?? 1
    const rows: unknown[] = []
    const clocks: unknown[] = []
    const members: unknown[] = []
    for (let place = from; place < from + count; place += 1) {
      const record = records[place]
      if (!record) continue
      rows.push(record.id)
      for (let at = 0; at < fields.length; at += 1) {
        const value = record.values[at] ?? null
        rows.push(kinds[at] === 'json' ? JSON.stringify(value) : value)
      }
      rows.push(record.lastBy, new Date(hlcMs(record.lastHlc)).toISOString())
      clocks.push(record.id, kept[place])
      members.push(record.id, scope)
    }
    await tx.executeQuery(CompiledQuery.raw(texts.rows(count), rows))
    await tx.executeQuery(CompiledQuery.raw(texts.clocks(count), clocks))
    await tx.executeQuery(CompiledQuery.raw(texts.members(count), members))
    from += count
  }
}

type Repeated = (count: number) => string

/** Texts of statements for so many rows each. */
interface Statements {
  readonly rows: Repeated
  readonly clocks: Repeated
  readonly members: Repeated
}

const made = new Map<string, Statements>()
/** Shapes whose texts are kept; a library has a handful a table. */
const shapesKept = 500

function statementsFor(columns: EntityColumns, fields: readonly string[]): Statements {
  const { table } = columns.entity
  const name = `${table} ${fields.join(' ')}`
  const known = made.get(name)
  if (known) return known
  const written = fields.flatMap((field) => columns.byName.get(field)?.column ?? [])
  // A field that was never written reads as its declared default.
  const absent = columns.fields.filter(({ field, absent }) => absent !== null && !fields.includes(field))
  const names = ['id', ...written, 'updated_by', 'updated_at', ...absent.map(({ column }) => column)]
  const marks = `(?, ${written.map(() => '?, ').join('')}?, ?${absent.map(({ kind, absent }) => `, ${literal(kind === 'json' ? JSON.stringify(absent) : absent)}`).join('')})`
  const listed = names.map((column) => `"${column}"`).join(', ')
  // Each value that is not bound saves time: the table's name stands in the text.
  const statements = {
    rows: repeated(`insert or replace into "${snakeCase(table)}" (${listed}) values `, marks),
    clocks: repeated(
      `insert or replace into record_clocks (table_name, record_id, clocks, life) values `,
      `('${table}', ?, ?, 'alive')`,
    ),
    members: repeated(
      'insert or ignore into membership (table_name, record_id, scope) values ',
      `('${table}', ?, ?)`,
    ),
  }
  if (made.size >= shapesKept) made.clear()
  made.set(name, statements)
  return statements
}

function repeated(opening: string, marks: string): Repeated {
  const texts = new Map<number, string>(
    rowsAtOnce.map((count) => [count, opening + Array.from({ length: count }, () => marks).join(', ')]),
  )
  return (count) => texts.get(count) ?? ''
}

function literal(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? '1' : '0'
  return `'${String(value).replaceAll("'", "''")}'`
}
