import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Loss } from '#shared/sync/merge.ts'
import { type Op, writtenValues } from '#shared/sync/op.ts'
import type { Refusal } from '#shared/sync/refusal.ts'
import type { Rights } from '#shared/sync/rights.ts'
import { inPieces } from '../database/in-pieces.ts'
import type { Tx } from '../database/transaction.ts'
import { consulted, type Deciding, decisionOn } from './decide.ts'
import {
  dependents,
  derivedScopes,
  isWithin,
  type Naming,
  namingOf,
  touchesDerived,
} from './derived-scopes.ts'
import { publishEngagements } from './engagements.ts'
import { type Entry, entriesOf, type RecordChange } from './feed.ts'
import { type Find, judge } from './judge.ts'
import { editsMoved, followNotes, notesNamed } from './note-edits.ts'
import {
  keyOf,
  lockAbsent,
  lockRecords,
  type RecordKey,
  readRecords,
  writeRecords,
  writeScopes,
} from './record-rows.ts'
import { isUuid } from './rights.ts'
import { ownScopes, type ServerRecord } from './server-record.ts'

/** What became of one operation. */
export type Outcome =
  | { readonly op: Op; readonly losses: readonly Loss[] }
  | { readonly op: Op; readonly refusal: Refusal }

export interface Applied {
  /** One for each operation, in order. */
  readonly outcomes: readonly Outcome[]
  /** What the caller must `append` to the feeds as the last step of the transaction. */
  readonly entries: readonly Entry[]
}

/**
 * Merges operations into the records, inside one transaction: the one door for devices and for the server's own
 * administration. A refused operation leaves no trace here and stops no other, save those of the same whole, which
 * must stand together. A request is answered at once.
 * @param rights of the author; null for the server itself.
 * @param deciding answers requests; null where nobody can ask for anything
 */
export async function applyOps(
  tx: Tx,
  ops: readonly Op[],
  rights: Rights | null,
  deciding: Deciding | null = null,
): Promise<Applied> {
  const gathered = await gather(tx, ops)
  let scene: Scene = { world: new Map(gathered.records), trips: new Set(rights?.trips), accepted: [] }
  const outcomes: Outcome[] = []
  const written = new Set(gathered.records.keys())
  await inPieces(wholesIn(ops), (wholes) => {
    const settled = scene.accepted.length
    for (const whole of wholes) {
      const judged = judgeWhole(scene, whole, rights, deciding)
      scene = judged.scene
      outcomes.push(...judged.outcomes)
    }
    // The next ones are judged while these are written; what they change again is written again.
    const keys = new Set(scene.accepted.slice(settled).map(({ op }) => keyOf(op)))
    const touched = [...keys].flatMap((key) => scene.world.get(key) ?? [])
    const writing = writeRecords(tx, touched, written)
    for (const key of keys) written.add(key)
    return writing
  })
  return { outcomes, entries: await store(tx, gathered, scene.world, scene.accepted, deciding) }
}

interface Accepted {
  readonly op: Op
  readonly losses: readonly Loss[]
}

/** The records as the operations so far left them. */
interface Scene {
  readonly world: Map<string, ServerRecord>
  /** Trips the author may write to, those made in this batch among them. */
  readonly trips: Set<string>
  /** Operations taken and the server's own decisions on them, in order. */
  readonly accepted: Accepted[]
}

const copyOf = ({ world, trips, accepted }: Scene): Scene => ({
  world: new Map(world),
  trips: new Set(trips),
  accepted: [...accepted],
})

/** Cuts the operations into those that stand for themselves and those that are one whole. */
function wholesIn(ops: readonly Op[]): Op[][] {
  const wholes: Op[][] = []
  for (const op of ops) {
    const last = wholes.at(-1)
    if (last && op.group && last[0]?.group?.id === op.group.id && last[0].author === op.author) last.push(op)
    else wholes.push([op])
  }
  return wholes
}

