import type { PendingChange } from '#shared/contract/sync.ts'
import { type Op, writtenValues } from '#shared/sync/op.ts'
import type { Reader } from '../database/schema.ts'
import { homeOf } from './homes.ts'
import { titleOf } from './titles.ts'

/** An operation in the words of the screens: whose record it changes, where that is seen, and which fields. */
export async function plainChange(
  db: Reader,
  op: Op,
): Promise<Omit<PendingChange, 'at' | 'reason' | 'detail'>> {
  const written = writtenValues(op)
  return {
    opId: op.opId,
    table: op.table,
    recordId: op.id,
    title: await titleOf(db, op.table, op.id, written),
    home: await homeOf(db, op, written),
    // A new record is told from an edited one.
    kind: op.kind === 'set' ? (Object.hasOwn(op.fields, 'createdBy') ? 'create' : 'update') : op.kind,
    fields: Object.keys(op.fields),
  }
}
