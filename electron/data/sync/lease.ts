import { randomUUID } from 'node:crypto'
import { uptime } from 'node:os'
import { z } from 'zod'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Reader, Writer } from '../database/schema.ts'

/**
 * How long this device may work without having heard from the server. Time that passed while the machine was on is
 * measured by its uptime, which nobody sets and which goes on in its sleep; a clock that leaps changes nothing then.
 * Of the time it was off only the clock can tell: that much is believed as the clock says now, so that setting it
 * right puts right what it said.
 */
const Lease = z.object({
  days: z.number(),
  /** The latest time the server ever told. */
  serverTime: z.number(),
  /** Time that has passed since while the machine was on. */
  usedMs: z.number(),
  /** Time while it was off, as the clock tells it; null as long as it never was. May be less than nothing. */
  offMs: z.number().nullable().default(0),
  /** What this device's clock and its uptime showed when that was reckoned, and by which run of this program. */
  clock: z.number(),
  up: z.number().default(0),
  run: z.string().default(''),
  /** Once time that is beyond doubt has ended it a sign-in renews it, or a server by whose clock it has not ended. */
  ended: z.boolean(),
  /** Ended as far as the clock can be believed; a clock that is set right may take that back. */
  seemsEnded: z.boolean().default(false),
})
type Lease = z.infer<typeof Lease>

/** What no user sets: milliseconds since the machine was started, its sleep counted, and which run of the program. */
export interface Machine {
  readonly up: number
  readonly run: string
}

const thisRun = randomUUID()
const thisMachine = (): Machine => ({ up: uptime() * 1000, run: thisRun })

const dayMs = 86_400_000
/** Reckoned anew at most so often, except when something changes. */
const stepMs = 60_000
/** A laptop that seems to have been off for longer has a wrong clock. */
const believableMs = 400 * dayMs
/** By so much the start of a machine, reckoned from its clock, may differ from one program's run to the next. */
const sameStartMs = 300_000

export interface LeaseState extends Lease {
  /** Whether nobody may write until the server was heard, or somebody has signed in. */
  readonly over: boolean
}

/** The state of the lease at a moment of this device's clock; null where the server never set one. */
export async function leaseAt(
  db: Reader,
  nowMs: number,
  machine = thisMachine(),
): Promise<LeaseState | null> {
  const kept = await readMeta(db, 'lease')
  return kept === undefined ? null : reckon(Lease.parse(JSON.parse(kept)), nowMs, machine)
}

function reckon(lease: Lease, nowMs: number, { up, run }: Machine): LeaseState {
  const passed = nowMs - lease.clock
  const wasOn = run === lease.run || Math.abs(nowMs - up - (lease.clock - lease.up)) < sameStartMs
  const ranMs = wasOn ? Math.max(0, up - lease.up) : 0
  const usedMs = lease.usedMs + ranMs
  // A clock that was set while the machine was on says that it was wrong before, or is now: the same sum either way.
  const offMs = wasOn && lease.offMs === null ? null : (lease.offMs ?? 0) + passed - ranMs
  const limit = lease.days * dayMs
  const ended = lease.ended || usedMs > limit
  const believed = offMs !== null && offMs > 0 && offMs <= believableMs ? offMs : 0
  const over = ended || usedMs + believed > limit
  return { ...lease, usedMs, offMs, clock: nowMs, up, run, ended, seemsEnded: over, over }
}

/** Keeps how much of the lease is used. @returns whether it has just ended */
export async function useLease(tx: Writer, nowMs: number, machine = thisMachine()): Promise<boolean> {
  const kept = await readMeta(tx, 'lease')
  if (kept === undefined) return false
  const before = Lease.parse(JSON.parse(kept))
  const after = reckon(before, nowMs, machine)
  const isNews = machine.run !== before.run || after.over !== before.seemsEnded
  const moved = Math.max(Math.abs(nowMs - before.clock), Math.abs(machine.up - before.up))
  if (!isNews && moved < stepMs) return false
  await save(tx, after)
  return after.over && !before.seemsEnded
}

/**
 * The server has answered: the lease begins anew, unless it has ended. One that ended only because this device's
 * clock leapt ahead, as the server's own clock shows, begins anew too: a wrong clock must not keep anybody from writing.
 */
export async function renewLease(
  tx: Writer,
  answer: { readonly serverTime: number; readonly leaseDays?: number | undefined },
  nowMs: number,
  machine = thisMachine(),
): Promise<void> {
  const known = await leaseAt(tx, nowMs, machine)
  const days = answer.leaseDays ?? known?.days
  if (days === undefined || (known?.over && !endedByWrongClock(known, answer.serverTime))) return
  const serverTime = Math.max(answer.serverTime, known?.serverTime ?? 0)
  await save(tx, begun(days, serverTime, nowMs, machine))
}

function begun(days: number, serverTime: number, clock: number, { up, run }: Machine): Lease {
  return { days, serverTime, usedMs: 0, offMs: null, clock, up, run, ended: false, seemsEnded: false }
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
  machine = thisMachine(),
): Promise<void> {
  const { serverTime, leaseDays } = answer
  if (leaseDays === undefined) return
  await save(tx, begun(leaseDays, serverTime, nowMs, machine))
}

async function save(tx: Writer, lease: Lease): Promise<void> {
  await writeMeta(tx, 'lease', JSON.stringify(Lease.parse(lease)))
}