/** Judges operations of which all are taken or none. @returns the scene after them, which is the same one when none is */
function judgeWhole(
  scene: Scene,
  whole: readonly Op[],
  rights: Rights | null,
  deciding: Deciding | null,
): { readonly scene: Scene; readonly outcomes: readonly Outcome[] } {
  // What one operation of a whole leaves behind counts only when all of them are taken.
  const tentative = whole.length > 1 ? copyOf(scene) : scene
  const outcomes: Outcome[] = []
  for (const op of whole) {
    const outcome = take(tentative, op, rights, deciding)
    if ('refusal' in outcome) return { scene, outcomes: refusedWith(whole, outcome) }
    outcomes.push(outcome)
  }
  return { scene: tentative, outcomes }
}

function refusedWith(whole: readonly Op[], culprit: Extract<Outcome, { refusal: unknown }>): Outcome[] {
  const refusal: Refusal = { ...culprit.refusal, reason: 'group', detail: culprit.op.opId }
  return whole.map((op) => (op === culprit.op ? culprit : { op, refusal }))
}

function take(scene: Scene, op: Op, rights: Rights | null, deciding: Deciding | null): Outcome {
  const { world, trips, accepted } = scene
  const find: Find = (table, id) => (isUuid(id) ? world.get(keyOf({ table, id })) : undefined)
  const before = world.get(keyOf(op))
  const judgement = judge(op, before, find, rights && { ...rights, trips })
  if ('refusal' in judgement) return { op, refusal: judgement.refusal }
  const { record, losses } = judgement
  const own = ownScopes(record, op.author)
  // Until the derived scopes are known: what was derived before stays.
  const after = { ...record, scopes: before ? joined(before, own, op) : own }
  world.set(keyOf(op), after)
  accepted.push({ op, losses })
  const { unitId } = record.values
  if (op.table === 'trips' && typeof unitId === 'string' && rights?.units.has(unitId)) trips.add(op.id)
  const decision = rights && deciding ? decisionOn(op, after, find, rights, deciding) : undefined
  if (decision) take(scene, decision, null, null)
  return { op, losses }
}

function joined(before: ServerRecord, own: readonly string[], op: Op): readonly string[] {
  const declared = ownScopes(before, op.author)
  return [...new Set([...before.scopes.filter((scope) => !declared.includes(scope)), ...own])].sort()
}

/** The records as they were before the batch, all of them locked. */
interface Gathered {
  readonly records: ReadonlyMap<string, ServerRecord>
  readonly naming: Naming
  /** Dependents of what `naming` names. */
  readonly hanging: readonly RecordKey[]
}

/** Reads and locks every record that the operations change or that hangs on them. */
async function gather(tx: Tx, ops: readonly Op[]): Promise<Gathered> {
  const keys = unique(ops)
  const known = await readRecords(tx, keys)
  const written = ops.map((op) => ({ table: op.table, id: op.id, values: writtenValues(op) }))
  const all = [...known, ...written]
  const naming = namingOf(all)
  const named = [
    ...notesNamed(ops),
    ...naming.enterprises.map((id) => ({ table: 'enterprises', id })),
    ...naming.contacts.map((id) => ({ table: 'contacts', id })),
  ]
  const existing = new Set(known.map(keyOf))
  await lockAbsent(
    tx,
    unique([...keys, ...named]).filter((key) => !existing.has(keyOf(key))),
  )
  const hanging = ops.some(({ table }) => touchesDerived(table)) ? await dependents(tx, naming) : []
  const edits = await editsMoved(tx, ops)
  const locked = await lockRecords(tx, unique([...keys, ...named, ...hanging, ...edits]))
  const asked = await readRecords(tx, unique(consulted(ops)))
  const tripIds = new Set(all.map(({ values }) => values.tripId).filter(isUuid))
  const trips = await readRecords(
    tx,
    [...tripIds].map((id) => ({ table: 'trips', id })),
  )
  const records = new Map([...asked, ...trips, ...locked].map((record) => [keyOf(record), record]))
  return { records, naming, hanging }
}

