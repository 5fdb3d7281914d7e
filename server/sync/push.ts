import { sql } from 'kysely'
import type { Hlc } from '#shared/sync/hlc.ts'
import type { Op } from '#shared/sync/op.ts'
import { PushResult, type QuarantineReason } from '#shared/sync/protocol.ts'
import { integers, texts, uuids } from '../database/array-texts.ts'
import { jsonTexts } from '../database/json-texts.ts'
import type { Database } from '../database/open-database.ts'
import { type Tx, transact } from '../database/transaction.ts'
import { HttpError } from '../errors.ts'
import { applyOps, type Outcome } from './apply.ts'
import { refuseReusedCounters } from './counters.ts'
import { append } from './feed.ts'
import { parseOwnOp, usedByOthers, withUsedId } from './own-operations.ts'
import type { ParsedOp } from './parse-op.ts'
import { futureBases, namedStamps, type Restamping, restamp } from './restamp.ts'
import { rightsOf } from './rights.ts'
import type { ServerStamps } from './stamps.ts'
import { releaseClaims, waitingRule } from './waiting.ts'
import { sortOutWholes } from './whole-operations.ts'

/** One batch of a device's operations. */
export interface Batch {
  readonly userId: string
  readonly device: string
  /** As they arrived, in the order the device made them. */
  readonly ops: readonly unknown[]
  readonly nowMs: number
  /** Whoever sends them understands that some are neither taken nor refused. */
  readonly waits?: boolean | undefined
  /** An operation that must have been taken before these, since its batch may still be on its way. */
  readonly follows?: string | undefined
  /** Another device brought them: that says nothing about how far `device` itself has come. */
  readonly carried?: boolean
}

/**
 * Takes a batch in one transaction: all of it is kept or none. An operation that was taken before has no second
 * effect and gets the result it got then; one that cannot be taken is set aside with its reason.
 * Parts of a whole operation wait until all of it is there.
 * @returns one result for each operation, in order, then those of earlier batches that this one completed.
 * @throws HttpError out-of-order when the batch before this one was not taken
 */
export async function push(db: Database, stamps: ServerStamps, batch: Batch): Promise<PushResult[]> {
  const parsed = batch.ops.map((op) => parseOwnOp(op, batch))
  return inTurn(batch.device, () => transact(db, (tx) => take(tx, stamps, batch, parsed)))
}

/** The last push of each device that has one under way. */
const underWay = new Map<string, Promise<unknown>>()

/** Lets the pushes of one device wait for each other here, where waiting costs no connection to the database. */
async function inTurn<T>(device: string, work: () => Promise<T>): Promise<T> {
  const running = (underWay.get(device) ?? Promise.resolve()).then(work, work)
  underWay.set(device, running)
  try {
    return await running
  } finally {
    if (underWay.get(device) === running) underWay.delete(device)
  }
}

async function take(
  tx: Tx,
  stamps: ServerStamps,
  batch: Batch,
  given: readonly ParsedOp[],
): Promise<PushResult[]> {
  await sql`select from devices where id = ${batch.device} for no key update`.execute(tx)
  if (batch.follows !== undefined) await refuseOutOfOrder(tx, batch.device, batch.follows)
  const { parsed, fresh } = await claimOwn(tx, batch, given)
  const byKey = new Map(parsed.map((item) => [item.key, item]))
  const results = await resultsOf(
    tx,
    [...byKey.keys()].filter((key) => !fresh.has(key)),
  )

  const items = [...byKey.values()].filter(({ key }) => fresh.has(key))
  const quarantined: Quarantined[] = items.flatMap((item) => {
    if (item.op) return []
    const { key, opId, reason = 'malformed', detail, text } = item
    return [{ key, opId, reason, detail, text }]
  })
  const { ready: originals, earlier, staged, refused } = await sortOutWholes(tx, items)
  for (const { op, reason, detail } of refused)
    quarantined.push({ key: op.opId, opId: op.opId, reason, detail, text: JSON.stringify(op) })
  for (const { opId } of staged) results.set(opId, { opId, status: 'staged' })
  const restampings = await restampAll(tx, stamps, batch.nowMs, originals)
  const { outcomes, entries } = await applyOps(
    tx,
    restampings.map(({ op }) => op),
    await rightsOf(tx, batch.userId),
    { stamps, nowMs: batch.nowMs },
  )

  const renamed: RenamedStamp[] = []
  const refusals = outcomes.flatMap((outcome) => ('refusal' in outcome ? [outcome.refusal] : []))
  const mayWait = batch.waits ? await waitingRule(tx, refusals, batch.nowMs) : () => false
  const waiting: string[] = []
  outcomes.forEach((outcome, index) => {
    const { opId } = outcome.op
    const stampsOf = restampings[index]?.stamps ?? {}
    if ('refusal' in outcome && mayWait(outcome.refusal)) {
      waiting.push(opId)
      results.set(opId, { opId, status: 'waiting' })
      return
    }
    if ('refusal' in outcome) {
      const { reason, detail } = outcome.refusal
      const text = JSON.stringify(originals[index] ?? null)
      quarantined.push({ key: opId, opId, reason, detail, text })
      return
    }
    results.set(opId, resultOf(outcome, stampsOf, restampings[index]?.told ?? {}))
    for (const [old_hlc, new_hlc] of Object.entries(stampsOf))
      renamed.push({ device: outcome.op.device, old_hlc, new_hlc })
  })
  for (const { key, opId, reason, detail } of quarantined)
    results.set(key, { opId, status: 'quarantined', reason, detail })

  await keepAside(tx, batch, quarantined)
  await rememberStamps(tx, renamed)
  const settledNow = [...items.map(({ key }) => key), ...earlier.map(({ opId }) => opId)]
  await settle(
    tx,
    settledNow.flatMap((key) => pairWith(key, results.get(key))),
    fresh,
  )
  await releaseClaims(tx, waiting)
  const arrived = items.flatMap(({ op }) => op ?? [])
  if (!batch.carried) await noteProgress(tx, batch.device, arrived)
  await append(tx, entries, batch.nowMs)
  const asked = parsed.flatMap(({ key }) => results.get(key) ?? [])
  return [...asked, ...earlier.flatMap(({ opId }) => (byKey.has(opId) ? [] : (results.get(opId) ?? [])))]
}

