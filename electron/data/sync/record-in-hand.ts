import {
  applyOp,
  canonical,
  type Loss,
  lossesBetween,
  mergeStates,
  type RecordState,
} from '#shared/sync/merge.ts'
import type { Op } from '#shared/sync/op.ts'
import { applySetChange } from '#shared/sync/sets.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { carriedOpsOf, hideCarriedOps } from '../queries/exchange.ts'
import { dropState, keepState, stateIn } from '../queries/record-states.ts'
import {
  confirmedStatesOf,
  enterScope,
  keepConfirmedState,
  leaveScope,
  type RecordKey,
  scopesOf,
  waitingOpsAmong,
  waitingOpsOf,
} from '../queries/sync.ts'
import { markUnplaced } from '../queries/unplaced.ts'
import { loadState } from '../record/load-state.ts'
import { writeState } from '../record/write-state.ts'
import { forgetRecord, hideRecord } from './forget-record.ts'
import { keptBeyond } from './kept-state.ts'
import { parseState, stateText } from './record-state.ts'
import { settleCarried } from './settle-op.ts'
import { parseOp } from './stored-op.ts'

/**
 * A record while sync works on it inside one transaction: what the server confirmed, and the operations that wait.
 * What the user sees is always `confirmed` with the waiting and the carried operations applied on top.
 */
export interface RecordInHand {
  readonly key: RecordKey
  confirmed: RecordState
  waiting: Op[]
  /** Others' operations that came without the server and are not confirmed yet. */
  carried: Op[]
  /** What a server that was set back had confirmed and does not have now; lies under what waits. */
  kept: RecordState | null
  /** Scopes through which the record is here. */
  readonly scopes: Set<string>
  /** Whether it is hidden: no scope brings it here any more, and the server has not confirmed that it must go. */
  readonly hidden: boolean
  /** Whether a confirmed copy is kept beside the visible row. */
  readonly hasCopy: boolean
  /** Whether something of it was kept when it was taken in hand. */
  readonly hadKept: boolean
  readonly losses: Loss[]
  /** Whether what is stored differs from what is in hand. */
  changed: boolean
}

/**
 * Scope of a record whose last scope was taken away: it is hidden at once and leaves the device when nothing of it
 * waits and the server has confirmed that it must go (`purge.ts`).
 */
export const departed = '(departed)'

/** Takes a record in hand. */
export async function takeInHand(db: Reader, key: RecordKey): Promise<RecordInHand> {
  const kept = await stateIn(db, 'base', key)
  const hasCopy = kept !== undefined
  const scopes = new Set(await scopesOf(db, key))
  const hidden = scopes.has(departed)
  const away = hidden && !hasCopy ? await stateIn(db, 'departed', key) : undefined
  const text = kept ?? away
  const beyond = hasCopy ? await keptOf(db, key) : null
  return {
    key,
    hidden,
    confirmed: text === undefined ? await loadState(db, key.table, key.id) : parseState(text),
    waiting: hasCopy ? (await waitingOpsOf(db, key)).map(({ op }) => parseOp(op)) : [],
    carried: hasCopy ? (await carriedOpsOf(db, key)).map(({ op }) => parseOp(op)) : [],
    kept: beyond,
    hadKept: beyond !== null,
    scopes,
    hasCopy,
    losses: [],
    changed: false,
  }
}

async function keptOf(db: Reader, key: RecordKey): Promise<RecordState | null> {
  const text = await stateIn(db, 'keptCopies', key)
  return text === undefined ? null : parseState(text)
}

/** The record without what waits or was carried: what the server has confirmed, now or before it was set back. */
function heldState({ confirmed, kept }: Pick<RecordInHand, 'confirmed' | 'kept'>): RecordState {
  return kept ? mergeStates(confirmed, kept) : confirmed
}

