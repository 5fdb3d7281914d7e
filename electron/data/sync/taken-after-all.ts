import type { Op } from '#shared/sync/op.ts'
import type { Writer } from '../database/schema.ts'
import { keepAcknowledgedOp, refusedAmong, removeRefusedOp } from '../queries/sync.ts'

/**
 * Operations that count as refused here and that the feed brings all the same: something on the way said "too large"
 * after the server had taken them, or a server that was set back has taken what it refused before. Sent again by the
 * user they would be there twice.
 * @param ops what a page of the feed brings
 * @param at ISO instant for the journal
 */
export async function noteTakenAfterAll(tx: Writer, ops: readonly Op[], at: string): Promise<void> {
  const refused = new Map((await refusedAmong(tx, ops)).map((op) => [op.opId, op]))
  for (const op of refused.values()) {
    await removeRefusedOp(tx, op.opId)
    await keepAcknowledgedOp(tx, {
      opId: op.opId,
      localSeq: op.localSeq,
      op: JSON.stringify(op),
      result: JSON.stringify({ status: 'seen-in-feed' }),
      ackedAt: at,
    })
  }
}
