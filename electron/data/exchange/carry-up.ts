import { Run, readRun } from '#shared/sync/bundle.ts'
import { renameStamps } from '#shared/sync/merge.ts'
import { type CarriedResult, PushResponse, type PushResult, takenStatuses } from '#shared/sync/protocol.ts'
import type { Reader, Writer } from '../database/schema.ts'
import {
  type CarriedRunRow,
  carriedOpsOfRun,
  carriedRuns,
  findCarriedOp,
  removeCarriedOp,
  removeCarriedRun,
} from '../queries/exchange.ts'
import { callServer, ServerRefusal } from '../sync/http.ts'
import { confirmOp, isMade, putBack, takeInHand, unmadeTripOf } from '../sync/record-in-hand.ts'
import type { Session } from '../sync/session.ts'
import { settleCarried } from '../sync/settle-op.ts'
import { parseOp } from '../sync/stored-op.ts'
import { readSyncState } from '../sync/sync-state.ts'
import { sha256 } from './keys.ts'

/** Characters of the runs in one request, unless a single one is longer. */
const batchCharacters = 256_000
const batchRuns = 20

/**
 * Hands in what this device carries for others, unchanged and still signed by them, before it sends its own: what was
 * written here may build on it. A run on which the server fails is left for the next time and holds up no other.
 * @returns operations that the server has settled
 * @throws AppError server/*, account/*; ServerRefusal
 */
export async function carryUp(session: Session): Promise<number> {
  const due = await session.store.read(async (db) => {
    const { lastSyncedAt } = await readSyncState(db)
    const runs = await carriedRuns(db)
    const at = session.at()
    // What is said to be on the server comes with the feed, as a rule; only what did not is handed in. Where the clock
    // was set back meanwhile, nobody knows whether there was time for it.
    return runs.filter(
      ({ onServer, receivedAt }) => !onServer || (lastSyncedAt ?? '') > receivedAt || at < receivedAt,
    )
  })
  const { settled, inVain } = await carryAll(session, due, true)
  // Asked only now: a later batch may have brought what they waited for, unseen here.
  return settled + (await carryAll(session, inVain, false)).settled
}

interface Handed {
  /** Operations that do not wait any more. */
  readonly settled: number
  /** Runs of which something waits for a record that nobody is seen to carry. */
  readonly inVain: readonly CarriedRunRow[]
}

const together = (parts: readonly Handed[]): Handed => ({
  settled: parts.reduce((sum, { settled }) => sum + settled, 0),
  inVain: parts.flatMap(({ inVain }) => inVain),
})

/** @param waits whether what lacks a record may wait for it; else the server keeps it among what it refused */
async function carryAll(session: Session, runs: readonly CarriedRunRow[], waits: boolean): Promise<Handed> {
  const parts: Handed[] = []
  for (const batch of batches(runs)) parts.push(await carryBatch(session, batch, waits))
  return together(parts)
}

function batches(runs: readonly CarriedRunRow[]): CarriedRunRow[][] {
  const cut: CarriedRunRow[][] = []
  let characters = 0
  for (const run of runs) {
    const current = cut.at(-1)
    characters += run.body.length
    if (!current || current.length >= batchRuns || characters > batchCharacters) {
      cut.push([run])
      characters = run.body.length
    } else current.push(run)
  }
  return cut
}

async function carryBatch(
  session: Session,
  batch: readonly CarriedRunRow[],
  waits: boolean,
): Promise<Handed> {
  try {
    return await hand(session, batch, waits)
  } catch (error) {
    if (!(error instanceof ServerRefusal) || (error.status !== 413 && error.status !== 500)) throw error
    const parts: Handed[] = []
    if (batch.length > 1) for (const run of batch) parts.push(await carryBatch(session, [run], waits))
    return together(parts)
  }
}

