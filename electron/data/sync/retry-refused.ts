import { AppError } from '#shared/contract/errors.ts'
import { entityOf, type TableName } from '#shared/domain/entities.ts'
import { type RecordState, sameValue, valuesOf } from '#shared/sync/merge.ts'
import type { FieldWrite, Json, Op } from '#shared/sync/op.ts'
import { distinct, tagOf } from '#shared/sync/sets.ts'
import type { Writer } from '../database/schema.ts'
import { refusedOpsOfGroup } from '../queries/groups.ts'
import {
  findRefusedOp,
  keepAcknowledgedOp,
  type QuarantineRow,
  refusedOpsOf,
  removeRefusedOp,
} from '../queries/sync.ts'
import { commitOperation, nextStamp } from '../record/commit-operation.ts'
import { loadState } from '../record/load-state.ts'
import { changeOfFields, type RecordChange, record, type WriteContext } from '../record/record.ts'
import { writeAsWhole } from '../record/write-as-whole.ts'
import { parseOp } from './stored-op.ts'

/**
 * Sends a refused change again, as a new operation on what the record is now. Refused changes of the same record
 * that were made before it go first: what created the record must come before what changed it. What was refused as a
 * whole goes again as a whole.
 * @throws AppError record/not-found when the change is there no more, record/invalid when it breaks a rule
 */
export async function retryRefused(tx: Writer, context: WriteContext, opId: string): Promise<void> {
  const row = await findRefusedOp(tx, opId)
  if (!row) throw new AppError('record/not-found')
  const last = parseOp(row.op)
  if (last.group) {
    const whole = inOrder(await refusedOpsOfGroup(tx, last.group.id))
    await writeAsWhole(tx, context, (part) => sendAgain(tx, part, whole))
    return
  }
  const all = inOrder(await refusedOpsOf(tx, { table: row.tableName, id: row.recordId }))
  await sendAgain(
    tx,
    context,
    all.filter((op) => op.localSeq <= last.localSeq),
  )
}

const inOrder = (rows: readonly Pick<QuarantineRow, 'op'>[]): Op[] =>
  rows.map(({ op }) => parseOp(op)).sort((a, b) => a.localSeq - b.localSeq)

async function sendAgain(tx: Writer, context: WriteContext, due: readonly Op[]): Promise<void> {
  for (const op of due) {
    const before = await loadState(tx, op.table, op.id)
    if (op.kind === 'request') await askAgain(tx, context, op, before)
    else await record(tx, context, changeOf(op, before))
    await removeRefusedOp(tx, op.opId)
  }
}

/** A request is no change of values that `record` could judge; what it asks for is the server's to judge. */
async function askAgain(tx: Writer, context: WriteContext, op: Op, before: RecordState): Promise<void> {
  const { table, id } = op
  const hlc = await nextStamp(tx, context)
  const fields = Object.fromEntries(
    Object.entries(op.fields).map(([name, { v }]): [string, FieldWrite] => {
      const heads = Object.hasOwn(before, name) ? (before[name]?.heads ?? []) : []
      return [name, { v, hlc, base: heads.map((head) => head.hlc) }]
    }),
  )
  await commitOperation(tx, context, { table, id, kind: 'request', before, hlc, fields })
}

function changeOf({ table, id, kind, fields }: Op, before: RecordState): RecordChange {
  const entity = entityOf(table)
  if (!entity) throw new AppError('record/not-found')
  const name = table as TableName
  if (kind === 'delete') return { table: name, id, kind: 'delete' }
  if (kind === 'undelete') return { table: name, id, kind: 'undelete' }
  const known = Object.entries(fields).filter(([field]) => Object.hasOwn(entity.allFields, field))
  // `record` judges every value by the declaration of its field.
  const values = Object.fromEntries(
    known.map(([field, write]) => [field, write.set ? listAgain(before, field, write) : write.v]),
  )
  return changeOfFields(name, id, values)
}

/** In a list that others keep too, only what this change put in and took out is done again. */
function listAgain(state: RecordState, field: string, { v, set }: FieldWrite): Json {
  const now = valuesOf(state)[field]
  if (!set || !Array.isArray(now)) return v
  const elements = state[field]?.set?.elements ?? []
  const gone = elements.filter((element) => set.remove.includes(tagOf(element)))
  const kept = (now as readonly Json[]).filter(
    (value) => !gone.some((element) => sameValue(element.v, value)),
  )
  return distinct([...kept, ...set.add])
}

/**
 * Takes a refused operation off the list: the journal keeps it, with the answer that it was refused.
 * @param at ISO instant, by the server's clock
 */
export async function setRefusedAside(tx: Writer, opId: string, at: string): Promise<void> {
  const row = await findRefusedOp(tx, opId)
  if (!row) return
  const { op, reason, detail } = row
  const result = JSON.stringify({ opId, status: 'quarantined', reason, detail })
  await keepAcknowledgedOp(tx, { opId, localSeq: parseOp(op).localSeq, op, result, ackedAt: at })
  await removeRefusedOp(tx, opId)
}
