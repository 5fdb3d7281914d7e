import { entityOf } from '#shared/domain/entities.ts'
import { tripScope } from '#shared/domain/scopes.ts'
import { chainOf, cutIntoRuns, Run, type RunHead, signedText, withoutOps } from '#shared/sync/bundle.ts'
import { valuesOf } from '#shared/sync/merge.ts'
import { longText } from '#shared/sync/op-text.ts'
import type { Reader } from '../database/schema.ts'
import type { Identity } from '../host/identity.ts'
import { carriedRuns, type OwnOp, ownAcknowledged, ownWaiting, tripsNaming } from '../queries/exchange.ts'
import { type RecordKey, scopesOf } from '../queries/sync.ts'
import { loadState } from '../record/load-state.ts'
import { parseOp } from '../sync/stored-op.ts'
import { type DeviceKeyPairs, sha256, signText } from './keys.ts'

/** Who signs a bundle's own part. */
export interface Signer {
  readonly identity: Identity
  readonly user: string
  readonly keys: DeviceKeyPairs
  /** ISO instant. */
  readonly at: string
}

/**
 * All that this device can hand on and the receiver may see: its own operations, those that wait and those of the
 * journal (the receiver may not have heard from the server as lately), signed anew; and what it carries for others,
 * with what the receiver may not see taken out.
 * @param scopes what the receiver may read
 */
export async function gatherRuns(db: Reader, signer: Signer, scopes: ReadonlySet<string>): Promise<Run[]> {
  const visible = visibility(db, scopes)
  const own = async (ops: readonly OwnOp[]) => {
    const chosen: string[] = []
    for (const { op, ...key } of ops) if (await visible(key)) chosen.push(longText(op))
    return cutByIncarnation(chosen).flatMap(cutIntoRuns)
  }
  const runs: Run[] = []
  for (const ops of await own(await ownAcknowledged(db))) runs.push(signRun(signer, ops, true))
  for (const run of await carriedRuns(db)) {
    if (run.state !== 'waiting') continue
    const whole = Run.parse(JSON.parse(run.body))
    const shown = new Set<string>()
    for (const text of whole.ops)
      if (typeof text === 'string' && (await visible(parseOp(text)))) shown.add(text)
    const left = withoutOps(whole, (text) => shown.has(text), sha256)
    if (left) runs.push(left)
  }
  for (const ops of await own(await ownWaiting(db))) runs.push(signRun(signer, ops, false))
  return runs
}

/** Signs operations of this device as one run. */
export function signRun(
  { identity, user, keys, at }: Signer,
  ops: readonly string[],
  onServer: boolean,
): Run {
  const [first] = ops
  const head = JSON.stringify({
    format: 1,
    device: identity.device,
    incarnation: first === undefined ? identity.incarnation : parseOp(first).incarnation,
    author: user,
    onServer,
    count: ops.length,
    signedAt: at,
  } satisfies RunHead)
  return { head, ops: [...ops], signature: signText(keys, signedText(chainOf(head, [...ops], sha256))) }
}

/** A store that was restored holds operations of several incarnations; a run names one. */
function cutByIncarnation(ops: readonly string[]): string[][] {
  const pieces: { incarnation: string; ops: string[] }[] = []
  for (const op of ops) {
    const { incarnation } = parseOp(op)
    const last = pieces.at(-1)
    if (last?.incarnation === incarnation) last.ops.push(op)
    else pieces.push({ incarnation, ops: [op] })
  }
  return pieces.map((piece) => piece.ops)
}

/** Tells of records whether somebody with these scopes may see them; each record is looked at once. */
function visibility(db: Reader, scopes: ReadonlySet<string>): (key: RecordKey) => Promise<boolean> {
  const known = new Map<string, boolean>()
  return async ({ table, id }) => {
    const name = `${table} ${id}`
    const before = known.get(name)
    if (before !== undefined) return before
    const all = await scopesOfRecord(db, { table, id })
    const seen = all.some((scope) => scopes.has(scope))
    known.set(name, seen)
    return seen
  }
}

/**
 * Scopes a record is in: those it declares, those the server put it in, and the trips on which it is visited, which
 * the server would put it in.
 */
export async function scopesOfRecord(db: Reader, key: RecordKey): Promise<string[]> {
  const values = valuesOf(await loadState(db, key.table, key.id))
  const declared = entityOf(key.table)?.scopes({ ...values, id: key.id }) ?? []
  // An edit is wherever its note is.
  const ofNote =
    key.table === 'noteEdits' && typeof values.noteId === 'string'
      ? await scopesOfRecord(db, { table: 'notes', id: values.noteId })
      : []
  const trips = await tripsNaming(db, key)
  return [...new Set([...declared, ...ofNote, ...(await scopesOf(db, key)), ...trips.map(tripScope)])]
}
