import { AppError } from '#shared/contract/errors.ts'
import { type Transfer, transferField } from '#shared/domain/transfers.ts'
import { baseFor, lifeOf, valuesOf } from '#shared/sync/merge.ts'
import type { Writer } from '../database/schema.ts'
import { commitOperation, nextStamp } from './commit-operation.ts'
import { loadState } from './load-state.ts'
import type { WriteContext } from './record.ts'

/**
 * Asks the server to hand an enterprise to another unit. Until its decision comes with the feed, the enterprise stays
 * where it is and the request is shown as pending. A later request takes the place of an earlier one.
 * @throws AppError record/not-found for an enterprise that is not here, record/invalid for the unit that has it
 */
export async function requestTransfer(
  tx: Writer,
  context: WriteContext,
  { id, toUnitId, reason }: { readonly id: string; readonly toUnitId: string; readonly reason: string },
): Promise<void> {
  const before = await loadState(tx, 'enterprises', id)
  const { unitId } = valuesOf(before)
  if (lifeOf(before) === 'deleted' || typeof unitId !== 'string') throw new AppError('record/not-found')
  if (unitId === toUnitId)
    throw new AppError('record/invalid', { problems: [{ path: ['toUnitId'], message: 'invalid' }] })
  const v: Transfer = {
    state: 'pending',
    fromUnitId: unitId,
    toUnitId,
    reason,
    requestedBy: context.author,
    requestedAt: new Date(context.nowMs).toISOString(),
    refusal: null,
    decidedAt: null,
  }
  const hlc = await nextStamp(tx, context)
  const fields = { [transferField]: { v, hlc, base: baseFor(before, transferField, false) } }
  await commitOperation(tx, context, { table: 'enterprises', id, kind: 'request', before, hlc, fields })
}
