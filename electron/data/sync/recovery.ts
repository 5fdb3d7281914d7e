import type { Op } from '#shared/sync/op.ts'
import { PushResponse, type PushResult, pushLimit } from '#shared/sync/protocol.ts'
import type { Writer } from '../database/schema.ts'
import { dropKeptChunks } from '../queries/bootstrap.ts'
import { acknowledgedOps } from '../queries/journal.ts'
import { noteHeldOp } from '../queries/kept-copies.ts'
import {
  cursors,
  keepRefusedOp,
  keepWaitingOp,
  removeAcknowledgedOp,
  setCursor,
  takenAmong,
} from '../queries/sync.ts'
import { addToLog } from '../queries/sync-log.ts'
import { restartBootstraps } from './bootstrap-state.ts'
import { callServer, ServerRefusal } from './http.ts'
import { isTooMuch } from './push.ts'
import { isMade, putBack, type RecordInHand, takeInHand, unmadeTripOf } from './record-in-hand.ts'
import type { Session } from './session.ts'
import { madeAt, parseOp } from './stored-op.ts'
import { readSyncState, updateSyncState } from './sync-state.ts'

const offeredAtOnce = pushLimit.ops
const batchBytes = 262_144

/** Whether the device must offer its acknowledged work again before it reads on. */
export async function mustOfferAgain(session: Session): Promise<boolean> {
  return (await session.store.read(readSyncState)).recovery !== null
}

/**
 * Offers the server again what it acknowledged within 45 days: after it was set back it has forgotten some of it,
 * and a restored or copied device cannot know what it had sent. What the server knows has no second effect. After a
 * change of epoch everything is then read anew on top of what is here; nothing is removed (evolu#660). A batch that is
 * too much is halved; an operation on which the server fails even alone is unsent again and holds up nothing here.
 * @throws AppError server/*, account/*; ServerRefusal. It goes on where it was the next time.
 */
export async function offerAgain(session: Session): Promise<void> {
  const { store } = session
  const begun = (await store.read(readSyncState)).recovery
  if (!begun) return
  let offered = begun.offered
  let count = 0
  let refused = 0
  let most: number = offeredAtOnce
  for (;;) {
    const rows = await store.read((db) => acknowledgedOps(db, offered, most))
    const batch = withinBytes(rows)
    const last = batch.at(-1)
    if (!last) break
    const ops = batch.map(({ op }) => parseOp(op))
    const answer = await offer(session, ops).catch((error) => {
      if (isTooMuch(error) && (ops.length > 1 || error instanceof ServerRefusal)) return null
      throw error
    })
    if (answer === null && ops.length > 1) {
      most = Math.floor(ops.length / 2)
      continue
    }
    most = Math.min(most * 2, offeredAtOnce)
    await store.write(async (tx) => {
      if (answer === null) await unsentAgain(tx, ops, session.at())
      else refused += await settleOffered(tx, answer.results, session.at())
      await updateSyncState(tx, { recovery: { ...begun, offered: last.localSeq } })
    })
    session.step('offered-again')
    offered = last.localSeq
    count += batch.length
    await session.pause()
  }
  await store.write(async (tx) => {
    if (begun.reason === 'epoch') {
      for (const { scope, head } of await cursors(tx)) await setCursor(tx, scope, 0, head)
      for (const scope of await restartBootstraps(tx)) await dropKeptChunks(tx, scope)
      // What the server has not got again is found at once, not within the hour.
      const { checks } = await readSyncState(tx)
      await updateSyncState(tx, { checks: { ...checks, comparedAt: null } })
    }
    await updateSyncState(tx, { recovery: null })
    await addToLog(tx, { kind: 'offered-again', count, failed: refused }, session.at())
  })
}

async function offer(session: Session, ops: readonly Op[]): Promise<PushResponse> {
  const { device, incarnation } = session.identity
  const answer = await callServer(session.connection, {
    method: 'POST',
    path: 'push',
    body: { device, incarnation, ops, waits: true },
    answer: PushResponse,
  })
  await session.heard(answer)
  return answer
}

/** The server fails on these even alone: whether it has them is not known, so they wait among what is unsent. */
async function unsentAgain(tx: Writer, ops: readonly Op[], at: string): Promise<void> {
  for (const op of ops) {
    const record = await takeInHand(tx, op)
    await waitAgain(tx, record, op)
    await putBack(tx, record, at)
  }
}

/**
 * What was taken once and is not now must be in sight: what the server asks to wait with, since others have not handed
 * in yet what it builds on, is unsent work again; what it refuses, since rights have changed, is for the user to see.
 * What was refused before and taken off the list stays off it.
 * Parts of wholes sent earlier are among the results too.
 * @returns how many were refused
 */
async function settleOffered(tx: Writer, results: readonly PushResult[], at: string): Promise<number> {
  const fates = new Map(results.map((result) => [result.opId, result]))
  const open = results.filter(({ status }) => status === 'waiting' || status === 'quarantined')
  const texts = await takenAmong(
    tx,
    open.map(({ opId }) => opId),
  )
  let refused = 0
  for (const op of texts.map(parseOp).sort((a, b) => a.localSeq - b.localSeq)) {
    const record = await takeInHand(tx, op)
    const fate = fates.get(op.opId)
    if (fate?.status === 'waiting' && isMade(record) && (await unmadeTripOf(tx, op)) === null) {
      await waitAgain(tx, record, op)
      await noteHeldOp(tx, op.opId, at)
      await putBack(tx, record, at)
      continue
    }
    refused += 1
    const { reason, detail } =
      fate?.status === 'quarantined' ? fate : { reason: 'not-yours', detail: 'createdBy' }
    const { opId, table, id } = op
    const text = JSON.stringify(op)
    await keepRefusedOp(tx, { opId, tableName: table, recordId: id, op: text, reason, detail, at })
  }
  return refused
}

function withinBytes<T extends { readonly op: string }>(rows: readonly T[]): readonly T[] {
  let bytes = 0
  const end = rows.findIndex(({ op }, index) => {
    bytes += Buffer.byteLength(op)
    return index > 0 && bytes > batchBytes
  })
  return end === -1 ? rows : rows.slice(0, end)
}

/** One of our operations that a server confirmed before it was set back is among what waits again. */
async function waitAgain(tx: Writer, record: RecordInHand, op: Op): Promise<void> {
  await removeAcknowledgedOp(tx, op.opId)
  await keepWaitingOp(tx, record.key, op, madeAt(op))
  record.waiting = [...record.waiting, op].sort((a, b) => a.localSeq - b.localSeq)
  record.changed = true
}
