import { sql } from 'kysely'
import { handInAgainMs } from '#shared/sync/handing-in-again.ts'
import type { Lacking } from '#shared/sync/refusal.ts'
import type { Tx } from '../database/transaction.ts'

/**
 * Tells of refusals whether they are to wait. Somebody who lacks a record is asked to wait at any time, somebody who
 * lacks a right only for so long after the server was set back as others may still bring it.
 */
export async function waitingRule(
  tx: Tx,
  refusals: readonly Lacking[],
  nowMs: number,
): Promise<(refusal: Lacking) => boolean> {
  if (!refusals.some(({ lacks }) => lacks === 'right')) return ({ lacks }) => lacks === 'record'
  const known = await tx.selectFrom('organisation').select('set_back_at').executeTakeFirst()
  const setBackAt = known?.set_back_at?.getTime() ?? Number.NEGATIVE_INFINITY
  const isRecent = nowMs - setBackAt < handInAgainMs
  return ({ lacks }) => lacks === 'record' || (lacks === 'right' && isRecent)
}

/** Takes back the claim on operations that wait: when they are sent again they are judged anew. */
export async function releaseClaims(tx: Tx, opIds: readonly string[]): Promise<void> {
  if (opIds.length === 0) return
  await sql`delete from op_seen where op_id = any(${opIds}::text[])`.execute(tx)
}
