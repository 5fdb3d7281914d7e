import { sql } from 'kysely'
import { texts } from '../database/array-texts.ts'
import type { Tx } from '../database/transaction.ts'
import { type ParsedOp, parseOp } from './parse-op.ts'

/** With whose token, or under whose signature, operations come. */
export interface Sender {
  readonly userId: string
  readonly device: string
}

/**
 * Parses one operation as its sender's. What says that another device or another user made it is never theirs to
 * send: it is set aside, claims nothing of that device's and belongs to none of its wholes, so that nobody who heard
 * of an operation on another way can take its place before it arrives. The same holds for what is no operation.
 */
export function parseOwnOp(given: unknown, sender: Sender): ParsedOp {
  const item = parseOp(given)
  const key = ownKey(item, sender)
  if (!item.op) return isOthers(item.text, sender) ? { ...item, key, isOthers: true } : { ...item, key }
  const { op, opId } = item
  const foreign = op.author !== sender.userId ? 'author' : op.device !== sender.device ? 'device' : null
  if (!foreign) return item
  const text = JSON.stringify(op)
  return { key, opId, op: null, reason: 'not-yours', detail: foreign, text, isOthers: true }
}

/** Under which a device's operation is known that must not claim its own id. */
const ownKey = ({ key }: ParsedOp, { device }: Sender) => `${device} ${key}`

/** Whether a text that is no operation says that it is of another device or user. */
function isOthers(text: string | null, { device, userId }: Sender): boolean {
  const said: unknown = JSON.parse(text ?? 'null')
  if (typeof said !== 'object' || said === null) return false
  const { device: from = device, author = userId } = said as { device?: unknown; author?: unknown }
  return from !== device || author !== userId
}

/**
 * Those of these keys that another device has used. Ids are made at random: whoever uses one a second time has seen it
 * before its maker sent it.
 */
export async function usedByOthers(
  tx: Tx,
  device: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set()
  const { rows } = await sql<{ op_id: string }>`
    select op_id from op_seen where op_id = any(${texts(keys)}) and device <> ${device}::uuid`.execute(tx)
  return new Set(rows.map(({ op_id }) => op_id))
}

/**
 * An operation whose id another device has used: it is set aside whole, and so is the whole it belongs to, since
 * devices know an operation by its id. Sent again it gets a new one.
 */
export function withUsedId(item: ParsedOp, sender: Sender): ParsedOp {
  if (!item.op) return item
  return {
    key: ownKey(item, sender),
    opId: item.opId,
    op: null,
    detail: 'opId',
    text: JSON.stringify(item.op),
  }
}
