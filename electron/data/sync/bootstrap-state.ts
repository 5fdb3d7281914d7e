import { z } from 'zod'
import { readMeta, removeMeta, writeMeta } from '../database/meta.ts'
import type { Reader, Writer } from '../database/schema.ts'
import type { RecordKey } from '../queries/sync.ts'

/** How far a scope's snapshot has come. */
const ScopeBootstrap = z.object({
  /** Seq from which the feed goes on afterwards; null before the first chunk. */
  pin: z.number().int().nonnegative().nullable(),
  /** Key of the last record that is stored (or kept aside), `<table>/<id>`. */
  after: z.string().nullable(),
  /** Records and chunks that arrived. */
  received: z.number().int().nonnegative(),
  chunks: z.number().int().nonnegative(),
  total: z.number().int().nonnegative().nullable(),
  /** Beside the old data: kept aside until whole, then put in its place. */
  again: z.boolean(),
  /** Kept-aside chunks are being put in place. */
  swapping: z.boolean(),
})
export type ScopeBootstrap = z.infer<typeof ScopeBootstrap>

const Bootstraps = z.record(z.string(), ScopeBootstrap)

const atStart: ScopeBootstrap = {
  pin: null,
  after: null,
  received: 0,
  chunks: 0,
  total: null,
  again: false,
  swapping: false,
}

/** The snapshots under way, by scope. */
export async function bootstraps(db: Reader): Promise<Readonly<Record<string, ScopeBootstrap>>> {
  const text = await readMeta(db, 'bootstrap')
  return text === undefined ? {} : Bootstraps.parse(JSON.parse(text))
}

/** Changes what is remembered of a scope's snapshot; begins one where there is none. */
export async function updateBootstrap(
  tx: Writer,
  scope: string,
  change: Partial<ScopeBootstrap>,
): Promise<void> {
  const all = await bootstraps(tx)
  await save(tx, { ...all, [scope]: { ...(all[scope] ?? atStart), ...change } })
}

/** A scope's snapshot is through, or not wanted any more. */
export async function endBootstrap(tx: Writer, scope: string): Promise<void> {
  const { [scope]: _, ...others } = await bootstraps(tx)
  await save(tx, others)
}

/**
 * Asks for a scope to be read anew beside what is here, after its feed had a hole or its checksum differed. The old
 * data stays readable; the next pull does the work.
 */
export async function requestBootstrap(tx: Writer, scope: string): Promise<void> {
  const known = (await bootstraps(tx))[scope]
  if (!known) await updateBootstrap(tx, scope, { again: true })
}

/**
 * Begins every snapshot under way anew: what came of it is of a history that the server no longer has.
 * @returns its scopes
 */
export async function restartBootstraps(tx: Writer): Promise<readonly string[]> {
  const all = Object.entries(await bootstraps(tx))
  await save(tx, Object.fromEntries(all.map(([scope, { again }]) => [scope, { ...atStart, again }])))
  return all.map(([scope]) => scope)
}

const TakenBack = z.record(z.string(), z.array(z.string()))
/** Where a snapshot takes back more records than this, the other scopes are read anew without waiting for any to leave. */
const mostTakenBack = 100

async function takenBackIn(db: Reader): Promise<z.infer<typeof TakenBack>> {
  const text = await readMeta(db, 'takenBack')
  return text === undefined ? {} : TakenBack.parse(JSON.parse(text))
}

/**
 * A scope's snapshot is older than what another scope had brought of a record. As a rule the scope's own feed brings
 * that again; of a record that has left the scope since, it does not.
 * @param others scopes that bring the record here too
 */
export async function noteTakenBack(
  tx: Writer,
  scope: string,
  { table, id }: RecordKey,
  others: readonly string[],
): Promise<void> {
  const { [scope]: taken = [], ...rest } = await takenBackIn(tx)
  if (taken.length >= mostTakenBack) for (const other of others) await requestBootstrap(tx, other)
  else await writeMeta(tx, 'takenBack', JSON.stringify({ ...rest, [scope]: [...taken, `${table}/${id}`] }))
}

/**
 * A record leaves a scope. Where a snapshot of the scope had taken it back, the scopes it is still in are read anew.
 * @returns the scopes to be read
 */
export async function readAnewIfTakenBack(
  tx: Writer,
  scope: string,
  { table, id }: RecordKey,
  others: readonly string[],
): Promise<readonly string[]> {
  const { [scope]: taken = [], ...rest } = await takenBackIn(tx)
  const left = taken.filter((name) => name !== `${table}/${id}`)
  if (left.length === taken.length) return []
  await writeMeta(tx, 'takenBack', JSON.stringify(left.length > 0 ? { ...rest, [scope]: left } : rest))
  for (const other of others) await requestBootstrap(tx, other)
  return others
}

async function save(tx: Writer, all: Readonly<Record<string, ScopeBootstrap>>): Promise<void> {
  if (Object.keys(all).length === 0) await removeMeta(tx, 'bootstrap')
  else await writeMeta(tx, 'bootstrap', JSON.stringify(all))
}
