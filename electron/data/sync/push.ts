import { AppError } from '#shared/contract/errors.ts'
import { longText } from '#shared/sync/op-text.ts'
import { PushResponse, type PushResult, pushLimit } from '#shared/sync/protocol.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { type OutboxRow, waitingOps } from '../queries/sync.ts'
import { callServer, packed, ServerRefusal } from './http.ts'
import { type Batch, both, type Flight, flightOf, isQuick } from './push-flights.ts'
import type { Session } from './session.ts'
import { settlePlain } from './settle-plain.ts'
import { refuseAlone, settleTogether, someAtATime, together } from './settle-results.ts'
import { parseOp } from './stored-op.ts'

/** Bytes of the first batch before compression (sync.md 4), and between which the following ones may be. */
const batchBytes = 262_144
const smallestBatch = 16_384
const largestBatch = pushLimit.bytes - 65_536
/** Bytes of an operation, as long as none was seen; an enterprise with a dozen fields has more. */
const readAtFirst = 1024
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
  /** The server said in this round that it reads operations in the short form. */
  short?: boolean
  /** Operations that the server asked to wait with, and when it did (milliseconds of this device's clock). */
  readonly held?: Map<string, number>
}

/** The server is asked again about what is to wait whenever the feed brought something, and at least so often. */
const askAgainMs = 600_000

/**
 * Sends what waits, oldest first, until nothing does. A batch whose reply was lost is sent again as it was: the
 * server knows its operations by their ids. A batch that is too much is halved; an operation on which the server
 * fails even alone is passed over together with its record, so that it holds up no other.
 *
 * While a backlog goes up quickly, the next batch leaves before the last is answered; it names what it follows, and
 * the server takes it in that order or not at all.
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
  const held = size.held ?? new Map<string, number>()
  // Each time anew: another server may stand there by now.
  size.short = false
  const now = Date.parse(session.at())
  for (const [opId, askedAt] of held) if (Math.abs(now - askedAt) >= askAgainMs) held.delete(opId)
  const skips = (row: OutboxRow) =>
    passedOver.has(recordOf(row)) || staged.has(row.opId) || held.has(row.opId)
  let askedAgain = false
  let failure: ServerRefusal | null = null
  let done = 0
  /** With the server, oldest first. */
  const flights: Flight[] = []
  let most = 1
  /** Made while those before it were with the server. */
  let prepared: Batch | null = null
  const prepare = async (): Promise<Batch | null> => {
    const batch = await nextBatch(session, size, flights.at(-1)?.batch.rows.at(-1)?.localSeq ?? 0, skips)
    return batch.rows.length > 0 ? batch : null
  }
  const takeOff = (batch: Batch) =>
    void flights.push(flightOf(batch, send(session, batch, flights.at(-1)?.batch)))
  /** Stores what the last answer said; done while later batches are with the server. */
  let settleLast: () => Promise<void> = async () => undefined
  const settled = async () => {
    const settle = settleLast
    settleLast = async () => undefined
    await settle()
  }
  /** Takes an answer in. @returns whether it says something of every operation */
  const arrived = ({ rows }: Batch, answer: PushResponse): boolean => {
    const underWay = new Set(rows.map(({ opId }) => opId))
    const results = answer.results.filter(({ opId, status }) => {
      if (status === 'staged') staged.add(opId)
      else staged.delete(opId)
      if (status === 'waiting') held.set(opId, now)
      underWay.delete(opId)
      return status !== 'staged'
    })
    size.short = answer.short ?? false
    const before = settleLast
    settleLast = async () => {
      await before()
      await settle(session, answer, results)
    }
    done += results.length
    return underWay.size === 0
  }
  /** Waits for all that is on its way; what the server took of it counts. */
  const land = async () => {
    prepared = null
    for (const { batch, answer } of flights.splice(0)) {
      const came = await answer.catch(() => null)
      if (came) arrived(batch, came)
    }
    await settled()
  }
  try {
    for (;;) {
      if (flights.length === 0 && !prepared) {
        await settled()
        prepared = await prepare()
      }
      if (prepared && flights.length < most) {
        takeOff(prepared)
        prepared = null
      }
      const [flight] = flights
      if (!flight) {
        if (failure) throw failure
        if (staged.size === 0) return
        // The reply that completed a whole was lost: asked once more, the server tells what became of each part.
        if (askedAgain) throw new AppError('server/failed')
        askedAgain = true
        staged.clear()
        continue
      }
      const { batch } = flight
      try {
        const answer = await both(flight.answer, async () => {
          await settled()
          prepared ??= await prepare()
          if (!prepared || flights.length >= most) return
          takeOff(prepared)
          prepared = await prepare()
        })
        flights.shift()
        // Something left out of the answer is sent again before anything later.
        if (!arrived(batch, answer)) await land()
        progress({ done, total: Math.max(total, done) })
        most = answer.ordered && isQuick(flight) ? 2 : 1
        size.ops = Math.min(size.ops * 2, pushLimit.ops)
        size.bytes = Math.min((size.bytes ?? batchBytes) * 2, largestBatch)
      } catch (error) {
        most = 1
        await land()
        if (isOutOfOrder(error)) continue
        if (!isTooMuch(error)) throw error
        size.bytes = Math.max((size.bytes ?? batchBytes) / 2, smallestBatch)
        if (batch.rows.length > 1) {
          size.ops = Math.max(1, Math.floor(batch.rows.length / 2))
          continue
        }
        const [only] = batch.rows
        if (!only || error instanceof AppError) throw error
        if (error.status === 413) {
          await session.store.write((tx) => refuseAlone(tx, parseOp(only.op), session.serverAt()))
          done += 1
          continue
        }
        failure = error
        passedOver.add(recordOf(only))
        if (passedOver.size >= failuresAllowed) throw error
      }
      await session.pause()
    }
  } finally {
    await land()
  }
}

