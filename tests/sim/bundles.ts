import { AppError } from '#shared/contract/errors.ts'
import type { BundleReceiver } from '#shared/contract/exchange.ts'
import type { Run } from '#shared/sync/bundle.ts'
import type { Op } from '#shared/sync/op.ts'
import { composeBundle, packBundle } from '../../electron/data/exchange/compose.ts'
import { readBundle } from '../../electron/data/exchange/read-bundle.ts'
import { thisDevice } from '../../electron/data/exchange/whoami.ts'
import type { Context } from './carry-out.ts'
import { Violation } from './ledger.ts'
import type { SimDevice } from './sim-device.ts'

/** A bundle that lies on a memory stick: it stays there, whoever reads it and however often. */
export interface SimBundle {
  readonly to: BundleReceiver
  readonly bytes: Buffer
  /** What is inside, past encryption. */
  readonly runs: readonly Run[]
  readonly opIds: readonly string[]
  /** Whose work the last run holds has come to another unit, and nobody has handed it in past the app since. */
  authorMoved: boolean
}

/** What somebody does to runs before he hands them to the server as another's work. */
export const forgeries = ['none', 'value', 'shortened', 'author', 'signature'] as const
export type Forgery = (typeof forgeries)[number]

/** Most runs of one request. */
const mostRuns = 50

/** A laptop writes what it has for another one, or for a trip. @returns what came of it */
export async function writeBundle(
  { bundles, server, devices, records }: Context,
  device: SimDevice,
  event: { readonly to: number; readonly trip: boolean },
  id: string,
): Promise<string> {
  const trips = records.filter(({ kind }) => kind === 'trip')
  const trip = event.trip ? trips[event.to % Math.max(1, trips.length)] : undefined
  const others = devices.filter(({ enrolment }) => enrolment.device !== device.enrolment.device)
  const other = others[event.to % Math.max(1, others.length)]
  if (!other) return 'nobody'
  const to: BundleReceiver = trip
    ? { kind: 'trip', tripId: trip.id }
    : { kind: 'device', device: other.enrolment.device }
  try {
    const at = new Date(server.time.now).toISOString()
    const written = await device.store().read(async (db) => {
      const sender = await thisDevice(db, device.identity(), device.name, at)
      const composed = await composeBundle(db, sender, to)
      return { bytes: packBundle(composed, sender, id), runs: composed.runs }
    })
    const opIds = operationsOf(written.runs).map(({ opId }) => opId)
    bundles.push({ to, ...written, opIds, authorMoved: false })
    return `${bundles.at(-1)?.opIds.length} operations`
  } catch (error) {
    return refusalOf(error)
  }
}

/** Operations in runs, read without the product's help. */
export function operationsOf(runs: readonly Pick<Run, 'ops'>[]): Op[] {
  return runs.flatMap(({ ops }) =>
    ops.flatMap((op): Op[] => (typeof op === 'string' ? [JSON.parse(op)] : [])),
  )
}

/** Bundles that are meant for a laptop, or for a trip whose key it may have. */
export function sticksFor({ enrolment }: SimDevice, bundles: readonly SimBundle[]): readonly SimBundle[] {
  return bundles.filter(({ to }) => to.kind === 'trip' || to.device === enrolment.device)
}

/**
 * A laptop reads a bundle, whole or cut off, and again if `twice`. What it says it took over it answers for from then
 * on. @throws Violation when it believes a cut one or takes anything over a second time
 */
