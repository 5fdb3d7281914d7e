import { z } from 'zod'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Reader, Writer } from '../database/schema.ts'

/** How long this device may work without having heard from the server. */
const Lease = z.object({
  days: z.number(),
  /** The latest time the server ever told. */
  serverTime: z.number(),
  /** Time that has passed since, as far as this device's clock went forward. */
  usedMs: z.number(),
  /** What this device's clock showed when `usedMs` was reckoned. */
  clock: z.number(),
  /** Once it has ended a sign-in renews it, or a server by whose clock it has not ended. */
  ended: z.boolean(),
})
type Lease = z.infer<typeof Lease>

const dayMs = 86_400_000
/** Reckoned anew at most so often, except when something changes. */
const stepMs = 60_000

/** The state of the lease at a moment of this device's clock; null where the server never set one. */
export async function leaseAt(db: Reader, nowMs: number): Promise<Lease | null> {
  const kept = await readMeta(db, 'lease')
  return kept === undefined ? null : reckon(Lease.parse(JSON.parse(kept)), nowMs)
}

/** A clock that is set back adds nothing and takes nothing away: it cannot lengthen the lease. */
function reckon(lease: Lease, nowMs: number): Lease {
  const usedMs = lease.usedMs + Math.max(0, nowMs - lease.clock)
  return { ...lease, usedMs, clock: nowMs, ended: lease.ended || usedMs > lease.days * dayMs }
}

/** Keeps how much of the lease is used. @returns whether it has just ended */
export async function useLease(tx: Writer, nowMs: number): Promise<boolean> {
  const kept = await readMeta(tx, 'lease')
  if (kept === undefined) return false
  const before = Lease.parse(JSON.parse(kept))
  const after = reckon(before, nowMs)
  if (Math.abs(nowMs - before.clock) < stepMs && after.ended === before.ended) return false
  await save(tx, after)
  return after.ended && !before.ended
}

/**
 * The server has answered: the lease begins anew, unless it has ended. One that ended only because this device's
 * clock leapt ahead, as the server's own clock shows, begins anew too: a wrong clock must not keep anybody from writing.
 */
export async function renewLease(
  tx: Writer,
  answer: { readonly serverTime: number; readonly leaseDays?: number | undefined },
  nowMs: number,
): Promise<void> {
  const known = await leaseAt(tx, nowMs)
  const days = answer.leaseDays ?? known?.days
  if (days === undefined || (known?.ended && !endedByWrongClock(known, answer.serverTime))) return
  const serverTime = Math.max(answer.serverTime, known?.serverTime ?? 0)
  await save(tx, { days, serverTime, usedMs: 0, clock: nowMs, ended: false })
}

/** By the server's clock the time is not over. A server whose clock went back proves nothing. */
function endedByWrongClock({ serverTime, days }: Lease, toldNow: number): boolean {
  return toldNow >= serverTime && toldNow - serverTime <= days * dayMs
}

/** Somebody signed in: a lease that has ended begins anew too. */
export async function beginLease(
  tx: Writer,
  answer: { readonly serverTime: number; readonly leaseDays?: number | undefined },
  nowMs: number,
): Promise<void> {
  const { serverTime, leaseDays } = answer
  if (leaseDays === undefined) return
  await save(tx, { days: leaseDays, serverTime, usedMs: 0, clock: nowMs, ended: false })
}

async function save(tx: Writer, lease: Lease): Promise<void> {
  await writeMeta(tx, 'lease', JSON.stringify(lease))
}