/** The device's row is locked: what is not there now cannot have been taken by a push of this device. */
async function refuseOutOfOrder(tx: Tx, device: string, follows: string): Promise<void> {
  const { rows } = await sql`
    select from op_seen where op_id = ${follows} and device = ${device}::uuid`.execute(tx)
  if (rows.length === 0) throw new HttpError('out-of-order')
}

interface Quarantined {
  readonly key: string
  readonly opId: string
  readonly reason: QuarantineReason
  readonly detail: string | null
  readonly text: string | null
}

interface RenamedStamp {
  readonly device: string
  readonly old_hlc: Hlc
  readonly new_hlc: Hlc
}

function pairWith(key: string, result: PushResult | undefined): [string, PushResult][] {
  return result ? [[key, result]] : []
}

/** Claims operations; one whose id another device has used is claimed as one that cannot be taken. */
async function claimOwn(
  tx: Tx,
  batch: Batch,
  given: readonly ParsedOp[],
): Promise<{ readonly parsed: readonly ParsedOp[]; readonly fresh: ReadonlySet<string> }> {
  const byKey = new Map(given.map((item) => [item.key, item]))
  const fresh = await claim(tx, batch, [...byKey.values()])
  const known = [...byKey.keys()].filter((key) => !fresh.has(key))
  const used = await usedByOthers(tx, batch.device, known)
  if (used.size === 0) return { parsed: given, fresh }
  const parsed = given.map((item) => (used.has(item.key) ? withUsedId(item, batch) : item))
  const renamed = new Map(parsed.filter((item) => !given.includes(item)).map((item) => [item.key, item]))
  const claimed = await claim(tx, batch, [...renamed.values()])
  return { parsed, fresh: new Set([...fresh, ...claimed]) }
}

/**
 * Claims operations for this transaction, with the result that nearly all of them will have: `settle` writes the
 * others. Sorted, so that two equal batches wait instead of blocking each other.
 */
async function claim(tx: Tx, { device, carried }: Batch, items: readonly ParsedOp[]): Promise<Set<string>> {
  const sorted = [...items].sort((a, b) => (a.key < b.key ? -1 : 1))
  // Only the device itself can be told that it is a copy, and make itself a new incarnation.
  if (!carried) await refuseReusedCounters(tx, sorted)
  const counted = ({ op }: ParsedOp) => (carried ? null : op)
  const { rows } = await sql<{ op_id: string }>`
    insert into op_seen (op_id, device, incarnation, local_seq, result)
    select key, ${device}::uuid, incarnation, local_seq,
      ('{"opId":' || to_json(key) || ',"status":"applied"}')::json
    from unnest(
      ${texts(sorted.map(({ key }) => key))}, ${uuids(sorted.map((item) => counted(item)?.incarnation ?? null))},
      ${integers(sorted.map((item) => counted(item)?.localSeq ?? null))}
    ) as items (key, incarnation, local_seq)
    on conflict do nothing returning op_id`.execute(tx)
  return new Set(rows.map(({ op_id }) => op_id))
}

async function resultsOf(tx: Tx, keys: readonly string[]): Promise<Map<string, PushResult>> {
  if (keys.length === 0) return new Map()
  const { rows } = await sql<{ op_id: string; result: unknown }>`
    select op_id, result from op_seen where op_id = any(${keys}::text[])`.execute(tx)
  return new Map(rows.map(({ op_id, result }) => [op_id, PushResult.parse(result)]))
}

