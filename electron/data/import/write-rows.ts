import { sameValue } from '#shared/sync/merge.ts'
import type { Json } from '#shared/sync/op.ts'
import type { Writer } from '../database/schema.ts'
import { loadValues } from '../record/load-state.ts'
import { type RecordChange, record, type WriteContext } from '../record/record.ts'
import { type OneOfMany, recordMany } from '../record/record-many.ts'
import type { RowWrite, RowWrites } from './row-writes.ts'

/** Writes what some rows make and change, in one transaction. */
export async function writeRows(
  tx: Writer,
  context: WriteContext,
  rows: readonly RowWrites[],
  options: { readonly indexLater: boolean },
): Promise<void> {
  const writes = rows.flatMap((row) => row.writes)
  const fresh = writes.filter(({ how }) => how === 'new')
  // `record` and `recordMany` judge every value by the declaration of its field.
  const changes = fresh.map(
    ({ table, id, values }) => ({ table, id, kind: 'set', values, isNew: true }) as OneOfMany,
  )
  await recordMany(tx, context, changes, options)
  for (const write of writes) if (write.how !== 'new') await change(tx, context, write)
}

/** A record that is gone meanwhile stays gone. */
async function change(
  tx: Writer,
  context: WriteContext,
  { table, id, values, how }: RowWrite,
): Promise<void> {
  const now = await loadValues(tx, table, id)
  if (!now) return
  const wanted = Object.entries(values).flatMap(([field, value]): [string, unknown][] => {
    const present = now[field]
    if (Array.isArray(value)) return [[field, united(Array.isArray(present) ? present : [], value as Json[])]]
    const isEmpty = present === null || present === undefined || present === ''
    return how === 'set' || isEmpty ? [[field, value]] : []
  })
  if (wanted.length > 0)
    await record(tx, context, { table, id, kind: 'set', values: Object.fromEntries(wanted) } as RecordChange)
}

function united(present: readonly Json[], given: readonly Json[]): Json[] {
  return [...present, ...given.filter((one) => !present.some((there) => sameValue(there, one)))]
}