function unique(keys: readonly RecordKey[]): RecordKey[] {
  const found = new Map<string, RecordKey>()
  for (const key of keys) {
    const name = keyOf(key)
    if (!found.has(name)) found.set(name, key)
  }
  return [...found.values()]
}

/** Keeps what follows from the accepted operations, whose records are written, and makes the entries of the feeds. */
async function store(
  tx: Tx,
  gathered: Gathered,
  world: Map<string, ServerRecord>,
  accepted: readonly Accepted[],
  deciding: Deciding | null,
): Promise<readonly Entry[]> {
  if (accepted.length === 0) return []
  const opsOf = new Map<string, Op[]>()
  for (const { op } of accepted) {
    const key = keyOf(op)
    const earlier = opsOf.get(key)
    if (earlier) earlier.push(op)
    else opsOf.set(key, [op])
  }
  const touched = [...opsOf.keys()].flatMap((key) => world.get(key) ?? [])
  await writeHistory(tx, accepted)
  const moved = [
    ...(await rederive(tx, gathered, world, touched)),
    ...(await followNotes(tx, gathered.records, world, touched)),
  ]
  await writeScopes(tx, moved)
  const changes: RecordChange[] = [...new Set([...opsOf.keys(), ...moved.map(keyOf)])].flatMap((key) => {
    const after = world.get(key)
    return after ? [{ before: gathered.records.get(key), after, ops: opsOf.get(key) ?? [] }] : []
  })
  const published = deciding ? await publishEngagements(tx, changes, deciding) : []
  const order = [...accepted.map(({ op }) => op), ...published.flatMap(({ ops }) => ops)]
  return entriesOf([...changes, ...published], new Map(order.map(({ opId }, index) => [opId, index])))
}

/** Brings the derived scopes up to date after the records were written. @returns the records that moved. */
async function rederive(
  tx: Tx,
  gathered: Gathered,
  world: Map<string, ServerRecord>,
  touched: readonly ServerRecord[],
): Promise<ServerRecord[]> {
  if (!touched.some(({ table }) => touchesDerived(table))) return []
  const before = touched.flatMap((record) => gathered.records.get(keyOf(record)) ?? [])
  const naming = namingOf([...before, ...touched])
  // Posts alone lead from what is named to what hangs on it; without a new one that is what was found before.
  const areKnown = naming.posts.length === 0 && isWithin(naming, gathered.naming)
  const keys = areKnown ? gathered.hanging : await dependents(tx, naming)
  const derived = await derivedScopes(tx, keys)
  return keys.flatMap((key) => {
    const record = world.get(keyOf(key))
    if (!record) return []
    const own = ownScopes(record, '')
    const scopes = [...new Set([...own, ...(derived.get(keyOf(key)) ?? [])])].sort()
    if (scopes.join() === record.scopes.join()) return []
    const moved = { ...record, scopes }
    world.set(keyOf(key), moved)
    return [moved]
  })
}

/** Keeps what lost against a concurrent write: nothing that was saved disappears. */
async function writeHistory(tx: Tx, accepted: readonly Accepted[]): Promise<void> {
  const rows = accepted.flatMap(({ op, losses }) =>
    losses.map(({ field, lost, kept }) => ({
      table_name: op.table,
      record_id: op.id,
      field,
      lost: lost.v,
      lost_hlc: lost.hlc,
      lost_by: lost.by,
      kept_hlc: kept.hlc,
      conflict_id: randomUUID(),
    })),
  )
  if (rows.length === 0) return
  await sql`
    insert into field_history (table_name, record_id, field, lost, lost_hlc, lost_by, kept_hlc, conflict_id)
    select table_name, record_id, field, coalesce(lost, 'null'::jsonb), lost_hlc, lost_by, kept_hlc, conflict_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as lost_writes (
      table_name text, record_id uuid, field text, lost jsonb, lost_hlc text, lost_by text, kept_hlc text,
      conflict_id uuid
    )`.execute(tx)
}
