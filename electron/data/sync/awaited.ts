import type { Awaited } from '#shared/contract/sync.ts'
import { handInAgainMs } from '#shared/sync/handing-in-again.ts'
import type { Op } from '#shared/sync/op.ts'
import type { PushResult } from '#shared/sync/protocol.ts'
import type { Reader } from '../database/schema.ts'
import { keptAuthorName } from '../queries/kept-copies.ts'
import { scopesOf } from '../queries/sync.ts'
import { departed } from './record-in-hand.ts'
import { readSyncState } from './sync-state.ts'

/**
 * Tells of an operation with which the server asked to wait what it waits for, since when, and until when at the
 * latest: a missing record is waited for from the first answer on, a missing right from the day of the set-back.
 */
export async function awaitedBy(db: Reader, op: Op, since: string): Promise<Awaited> {
  const lacks = await lackedBy(db, op)
  const { setBackAt } = await readSyncState(db)
  const from = lacks === 'right' && setBackAt !== null && setBackAt < since ? setBackAt : since
  const until = new Date(Date.parse(from) + handInAgainMs).toISOString()
  return { lacks, author: lacks === 'record' ? await keptAuthorName(db, op) : null, since, until }
}

/** Whether an operation has waited so long that nobody will bring what it waits for. */
export function isDue(since: string, at: string): boolean {
  return Date.parse(at) - Date.parse(since) > handInAgainMs
}

/** As what an operation is sent back that waited in vain. */
export async function inVain(
  db: Reader,
  op: Op,
  detail: string,
): Promise<Extract<PushResult, { status: 'quarantined' }>> {
  const reason = (await lackedBy(db, op)) === 'record' ? 'not-yours' : 'not-allowed'
  return { opId: op.opId, status: 'quarantined', reason, detail }
}

/** The server lacks the record that an operation changes where no scope brings that here; else what gives its author the right. */
async function lackedBy(db: Reader, { table, id, fields }: Op): Promise<Awaited['lacks']> {
  if (Object.hasOwn(fields, 'createdBy')) return 'right'
  return (await scopesOf(db, { table, id })).some((scope) => scope !== departed) ? 'right' : 'record'
}