async function restampAll(
  tx: Tx,
  stamps: ServerStamps,
  now: number,
  ops: readonly Op[],
): Promise<Restamping[]> {
  const named = ops.map(namedStamps)
  const all = [...new Set(named.flat())]
  const known = await knownStamps(tx, ops, all)
  const taken = await takenStamps(tx, ops, futureBases(ops, all, now))
  return ops.map((op, index) => {
    const own = known.get(op.device) ?? new Map<Hlc, Hlc>()
    const result = restamp(op, {
      named: named[index] ?? [],
      now,
      node: stamps.node,
      last: stamps.last(),
      known: own,
      taken,
    })
    stamps.observe(result.last)
    for (const [old, fresh] of Object.entries(result.stamps)) own.set(old, fresh)
    known.set(op.device, own)
    return result
  })
}

/**
 * Which of these stamps the records of the operations hold. Only a server whose clock was set back has taken stamps
 * that now lie in the future; whoever built on them must not seem to have seen nothing.
 */
async function takenStamps(tx: Tx, ops: readonly Op[], stamps: readonly Hlc[]): Promise<ReadonlySet<Hlc>> {
  if (stamps.length === 0) return new Set()
  const { rows } = await sql<{ stamp: Hlc }>`
    select stamp from unnest(${[...new Set(stamps)]}::text[]) as named (stamp)
    where exists (
      select 1 from records
      where (table_name, id) in (
        select * from unnest(${ops.map(({ table }) => table)}::text[], ${ops.map(({ id }) => id)}::uuid[])
      ) and strpos(clocks::text, stamp) > 0
    )`.execute(tx)
  return new Set(rows.map(({ stamp }) => stamp))
}

/**
 * Stamps that were replaced in earlier batches, for each device of these operations. Its own come before those of
 * others: a device may have read another's operation without the server and name the stamp it had there.
 */
async function knownStamps(
  tx: Tx,
  ops: readonly Op[],
  named: readonly Hlc[],
): Promise<Map<string, Map<Hlc, Hlc>>> {
  const { rows } = await sql<RenamedStamp>`
    select device, old_hlc, new_hlc from restamped
    where old_hlc = any(${texts(named)})
    order by device`.execute(tx)
  const devices = new Set(ops.map(({ device }) => device))
  return new Map(
    [...devices].map((device) => {
      const own = rows.filter((row) => row.device === device)
      const others = rows.filter((row) => row.device !== device)
      return [device, new Map([...others, ...own].map(({ old_hlc, new_hlc }) => [old_hlc, new_hlc]))]
    }),
  )
}

function resultOf(
  { op, losses }: Extract<Outcome, { losses: unknown }>,
  stamps: Readonly<Record<Hlc, Hlc>>,
  told: Readonly<Record<Hlc, Hlc>>,
): PushResult {
  const { opId } = op
  const lost = losses.map(({ field, lost, kept }) => ({ field, lost: lost.hlc, kept: kept.hlc }))
  if (Object.keys(stamps).length > 0) return { opId, status: 'restamped', stamps: told, lost }
  return lost.length > 0 ? { opId, status: 'merged', lost } : { opId, status: 'applied' }
}

async function keepAside(tx: Tx, batch: Batch, items: readonly Quarantined[]): Promise<void> {
  if (items.length === 0) return
  await sql`
    insert into op_quarantine (op_id, device, user_id, reason, detail, op)
    select op_id, ${batch.device}::uuid, ${batch.userId}::uuid, reason, detail, op
    from unnest(
      ${items.map(({ opId }) => opId)}::text[], ${items.map(({ reason }) => reason)}::text[],
      ${items.map(({ detail }) => detail)}::text[], ${items.map(({ text }) => text)}::text[]
    ) as aside (op_id, reason, detail, op)`.execute(tx)
}

async function rememberStamps(tx: Tx, renamed: readonly RenamedStamp[]): Promise<void> {
  if (renamed.length === 0) return
  await sql`
    insert into restamped (device, old_hlc, new_hlc)
    select * from unnest(
      ${renamed.map(({ device }) => device)}::uuid[], ${renamed.map(({ old_hlc }) => old_hlc)}::text[],
      ${renamed.map(({ new_hlc }) => new_hlc)}::text[]
    ) on conflict do nothing`.execute(tx)
}

/** @param fresh operations claimed in this transaction */
async function settle(
  tx: Tx,
  results: readonly (readonly [string, PushResult])[],
  fresh: ReadonlySet<string>,
): Promise<void> {
  const others = results.filter(([key, { status }]) => status !== 'applied' || !fresh.has(key))
  if (others.length === 0) return
  const texts = others.map(([, result]) => JSON.stringify(result))
  await sql`
    update op_seen set result = settled.result::json
    from unnest(${others.map(([key]) => key)}::text[], ${jsonTexts(texts)}) as settled (key, result)
    where op_seen.op_id = settled.key`.execute(tx)
}

/** The server can tell a device that came back from a backup by its counter running backwards. */
async function noteProgress(tx: Tx, device: string, ops: readonly Op[]): Promise<void> {
  const greatest = Math.max(0, ...ops.filter((op) => op.device === device).map(({ localSeq }) => localSeq))
  await sql`
    update devices set last_local_seq = greatest(last_local_seq, ${greatest}::bigint), last_seen_at = now()
    where id = ${device}`.execute(tx)
}