/** What the server confirmed of some records, and the operations that wait on them; of those on which any wait. */
export async function waitingStates(
  db: Reader,
  keys: readonly RecordKey[],
): Promise<{ readonly of: (key: RecordKey) => Pick<RecordInHand, 'confirmed' | 'waiting'> | undefined }> {
  const found = new Map<string, { confirmed: RecordState; waiting: Op[] }>()
  for (const { table, id, state } of await confirmedStatesOf(db, keys))
    found.set(`${table} ${id}`, { confirmed: parseState(state), waiting: [] })
  for (const { tableName, recordId, op } of await waitingOpsAmong(db, keys))
    found.get(`${tableName} ${recordId}`)?.waiting.push(parseOp(op))
  return { of: ({ table, id }) => found.get(`${table} ${id}`) }
}

/** Merges a confirmed operation. */
export function confirmOp(record: RecordInHand, op: Op): void {
  const before = record.confirmed
  const { state, losses } = applyOp(before, op)
  record.confirmed = state
  record.losses.push(...losses)
  // What this device sent itself comes back with the feed and, as a rule, changes nothing.
  if (Object.keys(op.fields).some((name) => canonical(before[name]) !== canonical(state[name])))
    record.changed = true
}

/** Merges a whole record as the server holds it. */
export function confirmState(record: RecordInHand, state: RecordState): void {
  const merged = mergeStates(record.confirmed, state)
  record.losses.push(...lossesBetween(record.confirmed, merged))
  record.confirmed = merged
  record.changed = true
}

/** Lays another device's operation, which came without the server, over the record. */
export function layOver(record: RecordInHand, op: Op): void {
  record.carried.push(op)
  record.changed = true
}

/** Whether the server's state of a record holds all that an operation wrote, or what has replaced it since. */
export function holds(state: RecordState, op: Op): boolean {
  return Object.entries(op.fields).every(([name, { hlc, set }]) => {
    const field = Object.hasOwn(state, name) ? state[name] : undefined
    if (!field) return false
    // A later write that names this one may have come before it; to a list each has something of its own to add.
    if (set && canonical(applySetChange(field.set, set, hlc, op.author)) !== canonical(field.set))
      return false
    return field.heads.some((head) => head.hlc === hlc) || field.superseded.includes(hlc)
  })
}

/** The record is in a scope this device reads. */
export async function enter(tx: Writer, record: RecordInHand, scope: string): Promise<void> {
  await addScope(tx, record, scope)
  if (!record.scopes.has(departed)) return
  await dropScope(tx, record, departed)
  record.changed = true
}

/** Scopes besides one that bring a record here. */
export function otherScopes({ scopes }: RecordInHand, scope: string): readonly string[] {
  return [...scopes].filter((each) => each !== scope && each !== departed)
}

/** The record is not, or no longer, in a scope this device reads. `putBack` then decides whether it may stay. */
export async function leave(tx: Writer, record: RecordInHand, scope: string): Promise<void> {
  if (!record.scopes.has(scope)) return
  await dropScope(tx, record, scope)
  if (record.scopes.size > 0) return
  await addScope(tx, record, departed)
  record.changed = true
}

/**
 * A server that was set back does not have the record in this scope: it stays in sight, as what that server had
 * confirmed before, until its author hands it in again.
 */
export async function stayKept(tx: Writer, record: RecordInHand, scope: string): Promise<void> {
  if (!record.scopes.has(scope)) return
  const kept = record.scopes.size === 1 ? keptBeyond(record.key.table, heldState(record), {}) : null
  if (!kept) return leave(tx, record, scope)
  await dropScope(tx, record, scope)
  record.kept = kept
  record.confirmed = {}
  record.changed = true
}

/** The server's state takes the place of what it had confirmed before; what people wrote beyond it is kept. */
export function replaceConfirmed(record: RecordInHand, state: RecordState, keeps: boolean): void {
  if (keeps) record.kept = keptBeyond(record.key.table, heldState(record), state)
  record.confirmed = state
  record.changed = true
}

