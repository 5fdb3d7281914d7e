import { AppError } from '#shared/contract/errors.ts'
import { stampTolerance, withoutFutureStamps } from '#shared/sync/future-stamps.ts'
import { renameStamps } from '#shared/sync/merge.ts'
import type { Op } from '#shared/sync/op.ts'
import { PushResponse, type PushResult, pushLimit } from '#shared/sync/protocol.ts'
import type { Writer } from '../database/schema.ts'
import { type OutboxRow, recordOfWaitingOp, waitingOps } from '../queries/sync.ts'
import { callServer, ServerRefusal } from './http.ts'
import { acknowledge, confirmOp, parseOp, putBack, refuse, takeInHand } from './record-in-hand.ts'
import type { Session } from './session.ts'

/** Bytes of one batch before compression (sync.md 4). */
const batchBytes = 262_144
/** Results stored in one transaction, so that the user's own calls never wait long. */
const resultsAtOnce = 50
/** Single operations the server may fail on before the attempt is given up for now. */
const failuresAllowed = 3

export interface PushProgress {
  readonly done: number
  readonly total: number
}

/** How large the next batch is; kept from one round to the next. */
export interface BatchSize {
  ops: number
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
  let failure: ServerRefusal | null = null
  let done = 0
  for (;;) {
    const batch = await nextBatch(session, size, passedOver)
    if (batch.length === 0) {
      if (failure) throw failure
      return
    }
    try {
      done += await sendBatch(session, batch)
      progress({ done, total: Math.max(total, done) })
      size.ops = Math.min(size.ops * 2, pushLimit.ops)
    } catch (error) {
      if (!isTooMuch(error)) throw error
      if (batch.length > 1) {
        size.ops = Math.max(1, Math.floor(batch.length / 2))
        continue
      }
      const [only] = batch
      if (!only || error instanceof AppError) throw error
      if (error.status === 413) {
        await refuseAlone(session, only)
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

async function nextBatch(session: Session, size: BatchSize, passedOver: ReadonlySet<string>): Promise<Op[]> {
  const batch: Op[] = []
  let bytes = 0
  let after = 0
  for (;;) {
    const rows: OutboxRow[] = await session.store.read((db) => waitingOps(db, after, pushLimit.ops))
    for (const row of rows) {
      after = row.localSeq
      const op = parseOp(row.op)
      if (passedOver.has(recordOf(op))) continue
      bytes += Buffer.byteLength(row.op)
      if (batch.length > 0 && (bytes > batchBytes || batch.length >= size.ops)) return batch
      batch.push(op)
    }
    if (rows.length < pushLimit.ops || batch.length > 0) return batch
  }
}

async function sendBatch(session: Session, ops: readonly Op[]): Promise<number> {
  const { device, incarnation } = session.identity
  const answer = await callServer(session.connection, {
    method: 'POST',
    path: 'push',
    body: { device, incarnation, ops },
    answer: PushResponse,
  })
  session.step('push-answered')
  await session.heard(answer)
  const sent = new Map(ops.map((op) => [op.opId, op]))
  const results = answer.results.filter(({ opId }) => sent.has(opId))
  // An answer that settles nothing would have us ask for ever.
  if (results.length === 0) throw new AppError('server/not-outpost')
  for (let from = 0; from < results.length; from += resultsAtOnce) {
    await session.store.write(async (tx) => {
      for (const result of results.slice(from, from + resultsAtOnce))
        await settle(tx, result, answer.serverTime, session.at())
      session.step('push-settling')
    })
    session.step('push-settled')
    await session.pause()
  }
  return results.length
}

async function settle(tx: Writer, result: PushResult, serverTime: number, at: string): Promise<void> {
  const key = await recordOfWaitingOp(tx, result.opId)
  // The feed may have been faster than this reply.
  if (!key) return
  const record = await takeInHand(tx, key)
  const own = record.waiting.find(({ opId }) => opId === result.opId)
  if (!own) return
  switch (result.status) {
    case 'applied':
    case 'merged':
    case 'restamped': {
      const stamps = new Map(result.status === 'restamped' ? Object.entries(result.stamps) : [])
      const confirmed = withoutFutureStamps(renameStamps(own, stamps), serverTime + stampTolerance)
      confirmOp(record, confirmed)
      await acknowledge(tx, record, confirmed, result, at)
      break
    }
    case 'quarantined':
      await refuse(tx, record, result.opId, { reason: result.reason, detail: result.detail }, at)
      break
  }
  await putBack(tx, record, at)
}

/** One operation that is too large for the server even alone is set aside like one the server refused. */
async function refuseAlone(session: Session, op: Op): Promise<void> {
  await session.store.write((tx) =>
    settle(
      tx,
      { opId: op.opId, status: 'quarantined', reason: 'invalid', detail: 'too-large' },
      0,
      session.at(),
    ),
  )
}
