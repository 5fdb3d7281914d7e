import type { TableName } from '#shared/domain/entities.ts'
import type { Writer } from '../database/schema.ts'
import { isDeleted } from '../queries/records.ts'
import { type RecordChange, record, type WriteContext } from '../record/record.ts'

export type SetChange = Extract<RecordChange, { kind: 'set' }>

/** Writes a record that may have been deleted before: a form that brings a row back means the row to be there. */
export async function saveRecord(tx: Writer, context: WriteContext, change: SetChange): Promise<void> {
  const { table, id } = change
  if (await isDeleted(tx, table, id)) await record(tx, context, { table, id, kind: 'undelete' })
  await record(tx, context, change)
}

/**
 * Makes the rows of a form the rows there are: writes each of them and deletes the existing ones not among them. A row
 * that came from elsewhere after the form was opened (`seen` does not hold it) is left alone.
 */
export async function replaceRecords(
  tx: Writer,
  context: WriteContext,
  table: TableName,
  existing: readonly { readonly id: string }[],
  changes: readonly SetChange[],
  seen: unknown,
): Promise<void> {
  const wanted = new Set(changes.map(({ id }) => id))
  const shown = rowsById(seen)
  for (const { id } of existing) {
    if (!wanted.has(id) && (shown === null || shown.has(id)))
      await record(tx, context, { table, id, kind: 'delete' })
  }
  for (const change of changes) await saveRecord(tx, context, { ...change, seen: shown?.get(change.id) })
}

/** The rows a form showed, by id; null where it did not say. */
function rowsById(seen: unknown): ReadonlyMap<string, Readonly<Record<string, unknown>>> | null {
  if (!Array.isArray(seen)) return null
  const rows = seen.filter((row) => typeof row === 'object' && row !== null)
  return new Map(rows.map((row: Readonly<Record<string, unknown>>) => [String(row.id), row]))
}
