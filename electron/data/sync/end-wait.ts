import { waitEnded } from '#shared/contract/sync.ts'
import type { PushResult } from '#shared/sync/protocol.ts'
import type { Writer } from '../database/schema.ts'
import { heldOps } from '../queries/kept-copies.ts'
import { recordOfWaitingOp } from '../queries/sync.ts'
import { inVain } from './awaited.ts'
import { takeInHand } from './record-in-hand.ts'
import { settleTogether, together } from './settle-results.ts'

/**
 * The user waits no longer with changes that the server asked to wait with: they stand among what was sent back, with
 * all that they wrote and all the ways on, and so does the rest of a whole operation. One that is on its way at this
 * moment and is taken leaves that list when the feed brings it. Others that wait stay.
 */
export async function endWaits(tx: Writer, opIds: readonly string[], at: string): Promise<void> {
  const held = await heldOps(tx)
  const results: PushResult[] = []
  for (const opId of opIds) {
    const key = held.has(opId) ? await recordOfWaitingOp(tx, opId) : undefined
    const op = key && (await takeInHand(tx, key)).waiting.find((waiting) => waiting.opId === opId)
    if (op) results.push(await inVain(tx, op, waitEnded))
  }
  const { wholes, single } = await together(tx, results)
  for (const batch of [...wholes, { group: null, results: single }]) await settleTogether(tx, batch, 0, at)
}
