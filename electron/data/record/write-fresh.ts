import { CompiledQuery } from 'kysely'
import { mergedIntoField } from '#shared/domain/merging.ts'
import { type Hlc, hlcMs } from '#shared/sync/hlc.ts'
import type { Json } from '#shared/sync/op.ts'
import type { Writer } from '../database/schema.ts'
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
  /** Text of its packed clocks. */
  readonly clocks: string
  readonly lastHlc: Hlc
  readonly lastBy: string
}

/** Rows of one statement: enough to spread its cost, few enough to stay below SQLite's count of parameters. */
const rowsAtOnce = 128

/**
 * Whether `writeFresh` can take a record: its table is known and each value fits its column. Any other one goes
 * through `writeState`.
 */
export function isPlain(table: string, fields: readonly string[], values: readonly Json[]): boolean {
  const columns = columnsOf(table)
  if (!columns) return false
  // What was merged into another record has no row of its own.
  const merged = fields.indexOf(mergedIntoField)
  if (merged >= 0 && (values[merged] ?? null) !== null) return false
  return fields.every((field, at) => {
    const column = columns.byName.get(field)
    return column !== undefined && fitsColumn(column.kind, values[at] ?? null)
  })
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
  const texts = statementsFor(table, columns, fields)
  const kinds = fields.map((field) => columns.byName.get(field)?.kind)
  for (let from = 0; from < records.length; from += rowsAtOnce) {
    const part = records.slice(from, from + rowsAtOnce)
    const rows: unknown[] = []
    const clocks: unknown[] = []
    const members: unknown[] = []
    for (const record of part) {
      rows.push(record.id)
      for (let at = 0; at < fields.length; at += 1) {
        const value = record.values[at] ?? null
        rows.push(kinds[at] === 'json' ? JSON.stringify(value) : value)
      }
      rows.push(record.lastBy, new Date(hlcMs(record.lastHlc)).toISOString())
      clocks.push(table, record.id, record.clocks)
      members.push(table, record.id, scope)
    }
    await tx.executeQuery(CompiledQuery.raw(texts.rows(part.length), rows))
    await tx.executeQuery(CompiledQuery.raw(clocksText(part.length), clocks))
    await tx.executeQuery(CompiledQuery.raw(membersText(part.length), members))
  }
}

interface Statements {
  readonly rows: (count: number) => string
}

const made = new Map<string, Statements>()
/** Shapes whose texts are kept; a library has a handful a table. */
const shapesKept = 500

function statementsFor(table: string, columns: EntityColumns, fields: readonly string[]): Statements {
  const name = `${table} ${fields.join(' ')}`
  const known = made.get(name)
  if (known) return known
  const written = fields.flatMap((field) => columns.byName.get(field)?.column ?? [])
  // A field that was never written reads as its declared default.
  const absent = columns.fields.filter(({ field, absent }) => absent !== null && !fields.includes(field))
  const names = ['id', ...written, 'updated_by', 'updated_at', ...absent.map(({ column }) => column)]
  const marks = `(?, ${written.map(() => '?, ').join('')}?, ?${absent.map(({ kind, absent }) => `, ${literal(kind === 'json' ? JSON.stringify(absent) : absent)}`).join('')})`
  const opening = `insert or replace into "${snakeCase(table)}" (${names.map((column) => `"${column}"`).join(', ')}) values `
  const statements = { rows: repeated(opening, marks) }
  if (made.size >= shapesKept) made.clear()
  made.set(name, statements)
  return statements
}

const clocksText = repeated(
  'insert or replace into record_clocks (table_name, record_id, clocks, life) values ',
  "(?, ?, ?, 'alive')",
)
const membersText = repeated(
  'insert or ignore into membership (table_name, record_id, scope) values ',
  '(?, ?, ?)',
)

function repeated(opening: string, marks: string): (count: number) => string {
  const whole = opening + Array.from({ length: rowsAtOnce }, () => marks).join(', ')
  return (count) =>
    count === rowsAtOnce ? whole : opening + Array.from({ length: count }, () => marks).join(', ')
}

function literal(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? '1' : '0'
  return `'${String(value).replaceAll("'", "''")}'`
}
