import { AppError } from '#shared/contract/errors.ts'
import type { Op } from '#shared/sync/op.ts'
import { PushResponse, pushLimit } from '#shared/sync/protocol.ts'
import { type OutboxRow, waitingOps } from '../queries/sync.ts'
import { callServer, ServerRefusal } from './http.ts'
import { parseOp } from './record-in-hand.ts'
import type { Session } from './session.ts'
import { refuseAlone, settleTogether, together } from './settle-results.ts'

/** Bytes of the first batch before compression (sync.md 4), and between which the following ones may be. */
const batchBytes = 262_144
const smallestBatch = 16_384
const largestBatch = pushLimit.bytes - 65_536
/** Single operations the server may fail on before the attempt is given up for now. */
const failuresAllowed = 3

export interface PushProgress {
  readonly done: number
  readonly total: number
}

/** How large the next batch is; kept from one round to the next. */
export interface BatchSize {
  ops: number
  /** Bytes before compression; a fast connection gets larger ones. */
  bytes?: number
}

/**
 * Sends what waits, oldest first, until nothing does. A batch whose reply was lost is sent again as it was: the
 * server knows its operations by their ids. A batch that is too much is halved; an operation on which the server
 * fails even alone is passed over together with its record, so that it holds up no other.
 * @throws AppError server/*, account/*; ServerRefusal. Whatever was acknowledged before stays so.
 */
export async function pushAll(
  session: Session,
  size: BatchSize,
  total: number,
  progress: (progress: PushProgress) => void,
): Promise<void> {
  const passedOver = new Set<string>()
  /** Parts of wholes that the server keeps until the rest of them is there. */
  const staged = new Set<string>()
  let askedAgain = false
  let failure: ServerRefusal | null = null
  let done = 0
  for (;;) {
    const batch = await nextBatch(session, size, (op) => passedOver.has(recordOf(op)) || staged.has(op.opId))
    if (batch.length === 0) {
      if (failure) throw failure
      if (staged.size === 0) return
      // The reply that completed a whole was lost: asked once more, the server tells what became of each part.
      if (askedAgain) throw new AppError('server/failed')
      askedAgain = true
      staged.clear()
      continue
    }
    try {
      done += await sendBatch(session, batch, staged)
      progress({ done, total: Math.max(total, done) })
      size.ops = Math.min(size.ops * 2, pushLimit.ops)
      size.bytes = Math.min((size.bytes ?? batchBytes) * 2, largestBatch)
    } catch (error) {
      if (!isTooMuch(error)) throw error
      size.bytes = Math.max((size.bytes ?? batchBytes) / 2, smallestBatch)
      if (batch.length > 1) {
        size.ops = Math.max(1, Math.floor(batch.length / 2))
        continue
      }
      const [only] = batch
      if (!only || error instanceof AppError) throw error
      if (error.status === 413) {
        await session.store.write((tx) => refuseAlone(tx, only, session.at()))
        done += 1
        continue
      }
      failure = error
      passedOver.add(recordOf(only))
      if (passedOver.size >= failuresAllowed) throw error
    }
    await session.pause()
  }
}

/** Failures that a smaller batch may get around: no answer in time, too large, a fault of the server. */
function isTooMuch(error: unknown): error is ServerRefusal | AppError {
  if (error instanceof ServerRefusal) return error.status === 413 || error.status === 500
  return error instanceof AppError && error.code === 'server/unreachable' && wasSlow(error)
}

function wasSlow(error: AppError): boolean {
  return error.cause instanceof Error && error.cause.name === 'AbortError'
}

const recordOf = (op: Op) => `${op.table} ${op.id}`

async function nextBatch(session: Session, size: BatchSize, skips: (op: Op) => boolean): Promise<Op[]> {
  const batch: Op[] = []
  let bytes = 0
  let after = 0
  for (;;) {
    const rows: OutboxRow[] = await session.store.read((db) => waitingOps(db, after, pushLimit.ops))
    for (const row of rows) {
      after = row.localSeq
      const op = parseOp(row.op)
      if (skips(op)) continue
      bytes += Buffer.byteLength(row.op)
      if (batch.length > 0 && (bytes > (size.bytes ?? batchBytes) || batch.length >= size.ops)) return batch
      batch.push(op)
    }
    if (rows.length < pushLimit.ops || batch.length > 0) return batch
  }
}

/** @returns how many operations the answer settled; those that the server keeps for later join `staged`. */
async function sendBatch(session: Session, ops: readonly Op[], staged: Set<string>): Promise<number> {
  const { device, incarnation } = session.identity
  const answer = await callServer(session.connection, {
    method: 'POST',
    path: 'push',
    body: { device, incarnation, ops },
    answer: PushResponse,
  })
  session.step('push-answered')
  await session.heard(answer)
  const sent = new Set(ops.map(({ opId }) => opId))
  // An answer that says nothing of what was asked would have us ask for ever.
  if (!answer.results.some(({ opId }) => sent.has(opId))) throw new AppError('server/not-outpost')
  for (const { opId, status } of answer.results) {
    if (status === 'staged') staged.add(opId)
    else staged.delete(opId)
  }
  const results = answer.results.filter(({ status }) => status !== 'staged')
  const batches = await session.store.read((db) => together(db, results))
  for (const batch of batches) {
    await session.store.write(async (tx) => {
      await settleTogether(tx, batch, answer.serverTime, session.serverAt())
      session.step('push-settling')
    })
    session.step('push-settled')
    await session.pause()
  }
  return results.length
}
