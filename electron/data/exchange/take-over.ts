import type { BundleOutcome } from '#shared/contract/exchange.ts'
import { Run, unitedRuns } from '#shared/sync/bundle.ts'
import { type Hlc, hlcMs, laterHlc } from '#shared/sync/hlc.ts'
import { renameStamps } from '#shared/sync/merge.ts'
import { deletedField, type Op } from '#shared/sync/op.ts'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { refreshNotes } from '../notes/refresh.ts'
import {
  carriedRunBody,
  findCarriedOp,
  hideCarriedOps,
  isOwnOp,
  keepCarriedOp,
  keepCarriedRun,
  noteBundleRead,
  replacedStamps,
} from '../queries/exchange.ts'
import { type RecordKey, syncCounts } from '../queries/sync.ts'
import { holds, layOver, putBack, takeInHand } from '../sync/record-in-hand.ts'
import { authorRights } from './author-rights.ts'
import type { OpenedBundle, OpenedRun } from './open.ts'

/** How far ahead of this device's clock a stamp may be to be taken as the time by it. */
const believableMs = 60_000

/**
 * Takes a verified bundle over, inside the caller's transaction: all of it or nothing. What is new is merged into the
 * records as a pull would do it, lies over what the server confirmed until the server has it too, and is carried there.
 */
export async function takeOver(tx: Writer, bundle: OpenedBundle, nowMs: number): Promise<BundleOutcome> {
  const at = new Date(nowMs).toISOString()
  const before = await syncCounts(tx)
  const outcome = { applied: 0, known: 0, keptAside: 0 }
  for (const run of bundle.runs) {
    const taken = await takeRun(tx, run, { sender: bundle.manifest.sender, at, nowMs })
    outcome.applied += taken.applied
    outcome.known += taken.known
    outcome.keptAside += taken.keptAside
  }
  await noteBundleRead(tx, bundle.manifest.id, bundle.manifest.sender, at)
  const after = await syncCounts(tx)
  return { ...outcome, conflicts: Math.max(0, after.conflicts - before.conflicts) }
}

interface Receipt {
  /** Device that handed it over. */
  readonly sender: string
  readonly at: string
  readonly nowMs: number
}

/** Takes one run over, whatever is known of it already left out. */
export async function takeRun(
  tx: Writer,
  { run, head, digest, ops, trust }: OpenedRun,
  { sender, at, nowMs }: Receipt,
): Promise<{ applied: number; known: number; keptAside: number }> {
  const fresh: Op[] = []
  let aside = 0
  for (const op of ops) {
    const asConfirmed = await freshOp(tx, op)
    if (asConfirmed) fresh.push(asConfirmed)
    else if (await hasUsedId(tx, op)) aside += 1
  }
  const known = ops.length - fresh.length - aside
  if (fresh.length + aside === 0) return { applied: 0, known, keptAside: 0 }
  const earlier = await carriedRunBody(tx, digest)
  // Whoever passed the other copy on may have taken other operations out.
  const whole = earlier === undefined ? run : unitedRuns(run, Run.parse(JSON.parse(earlier)))
  await keepCarriedRun(tx, {
    run: digest,
    device: head.device,
    author: head.author,
    onServer: head.onServer,
    // What lies over no record is looked at again later, as what comes from an unknown laptop is.
    state: trust !== 'good' ? trust : fresh.length > 0 ? 'waiting' : 'unknown-device',
    operations: fresh.length + aside,
    body: JSON.stringify(whole),
    sender,
    receivedAt: at,
  })
  if (trust !== 'good') return { applied: 0, known, keptAside: fresh.length + aside }
  const rights = authorRights(tx)
  const laid: Op[] = []
  for (const [key, together] of byRecord(fresh)) {
    const record = await takeInHand(tx, key)
    // A deleted or hidden record's earlier carried operations may have no confirmed copy to lie over yet.
    for (const op of together) layOver(record, op)
    const foreign = await rights.foreignIn(record)
    record.carried = record.carried.filter(({ opId }) => !foreign.has(opId))
    for (const op of together) {
      const shown = !foreign.has(op.opId)
      const text = JSON.stringify(op)
      await keepCarriedOp(tx, {
        ...key,
        opId: op.opId,
        run: digest,
        op: text,
        onServer: head.onServer,
        shown,
      })
      if (shown) laid.push(op)
    }
    // Now that more is known of the record, one that came before may turn out to be foreign.
    if (foreign.size > 0) await hideCarriedOps(tx, key, [...foreign])
    await putBack(tx, record, at)
    for (const op of together) rights.laid(op)
  }
  await refreshNotes(tx)
  await observe(tx, laid, nowMs)
  return { applied: laid.length, known, keptAside: fresh.length - laid.length + aside }
}

/**
 * An operation with the stamps that the server may have put in the place of its own; undefined for one that this
 * device has already, whichever way it came.
 */
export async function freshOp(db: Reader, op: Op): Promise<Op | undefined> {
  if ((await isOwnOp(db, op.opId)) || (await findCarriedOp(db, op.opId))) return undefined
  const renamed = renameStamps(op, await replacedStamps(db, stampsOf(op)))
  const { confirmed } = await takeInHand(db, op)
  return holds(confirmed, renamed) ? undefined : renamed
}

/** Whether another device's operation that is carried here has this one's id: only the server can judge both. */
async function hasUsedId(db: Reader, op: Op): Promise<boolean> {
  const carried = await findCarriedOp(db, op.opId)
  return carried !== undefined && carried.device !== op.device
}

function stampsOf(op: Op): Hlc[] {
  return Object.entries(op.fields).flatMap(([name, { v, hlc, base }]) => {
    const covers =
      name === deletedField && typeof v === 'object' && v !== null && 'covers' in v && Array.isArray(v.covers)
        ? v.covers.filter((stamp) => typeof stamp === 'string')
        : []
    return [hlc, ...base, ...covers]
  })
}

function byRecord(ops: readonly Op[]): [RecordKey, Op[]][] {
  const records = new Map<string, [RecordKey, Op[]]>()
  for (const op of ops) {
    const name = `${op.table} ${op.id}`
    const together = records.get(name) ?? [{ table: op.table, id: op.id }, []]
    together[1].push(op)
    records.set(name, together)
  }
  return [...records.values()]
}

/** The next local stamp is greater than what was read, unless the other clock is out of all reason. */
async function observe(tx: Writer, ops: readonly Op[], nowMs: number): Promise<void> {
  const last = (await readMeta(tx, 'lastHlc')) ?? null
  let later = last
  for (const op of ops)
    for (const { hlc } of Object.values(op.fields))
      if (hlcMs(hlc) <= nowMs + believableMs) later = laterHlc(later, hlc)
  if (later !== null && later !== last) await writeMeta(tx, 'lastHlc', later)
}