export async function readFromStick(
  { bundles, ledger }: Context,
  device: SimDevice,
  event: {
    readonly which: number
    readonly cut: number | null
    readonly twice: boolean
    readonly stray: boolean
  },
): Promise<string> {
  const readable = event.stray ? bundles : sticksFor(device, bundles)
  const bundle = readable[event.which % Math.max(1, readable.length)]
  if (!bundle) return 'none'
  const { bytes, opIds } = bundle
  if (event.cut !== null) {
    const outcome = await read(device, bytes.subarray(0, event.cut % bytes.length))
    if (typeof outcome !== 'string') throw new Violation(`I1: ${device.name} took half a bundle over`)
    return outcome
  }
  const outcome = await read(device, bytes)
  const isForIt = sticksFor(device, [bundle]).length > 0
  if (outcome === 'exchange/damaged') throw new Violation(`I1: ${device.name} cannot read a whole bundle`)
  if (typeof outcome === 'string') return outcome
  if (!isForIt) throw new Violation(`I8: ${device.name} opened a bundle that was sealed for another laptop`)
  ledger.carry(device.name, device.life(), opIds)
  const again = event.twice ? await read(device, bytes) : null
  if (again !== null && typeof again !== 'string' && again.applied > 0)
    throw new Violation(`I3: ${device.name} took ${again.applied} operations over twice`)
  return `${outcome.applied} new, ${outcome.known} known, ${outcome.keptAside} kept aside`
}

async function read(device: SimDevice, bytes: Uint8Array) {
  try {
    const outcome = await device.write(async (tx, { nowMs }) => {
      const at = new Date(nowMs).toISOString()
      return readBundle(tx, bytes, await thisDevice(tx, device.identity(), device.name, at), nowMs)
    })
    return outcome ?? 'died'
  } catch (error) {
    return refusalOf(error)
  }
}

function refusalOf(error: unknown): string {
  if (error instanceof AppError && /^exchange\/|^store\/disk-full$/.test(error.code)) return error.code
  throw error
}

/**
 * A laptop's user hands the runs of a bundle to the server past the app, as they are or altered.
 * @throws Violation when the server takes what nobody signed so
 */
export async function handIn(
  { bundles, network }: Context,
  device: SimDevice,
  event: { readonly which: number; readonly forgery: Forgery },
): Promise<string> {
  const bundle = bundles[event.which % Math.max(1, bundles.length)]
  if (!bundle) return 'none'
  bundle.authorMoved = false
  const { device: id, user } = device.enrolment
  // Whoever was signed out has the token from before.
  const token = (await device.token()) ?? device.enrolment.token
  const carried = bundle.runs.slice(0, mostRuns).map((run) => forged(run, event.forgery, user.id))
  const { incarnation } = device.identity()
  const answer = await network.deliver(`${device.name}-by-hand`, {
    method: 'POST',
    path: '/push',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ device: id, incarnation, ops: [], carried, waits: true })),
  })
  if (answer?.status !== 200) return `${answer?.status}`
  const { carried: results } = JSON.parse(answer.body.toString('utf8'))
  const taken = results.filter(({ status }: { status: string }) => status === 'taken').length
  if (event.forgery !== 'none' && taken > 0)
    throw new Violation(`I8: the server took ${taken} runs that nobody signed so (${event.forgery})`)
  return `${taken} of ${results.length} taken`
}

function forged(run: Run, forgery: Forgery, carrier: string): Run {
  const first = run.ops.findIndex((op) => typeof op === 'string')
  const text = run.ops[first]
  switch (forgery) {
    case 'none':
      return run
    case 'value':
      return { ...run, ops: run.ops.map((op) => (op === text && typeof op === 'string' ? altered(op) : op)) }
    case 'shortened':
      return { ...run, ops: run.ops.filter((op) => op !== text) }
    case 'author':
      return {
        ...run,
        head: JSON.stringify({ ...JSON.parse(run.head), author: carrier, signedAt: '2026-03-02T00:00:00Z' }),
      }
    case 'signature':
      return { ...run, signature: [...run.signature].reverse().join('') }
  }
}

/** The same operation with another value in its first field. */
function altered(text: string): string {
  const op: Op = JSON.parse(text)
  const fields = Object.entries(op.fields).map(([name, write], at) => [
    name,
    at === 0 ? { ...write, v: '伪造' } : write,
  ])
  return JSON.stringify({ ...op, fields: Object.fromEntries(fields) })
}
