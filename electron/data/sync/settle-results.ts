import { waitOver } from '#shared/contract/sync.ts'
import { tripScope } from '#shared/domain/scopes.ts'
import { stampTolerance, withoutFutureStamps } from '#shared/sync/future-stamps.ts'
import { type Hlc, hlcMs } from '#shared/sync/hlc.ts'
import { type RecordState, renameStamps } from '#shared/sync/merge.ts'
import type { Op } from '#shared/sync/op.ts'
import type { PushResult } from '#shared/sync/protocol.ts'
import { stampOfTag } from '#shared/sync/sets.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { groupsOfOps, waitingOpIdsOfGroup } from '../queries/groups.ts'
import { noteHeldOp } from '../queries/kept-copies.ts'
import { recordOfWaitingOp } from '../queries/sync.ts'
import { inVain, isDue } from './awaited.ts'
import { confirmOp, isMade, putBack, takeInHand, unmadeTripOf } from './record-in-hand.ts'
import { acknowledge, refuse } from './settle-op.ts'
import { settlePlain } from './settle-plain.ts'

/** Results that are stored in one transaction; `group` where they are those of one whole operation. */
export interface ResultBatch {
  readonly group: string | null
  readonly results: readonly PushResult[]
}

/** Results stored in one transaction, so that the user's own calls never wait long. */
const resultsAtOnce = 50

/** Cuts an answer into what is said of whole operations, each stored together, and the rest. */
export async function together(
  db: Reader,
  results: readonly PushResult[],
): Promise<{ readonly wholes: readonly ResultBatch[]; readonly single: readonly PushResult[] }> {
  const groups = await groupsOfOps(
    db,
    results.map(({ opId }) => opId),
  )
  const wholes = new Map<string, PushResult[]>()
  const single: PushResult[] = []
  for (const result of results) {
    const group = groups.get(result.opId)
    if (group === undefined) single.push(result)
    else wholes.set(group, [...(wholes.get(group) ?? []), result])
  }
  return { wholes: [...wholes].map(([group, of]) => ({ group, results: of })), single }
}

/** Cuts results that belong to no whole into what is stored at a time. */
export function someAtATime(results: readonly PushResult[]): ResultBatch[] {
  const batches: ResultBatch[] = []
  for (let from = 0; from < results.length; from += resultsAtOnce)
    batches.push({ group: null, results: results.slice(from, from + resultsAtOnce) })
  return batches
}

/**
 * Stores what became of operations. One refused operation of a whole takes all of it back from the records.
 * @param serverTime the server's clock when it answered, by which it judged stamps that run ahead
 */
export async function settleTogether(
  tx: Writer,
  { group, results }: ResultBatch,
  serverTime: number,
  at: string,
): Promise<void> {
  let culprit = results.find(({ status }) => status === 'quarantined')
  for (const result of await settlePlain(tx, results, at)) {
    const refused = result.status === 'waiting' ? await waitOrRefuse(tx, result.opId, at) : undefined
    culprit ??= refused
    await settle(tx, refused ?? result, serverTime, at)
  }
  if (group === null || !culprit) return
  for (const opId of await waitingOpIdsOfGroup(tx, group))
    await settle(tx, { opId, status: 'quarantined', reason: 'group', detail: culprit.opId }, serverTime, at)
}

/** One operation that is too large for the server even alone is set aside like one the server refused. */
export async function refuseAlone(tx: Writer, { opId, group }: Op, at: string): Promise<void> {
  const result = { opId, status: 'quarantined', reason: 'invalid', detail: 'too-large' } as const
  await settleTogether(tx, { group: group?.id ?? null, results: [result] }, 0, at)
}

/**
 * The server asks to wait with an operation. Nobody will bring a record or a trip that never was on any server, since
 * its creation was refused, nor, as far as one can tell, one that did not come within 45 days.
 * @returns the refusal where it is not to wait
 */
async function waitOrRefuse(
  tx: Writer,
  opId: string,
  at: string,
): Promise<Extract<PushResult, { status: 'quarantined' }> | undefined> {
  const key = await recordOfWaitingOp(tx, opId)
  if (!key) return undefined
  const since = await noteHeldOp(tx, opId, at)
  const record = await takeInHand(tx, key)
  if (!isMade(record)) return { opId, status: 'quarantined', reason: 'not-yours', detail: 'createdBy' }
  const op = record.waiting.find((waiting) => waiting.opId === opId)
  if (!op) return undefined
  const trip = await unmadeTripOf(tx, op)
  if (trip) return { opId, status: 'quarantined', reason: 'not-allowed', detail: tripScope(trip) }
  return isDue(since, at) ? inVain(tx, op, waitOver) : undefined
}

async function settle(tx: Writer, result: PushResult, serverTime: number, at: string): Promise<void> {
  if (result.status === 'staged' || result.status === 'waiting') return
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
      const given = new Set([...stamps.values(), ...stampsIn(record.confirmed)])
      const kept = (stamp: Hlc) => hlcMs(stamp) <= serverTime + stampTolerance || given.has(stamp)
      const confirmed = withoutFutureStamps(renameStamps(own, stamps), kept)
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

/** Every stamp the server has confirmed of a record: it keeps those also after its clock was set back. */
function stampsIn(state: RecordState): Hlc[] {
  return Object.values(state).flatMap(({ heads, superseded, set }) => [
    ...heads.map((head) => head.hlc),
    ...superseded,
    ...(set?.elements ?? []).map((element) => element.hlc),
    ...(set?.removed ?? []).map(stampOfTag),
  ])
}
