import { AppError } from '#shared/contract/errors.ts'
import { entityOf } from '#shared/domain/entities.ts'
import { sameValue } from '#shared/sync/merge.ts'
import { type Op, Op as OpSchema } from '#shared/sync/op.ts'
import type { Writer } from '../database/schema.ts'
import { commitOperation, nextStamp } from '../record/commit-operation.ts'
import { loadState } from '../record/load-state.ts'
import type { WriteContext } from '../record/record.ts'

export interface Settlement {
  readonly table: string
  readonly recordId: string
  readonly field: string
  /** One of the values, by its stamp, or a value of one's own. */
  readonly choice: { readonly hlc: string } | { readonly value: unknown }
}

/**
 * Settles a conflict by an operation that replaces every one of the values, so that it is settled on all devices.
 * @throws AppError record/not-found when the conflict is there no more, record/invalid for an unfit own value
 */
export async function settleConflict(
  tx: Writer,
  context: WriteContext,
  { table, recordId, field, choice }: Settlement,
): Promise<Op> {
  const before = await loadState(tx, table, recordId)
  const heads = Object.hasOwn(before, field) ? (before[field]?.heads ?? []) : []
  const [winner] = heads
  if (!winner || heads.every((head) => sameValue(head.v, winner.v))) throw new AppError('record/not-found')
  const v =
    'hlc' in choice ? heads.find(({ hlc }) => hlc === choice.hlc)?.v : ownValue(table, field, choice.value)
  if (v === undefined) throw new AppError('record/not-found')
  const hlc = await nextStamp(tx, context)
  const fields = OpSchema.shape.fields.parse({ [field]: { v, hlc, base: heads.map((head) => head.hlc) } })
  return commitOperation(tx, context, { table, id: recordId, kind: 'set', before, hlc, fields })
}

function ownValue(table: string, field: string, value: unknown): unknown {
  const entity = entityOf(table)
  const schema =
    entity && Object.hasOwn(entity.allFields, field) ? entity.allFields[field]?.schema : undefined
  if (!schema) throw new AppError('record/not-found')
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ message }) => ({ path: [field], message }))
  throw new AppError('record/invalid', { problems })
}