const isOutOfOrder = (error: unknown) => error instanceof ServerRefusal && error.error === 'out-of-order'

/** Failures that a smaller batch may get around: no answer in time, too large, a fault of the server. */
export function isTooMuch(error: unknown): error is ServerRefusal | AppError {
  if (error instanceof ServerRefusal) return error.status === 413 || error.status === 500
  return error instanceof AppError && error.code === 'server/unreachable' && wasSlow(error)
}

function wasSlow(error: AppError): boolean {
  return error.cause instanceof Error && error.cause.name === 'AbortError'
}

const recordOf = ({ tableName, recordId }: OutboxRow) => `${tableName} ${recordId}`

/**
 * The oldest operations that wait, as many as one batch takes. Their texts go into the body as they stand in the
 * outbox: they were checked when they were written, and the server checks them again.
 */
async function nextBatch(
  { store, identity }: Session,
  size: BatchSize,
  after: number,
  skips: (row: OutboxRow) => boolean,
): Promise<Batch> {
  const { device, incarnation } = identity
  const rows = await store.read((db) => oldest(db, size, after, skips))
  const text = `${JSON.stringify({ device, incarnation, waits: true }).slice(0, -1)},"ops":[${rows.map(({ op }) => op).join(',')}]}`
  return { rows, body: rows.length === 0 ? new Uint8Array() : await packed(text) }
}

async function oldest(
  db: Reader,
  size: BatchSize,
  from: number,
  skips: (row: OutboxRow) => boolean,
): Promise<OutboxRow[]> {
  const most = size.bytes ?? batchBytes
  const batch: OutboxRow[] = []
  let bytes = 0
  let rowBytes = readAtFirst
  let passes = false
  for (let after = from; ; ) {
    // Each row is decrypted to be looked at: no more of them are read than the batch will take.
    const fitting = Math.min(size.ops - batch.length, Math.ceil((most - bytes) / rowBytes) + 1)
    const wanted = passes ? pushLimit.ops : fitting
    const rows = await waitingOps(db, after, wanted)
    for (const waiting of rows) {
      after = waiting.localSeq
      if (skips(waiting)) {
        passes = true
        continue
      }
      const row = size.short ? waiting : { ...waiting, op: longText(waiting.op) }
      bytes += Buffer.byteLength(row.op)
      if (batch.length > 0 && (bytes > most || batch.length >= size.ops)) return batch
      batch.push(row)
    }
    if (rows.length < wanted || batch.length >= size.ops) return batch
    if (batch.length > 0) rowBytes = bytes / batch.length
  }
}

async function send(
  session: Session,
  { rows, body }: Batch,
  before: Batch | undefined,
): Promise<PushResponse> {
  const follows = before?.rows.at(-1)?.opId
  const answer = await callServer(session.connection, {
    method: 'POST',
    path: follows === undefined ? 'push' : `push?follows=${encodeURIComponent(follows)}`,
    packed: body,
    answer: PushResponse,
  })
  session.step('push-answered')
  await session.heard(answer)
  const sent = new Set(rows.map(({ opId }) => opId))
  // An answer that says nothing of what was asked would have us ask for ever.
  if (!answer.results.some(({ opId }) => sent.has(opId))) throw new AppError('server/not-outpost')
  return answer
}

/** Stores what the server said of operations. */
async function settle(
  session: Session,
  { serverTime }: PushResponse,
  results: readonly PushResult[],
): Promise<void> {
  const write = async <T>(work: (tx: Writer) => Promise<T>): Promise<T> => {
    const outcome = await session.store.write(async (tx) => {
      const done = await work(tx)
      session.step('push-settling')
      return done
    })
    session.step('push-settled')
    await session.pause()
    return outcome
  }
  const { wholes, single } = await session.store.read((db) => together(db, results))
  const rest = single.length < 2 ? single : await write((tx) => settlePlain(tx, single, session.serverAt()))
  for (const batch of [...wholes, ...someAtATime(rest)])
    await write((tx) => settleTogether(tx, batch, serverTime, session.serverAt()))
}