/** The record was in no scope that this device reads, and no feed will say so. */
export async function depart(tx: Writer, record: RecordInHand): Promise<void> {
  if (record.scopes.size > 0) return
  await addScope(tx, record, departed)
  record.changed = true
}

async function addScope(tx: Writer, { key, scopes }: RecordInHand, scope: string): Promise<void> {
  if (scopes.has(scope)) return
  await enterScope(tx, key, scope)
  scopes.add(scope)
}

async function dropScope(tx: Writer, { key, scopes }: RecordInHand, scope: string): Promise<void> {
  if (!scopes.delete(scope)) return
  await leaveScope(tx, key, scope)
}

/**
 * Stores what is in hand: the row as the user sees it, and the confirmed copy as long as something waits. A record
 * without any scope is hidden; one of which nothing is left leaves the device.
 */
export async function putBack(tx: Writer, record: RecordInHand, at: string): Promise<void> {
  if (!record.changed) return
  const { key, confirmed, losses, scopes } = record
  for (const op of record.carried) if (holds(confirmed, op)) await settleCarried(tx, record, op.opId, null)
  // Once the server knows the record again, what it decided before it was set back is its own to say anew.
  if (record.kept) record.kept = keptBeyond(key.table, record.kept, confirmed)
  const { waiting, carried } = record
  const held = heldState(record)
  if (scopes.has(departed)) {
    await hideCarriedOps(tx, key)
    await hideRecord(tx, key, stateText(held), at)
    if (record.hadKept) await dropState(tx, 'keptCopies', key)
    if (waiting.length > 0) await keepConfirmedState(tx, key, stateText(held))
    else if (record.hasCopy) await dropState(tx, 'base', key)
    return
  }
  const { kept } = record
  if (kept) await keepState(tx, 'keptCopies', key, stateText(kept), at)
  else if (record.hadKept) await dropState(tx, 'keptCopies', key)
  const unknown = Object.keys(held).length === 0
  if (waiting.length === 0 && unknown && carried.length === 0) {
    await hideCarriedOps(tx, key)
    await forgetRecord(tx, key)
    return
  }
  if (record.hidden) await dropState(tx, 'departed', key)
  let visible = held
  for (const op of [...waiting, ...carried]) {
    const step = applyOp(visible, op)
    visible = step.state
    losses.push(...step.losses)
  }
  // Later changes of a record whose creation has not come yet: they wait, unseen.
  if (unknown && waiting.length === 0 && !isWhole(visible)) await forgetRecord(tx, key)
  else await writeState(tx, key.table, key.id, visible, losses, at)
  if (scopes.size === 0 && Object.keys(confirmed).length > 0) await markUnplaced(tx, key)
  if (kept || waiting.length + carried.length > 0) await keepConfirmedState(tx, key, stateText(confirmed))
  else if (record.hasCopy) await dropState(tx, 'base', key)
}

/**
 * Whether only a push or a hand-over tells that the server has this record: no feed brought it, and nothing of it is
 * to be sent. As a rule the next reading of the feeds places it (`homeless.ts`).
 */
export function isHomeless({ scopes, waiting, carried, confirmed }: RecordInHand): boolean {
  return scopes.size === 0 && waiting.length + carried.length === 0 && Object.keys(confirmed).length > 0
}

/** Whether its creation is known here, from whomever it came. */
export function isMade(record: RecordInHand): boolean {
  const made = [...record.waiting, ...record.carried].some(({ fields }) => Object.hasOwn(fields, 'createdBy'))
  return made || isWhole(heldState(record))
}

/** The trip that an operation writes on, where its creation is not known here; null for any other operation. */
export async function unmadeTripOf(db: Reader, { fields }: Op): Promise<string | null> {
  const trip = fields.tripId?.v
  if (typeof trip !== 'string') return null
  return isMade(await takeInHand(db, { table: 'trips', id: trip })) ? null : trip
}

/** Every record says from its creation on who made it. */
function isWhole(state: RecordState): boolean {
  return Object.hasOwn(state, 'createdBy')
}
