import type { Hlc } from '#shared/sync/hlc.ts'
import { renameStamps } from '#shared/sync/merge.ts'
import type { Op } from '#shared/sync/op.ts'
import { opText } from '#shared/sync/op-text.ts'
import type { Writer } from '../database/schema.ts'
import { noteReplacedStamps, removeCarriedOp, replaceCarriedOp } from '../queries/exchange.ts'
import { renameInGroups } from '../queries/groups.ts'
import {
  keepAcknowledgedOp,
  keepRefusedOp,
  removeWaitingOp,
  renameInHistory,
  replaceWaitingOp,
} from '../queries/sync.ts'
import type { RecordInHand } from './record-in-hand.ts'

/** Another device can use an id that it saw here; it cannot say that it is this one. */
const isSameOp = (one: Op, other: Op) => one.opId === other.opId && one.device === other.device

/**
 * The server has taken one of our operations, as `confirmed` (its stamps may have been replaced): it moves from the
 * outbox to the journal, and what still waits follows the new stamps. Nothing happens for one that waits no longer,
 * since the feed and the reply to a push both bring the news, in either order.
 * @returns whether the operation was waiting
 */
export async function acknowledge(
  tx: Writer,
  record: RecordInHand,
  confirmed: Op,
  result: unknown,
  at: string,
): Promise<boolean> {
  const own = record.waiting.find((op) => isSameOp(op, confirmed))
  if (!own) return false
  record.waiting = record.waiting.filter((op) => op !== own)
  record.changed = true
  await follow(tx, record, renamedStamps(own, confirmed))
  await removeWaitingOp(tx, own.opId)
  await keepAcknowledgedOp(tx, {
    opId: own.opId,
    localSeq: own.localSeq,
    op: JSON.stringify(confirmed),
    result: JSON.stringify(result),
    ackedAt: at,
  })
  return true
}

/** The server refused one of our operations: it is kept apart with all its values, the record goes on without it. */
export async function refuse(
  tx: Writer,
  record: RecordInHand,
  opId: string,
  refusal: { readonly reason: string; readonly detail: string | null },
  at: string,
): Promise<void> {
  const own = record.waiting.find((op) => op.opId === opId)
  if (!own) return
  record.waiting = record.waiting.filter((op) => op !== own)
  record.changed = true
  await removeWaitingOp(tx, opId)
  await keepRefusedOp(tx, {
    opId,
    tableName: record.key.table,
    recordId: record.key.id,
    op: JSON.stringify(own),
    ...refusal,
    at,
  })
}

/**
 * The server has another device's operation that was carried here, as `confirmed`, or refused it (null): it lies over
 * the record no more, and what still waits follows the stamps the server gave.
 * @returns whether it was carried
 */
export async function settleCarried(
  tx: Writer,
  record: RecordInHand,
  opId: string,
  confirmed: Op | null,
): Promise<boolean> {
  const carried = record.carried.find((op) => op.opId === opId && (!confirmed || isSameOp(op, confirmed)))
  if (!carried) return false
  record.carried = record.carried.filter((op) => op !== carried)
  record.changed = true
  await removeCarriedOp(tx, opId)
  if (confirmed) await follow(tx, record, renamedStamps(carried, confirmed))
  return true
}

/** Takes note of the stamps that the server replaced in an operation which the feed brought. */
export async function followReplaced(tx: Writer, record: RecordInHand, op: Op): Promise<void> {
  if (op.was) await follow(tx, record, new Map(Object.entries(op.was).map(([fresh, old]) => [old, fresh])))
}

async function follow(tx: Writer, record: RecordInHand, renamed: ReadonlyMap<Hlc, Hlc>): Promise<void> {
  if (renamed.size === 0) return
  record.waiting = record.waiting.map((op) => renameStamps(op, renamed))
  for (const op of record.waiting) await replaceWaitingOp(tx, op.opId, opText(op))
  record.carried = record.carried.map((op) => renameStamps(op, renamed))
  for (const op of record.carried) await replaceCarriedOp(tx, op.opId, JSON.stringify(op))
  await noteReplacedStamps(tx, renamed)
  for (const [from, to] of renamed) {
    await renameInHistory(tx, record.key, from, to)
    await renameInGroups(tx, record.key, from, to)
  }
}

function renamedStamps(own: Op, confirmed: Op): Map<Hlc, Hlc> {
  return new Map(
    Object.entries(own.fields).flatMap(([name, { hlc }]) => {
      const fresh = confirmed.fields[name]?.hlc
      return fresh !== undefined && fresh !== hlc ? [[hlc, fresh] as const] : []
    }),
  )
}
