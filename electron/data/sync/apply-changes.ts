import { sql } from 'kysely'
import { AppError } from '#shared/contract/errors.ts'
import { parseClocks, unpackState } from '#shared/sync/clocks.ts'
import { type Hlc, laterHlc } from '#shared/sync/hlc.ts'
import { greatestStamp } from '#shared/sync/merge.ts'
import type { Change } from '#shared/sync/protocol.ts'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Writer } from '../database/schema.ts'
import { refreshNotes } from '../notes/refresh.ts'
import { heldOf, heldUpTo, holdChanges } from '../queries/groups.ts'
import { cursors, type RecordKey, setChangeAside, setCursor } from '../queries/sync.ts'
import { addToLog } from '../queries/sync-log.ts'
import { readAnewIfTakenBack } from './bootstrap-state.ts'
import { type FeedEntry, type FeedPage, type Gap, sortOut } from './feed-page.ts'
import { cutAtWholes, entriesIn, heldText } from './held-changes.ts'
import {
  confirmOp,
  confirmState,
  enter,
  leave,
  otherScopes,
  putBack,
  type RecordInHand,
  takeInHand,
} from './record-in-hand.ts'
import { acknowledge, followReplaced, settleCarried } from './settle-op.ts'
import { noteTakenAfterAll } from './taken-after-all.ts'

export interface PageOutcome {
  /** Changes passed, those set aside among them. */
  readonly applied: number
  readonly setAside: number
  /** Changes of others, those that concern who may see what among them. */
  readonly others: number
  /** Own operations whose acknowledgement the feed brought. */
  readonly acknowledged: number
  readonly gaps: readonly Gap[]
}

interface Placed {
  readonly scope: string
  readonly seq: number
  readonly change: Change
}

/**
 * Applies one page of the feed inside the caller's transaction: records, memberships, the clock and the cursors
 * together, so that a cursor never stands for changes that are not there (sync.md, 2nd rule). A change that cannot
 * be applied is set aside and stops nothing. What belongs to a whole operation that goes on in the next page is held,
 * and applied with the rest of it.
 * @param at ISO instant for the history
 * @param ownDevice whose operations are not counted as others'
 */
export async function applyPage(
  tx: Writer,
  page: Pick<FeedPage, 'scopes'>,
  at: string,
  ownDevice: string | null = null,
): Promise<PageOutcome> {
  const known = new Map((await cursors(tx)).map(({ scope, seq }) => [scope, seq]))
  const held = new Map((await heldUpTo(tx)).map((row) => [row.scope, row]))
  const { scopes, gaps } = sortOut(page, new Map([...known, ...[...held].map(seqOf)]))
  const records = new Map<string, { key: RecordKey; changes: Placed[] }>()
  let applied = 0
  let setAside = 0
  let acknowledged = 0
  const putAside = async (scope: string, seq: number, raw: unknown, problem: string) => {
    setAside += 1
    await setChangeAside(tx, { scope, seq, change: JSON.stringify(raw), problem, at })
  }
  for (const { scope, head, entries } of scopes) {
    applied += entries.length
    const { ready, rest, open } = cutAtWholes(entries, held.get(scope)?.openGroups)
    const waiting = held.has(scope) && ready.length > 0 ? await heldEntries(tx, scope) : []
    for (const { seq, change, raw } of [...waiting, ...ready]) {
      if (!change) {
        await putAside(scope, seq, raw, 'not understood')
        continue
      }
      const key = keyOf(change)
      const name = `${key.table} ${key.id}`
      const together = records.get(name) ?? { key, changes: [] }
      together.changes.push({ scope, seq, change })
      records.set(name, together)
    }
    if (ready.length > 0 || !held.has(scope))
      await setCursor(tx, scope, ready.at(-1)?.seq ?? known.get(scope) ?? 0, head)
    const last = rest.at(-1)
    if (last) await holdChanges(tx, { scope, seq: last.seq, ...heldText(rest, open) })
  }
  let observed: Hlc | null = null
  for (const { key, changes } of records.values()) {
    await sql`savepoint record_changes`.execute(tx)
    try {
      const done = await applyToRecord(tx, key, changes, at)
      acknowledged += done.acknowledged
      observed = laterHlc(observed, done.observed)
    } catch (error) {
      // A store that fails is no fault of the record.
      if (error instanceof AppError) throw error
      await sql`rollback to record_changes`.execute(tx)
      const problem = error instanceof Error ? error.message : String(error)
      for (const { scope, seq, change } of changes) await putAside(scope, seq, change, problem)
    }
    await sql`release record_changes`.execute(tx)
  }
  await observe(tx, observed)
  const changes = [...records.values()].flatMap((record) => record.changes)
  const ops = changes.flatMap(({ change }) => (change.kind === 'op' ? [change.op] : []))
  await noteTakenAfterAll(tx, ops, at)
  await refreshNotes(tx)
  const own = ops.filter(({ device }) => device === ownDevice).length
  return { applied, others: applied - own, setAside, acknowledged, gaps }
}

const seqOf = ([scope, { seq }]: readonly [string, { readonly seq: number }]) => [scope, seq] as const

async function heldEntries(tx: Writer, scope: string): Promise<FeedEntry[]> {
  return (await heldOf(tx, scope)).flatMap(({ changes }) => entriesIn(changes))
}

function keyOf(change: Change): RecordKey {
  switch (change.kind) {
    case 'op':
      return { table: change.op.table, id: change.op.id }
    case 'enter':
      return { table: change.record.table, id: change.record.id }
    case 'leave':
      return { table: change.table, id: change.id }
  }
}

async function applyToRecord(
  tx: Writer,
  key: RecordKey,
  changes: readonly Placed[],
  at: string,
): Promise<{ acknowledged: number; observed: Hlc | null }> {
  const record = await takeInHand(tx, key)
  let acknowledged = 0
  for (const { scope, change } of changes) {
    if (await applyChange(tx, record, scope, change, at)) acknowledged += 1
  }
  await putBack(tx, record, at)
  return { acknowledged, observed: greatestStamp(record.confirmed) }
}

/** @returns whether it acknowledged an own operation. */
async function applyChange(
  tx: Writer,
  record: RecordInHand,
  scope: string,
  change: Change,
  at: string,
): Promise<boolean> {
  switch (change.kind) {
    case 'op': {
      await enter(tx, record, scope)
      confirmOp(record, change.op)
      await settleCarried(tx, record, change.op.opId, change.op)
      await followReplaced(tx, record, change.op)
      return acknowledge(tx, record, change.op, { status: 'seen-in-feed', scope }, at)
    }
    case 'enter': {
      await enter(tx, record, scope)
      const clocks = parseClocks(JSON.stringify(change.record.clocks))
      confirmState(record, unpackState(clocks, change.record.values))
      return false
    }
    case 'leave':
      await leave(tx, record, scope)
      for (const other of await readAnewIfTakenBack(tx, scope, record.key, otherScopes(record, scope)))
        await addToLog(tx, { kind: 'scope-read-again', scope: other }, at)
      return false
  }
}

/** The next local stamp must be greater than everything seen, whatever this device's clock shows. */
async function observe(tx: Writer, stamp: Hlc | null): Promise<void> {
  const last = (await readMeta(tx, 'lastHlc')) ?? null
  const later = laterHlc(last, stamp)
  if (later !== null && later !== last) await writeMeta(tx, 'lastHlc', later)
}