async function hand(session: Session, batch: readonly CarriedRunRow[], waits: boolean): Promise<Handed> {
  const { device, incarnation } = session.identity
  const answer = await callServer(session.connection, {
    method: 'POST',
    path: 'push',
    body: { device, incarnation, ops: [], waits, carried: batch.map(({ body }) => JSON.parse(body)) },
    answer: PushResponse,
  })
  await session.heard(answer)
  // A server of an earlier version takes none: they wait.
  const results = new Map((answer.carried ?? []).map((result) => [result.run, result]))
  const inVain: CarriedRunRow[] = []
  let settled = 0
  for (const row of batch) {
    const result = results.get(row.run)
    if (!result) continue
    settled += await session.store.write((tx) => settleRun(tx, row, result, session.at()))
    if (waits && (await session.store.read((db) => waitsInVain(db, result)))) inVain.push(row)
    await session.pause()
  }
  return { settled, inVain }
}

/** Whether all that waits of a run waits for records, or for trips, whose creation nobody is seen to carry. */
async function waitsInVain(db: Reader, result: CarriedResult): Promise<boolean> {
  if (result.status !== 'taken') return false
  const waiting = result.results.filter(({ status }) => status === 'waiting')
  for (const { opId } of waiting) {
    const carried = await findCarriedOp(db, opId)
    if (!carried || !isMade(await takeInHand(db, carried))) continue
    if ((await unmadeTripOf(db, parseOp(carried.op))) === null) return false
  }
  return waiting.length > 0
}

/** @returns operations that do not wait any more */
async function settleRun(tx: Writer, row: CarriedRunRow, result: CarriedResult, at: string): Promise<number> {
  if (result.status === 'set-aside') {
    // The server keeps the run with its reason; here it must not be shown as if it held.
    const open = await carriedOpsOfRun(tx, row.run)
    for (const { opId } of open) await settleOp(tx, row.device, opId, null, at)
    await removeCarriedRun(tx, row.run)
    return open.length
  }
  let settled = 0
  for (const one of result.results) if (await settleOne(tx, row.device, one, at)) settled += 1
  // A run that was kept aside here has no operations of its own that could end it.
  if (row.state !== 'waiting' && everySettled(row, result.results)) await removeCarriedRun(tx, row.run)
  return settled
}

function everySettled(row: CarriedRunRow, results: readonly PushResult[]): boolean {
  const run = Run.safeParse(JSON.parse(row.body))
  const ops = run.success ? (readRun(run.data, sha256)?.ops ?? []) : []
  const done = new Set(results.filter(isFinal).map(({ opId }) => opId))
  return ops.every(({ opId }) => done.has(opId))
}

const finalStates: readonly string[] = [...takenStatuses, 'quarantined']
/** Parts of a whole whose rest has not come wait on the server without a result. */
const isFinal = ({ status }: PushResult): boolean => finalStates.includes(status)

async function settleOne(tx: Writer, device: string, result: PushResult, at: string): Promise<boolean> {
  if (!isFinal(result)) return false
  if (result.status === 'quarantined') return settleOp(tx, device, result.opId, null, at)
  const stamps = new Map(result.status === 'restamped' ? Object.entries(result.stamps) : [])
  return settleOp(tx, device, result.opId, stamps, at)
}

/**
 * @param device that made it; another one's with the same id is another operation
 * @param stamps that the server put in the place of others; null for an operation it did not take
 */
async function settleOp(
  tx: Writer,
  device: string,
  opId: string,
  stamps: ReadonlyMap<string, string> | null,
  at: string,
): Promise<boolean> {
  const key = await findCarriedOp(tx, opId)
  if (key?.device !== device) return false
  const record = await takeInHand(tx, { table: key.table, id: key.id })
  const carried = record.carried.find((op) => op.opId === opId)
  if (!carried) {
    // Not shown: the record had to leave this device meanwhile.
    await removeCarriedOp(tx, opId)
    return true
  }
  const confirmed = stamps && renameStamps(carried, stamps)
  if (confirmed) confirmOp(record, confirmed)
  await settleCarried(tx, record, opId, confirmed)
  await putBack(tx, record, at)
  return true
}
