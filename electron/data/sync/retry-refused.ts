import { AppError } from '#shared/contract/errors.ts'
import { entityOf, type TableName } from '#shared/domain/entities.ts'
import type { Op } from '#shared/sync/op.ts'
import type { Writer } from '../database/schema.ts'
import { findRefusedOp, refusedOpsOf, removeRefusedOp } from '../queries/sync.ts'
import { type RecordChange, record, type WriteContext } from '../record/record.ts'
import { parseOp } from './record-in-hand.ts'

/**
 * Sends a refused change again, as a new operation on what the record is now. Refused changes of the same record
 * that were made before it go first: what created the record must come before what changed it.
 * @throws AppError record/not-found when the change is there no more, record/invalid when it breaks a rule
 */
export async function retryRefused(tx: Writer, context: WriteContext, opId: string): Promise<void> {
  const row = await findRefusedOp(tx, opId)
  if (!row) throw new AppError('record/not-found')
  const last = parseOp(row.op)
  const all = await refusedOpsOf(tx, { table: row.tableName, id: row.recordId })
  const due = all
    .map(({ op }) => parseOp(op))
    .filter((op) => op.localSeq <= last.localSeq)
    .sort((a, b) => a.localSeq - b.localSeq)
  for (const op of due) {
    await record(tx, context, changeOf(op))
    await removeRefusedOp(tx, op.opId)
  }
}

function changeOf({ table, id, kind, fields }: Op): RecordChange {
  const entity = entityOf(table)
  if (!entity) throw new AppError('record/not-found')
  const name = table as TableName
  if (kind === 'delete') return { table: name, id, kind: 'delete' }
  if (kind === 'undelete') return { table: name, id, kind: 'undelete' }
  const known = Object.entries(fields).filter(([field]) => Object.hasOwn(entity.allFields, field))
  // `record` judges every value by the declaration of its field.
  const values = Object.fromEntries(known.map(([field, { v }]) => [field, v])) as object
  return { table: name, id, kind: 'set', values }
}
