import { sql } from 'kysely'
import { z } from 'zod'
import { Op, OpGroup } from '#shared/sync/op.ts'
import { jsonTexts } from '../database/json-texts.ts'
import type { Tx } from '../database/transaction.ts'
import type { ParsedOp } from './parse-op.ts'
import { quickOp } from './quick-op.ts'

/** Why one operation of a whole is set aside: for its own fault, or because of another one's. */
export interface RefusedOp {
  readonly op: Op
  readonly reason: 'malformed' | 'group'
  readonly detail: string
}

export interface Sorted {
  /** To be applied now, in order; the operations of one whole stand together. */
  readonly ready: readonly Op[]
  /** Those of `ready` and `refused` that arrived in earlier pushes. */
  readonly earlier: readonly Op[]
  /** Kept until the rest of their whole is there. */
  readonly staged: readonly Op[]
  readonly refused: readonly RefusedOp[]
}

/** One whole as this push finds it. What came of it earlier is read only when the whole ends, well or not. */
interface Whole {
  readonly key: GroupKey
  /** How many operations it has, as its first one said; null when none has come yet. */
  readonly size: number | null
  /** How many are staged. */
  readonly parts: number
  readonly arrived: Op[]
  /** Places of `arrived` at which another operation stands already. */
  readonly taken: ReadonlySet<number>
  /** The operation for which nothing of it can be taken, as far as that is known before it is judged. */
  culprit: string | null
}

interface GroupKey {
  readonly id: string
  readonly device: string
  readonly author: string
}

const groupLockClass = 0x0b08

/**
 * Sorts what arrived: single operations and complete wholes are ready, parts of wholes are staged. A whole with an
 * operation that is none, or whose numbers do not fit together, is refused entirely, late members as well.
 */
export async function sortOutWholes(tx: Tx, items: readonly ParsedOp[]): Promise<Sorted> {
  const arrived = items.flatMap((item) => {
    const key = keyIn(item)
    return key ? [{ item, key, name: nameOf(key) }] : []
  })
  const single = items.flatMap((item) => (item.op && !item.op.group ? [item.op] : []))
  if (arrived.length === 0) return { ready: single, earlier: [], staged: [], refused: [] }
  const wholes = await wholesOf(tx, arrived)
  const complete = new Map<string, readonly Op[]>()
  const staged: Whole[] = []
  const refused: RefusedOp[] = []
  const earlier: Op[] = []
  for (const [name, whole] of wholes) {
    const misfit = misfitOf(whole)
    whole.culprit ??= misfit
    const size = whole.size ?? whole.arrived[0]?.group?.size
    if (whole.culprit === null && whole.parts + whole.arrived.length !== size) {
      staged.push(whole)
      continue
    }
    const before = whole.parts > 0 ? await unstage(tx, whole.key) : []
    for (const op of before) earlier.push(op)
    const all = [...before, ...whole.arrived]
    if (whole.culprit === null)
      complete.set(
        name,
        all.sort((a, b) => (a.group?.index ?? 0) - (b.group?.index ?? 0)),
      )
    else {
      for (const op of all) refused.push(refusalIn(op, whole.culprit, misfit))
      await noteRefused(tx, whole)
    }
  }
  await stage(tx, staged)
  // A whole stands where its first operation of this push stood.
  const ready = items.flatMap((item): readonly Op[] => {
    const key = keyIn(item)
    if (!key) return item.op ? [item.op] : []
    const ops = complete.get(nameOf(key)) ?? []
    complete.delete(nameOf(key))
    return ops
  })
  return { ready, earlier, staged: staged.flatMap((whole) => whole.arrived), refused }
}

const nameOf = ({ id, device, author }: GroupKey) => `${id} ${device} ${author}`

const Membership = z.object({ group: OpGroup, device: z.uuid(), author: z.uuid() })

/** The whole an operation belongs to, also one that is no operation otherwise. */
function keyIn(item: ParsedOp): GroupKey | undefined {
  const { op } = item
  if (op) return op.group && { id: op.group.id.toLowerCase(), device: op.device, author: op.author }
  if (item.isOthers) return undefined
  const parsed = Membership.safeParse(JSON.parse(item.text ?? 'null'))
  if (!parsed.success) return undefined
  const { group, device, author } = parsed.data
  return { id: group.id.toLowerCase(), device: device.toLowerCase(), author: author.toLowerCase() }
}

interface Arrived {
  readonly item: ParsedOp
  readonly key: GroupKey
  readonly name: string
}

/** These wholes with what earlier pushes left of them, held until the end of the transaction. */
async function wholesOf(tx: Tx, arrived: readonly Arrived[]): Promise<Map<string, Whole>> {
  const keys = new Map(arrived.map(({ name, key }) => [name, key]))
  await lockWholes(tx, [...keys.values()])
  const wholes = new Map<string, Whole>()
  for (const [name, key] of keys) {
    const members = arrived.filter((each) => each.name === name)
    const ops = members.flatMap(({ item }) => item.op ?? [])
    const noOp = members.find(({ item }) => !item.op)
    const known = await knownOf(tx, key, ops)
    wholes.set(name, { key, arrived: ops, ...known, culprit: known.culprit ?? noOp?.item.opId ?? null })
  }
  return wholes
}

async function knownOf(
  tx: Tx,
  { id, device, author }: GroupKey,
  arrived: readonly Op[],
): Promise<Pick<Whole, 'size' | 'parts' | 'taken' | 'culprit'>> {
  const places = arrived.flatMap(({ group }) => group?.index ?? [])
  const { rows } = await sql<{ size: number | null; parts: number; taken: number[]; culprit: string | null }>`
    select
      (select size from op_group_waiting as w where (w.group_id, w.device, w.author) = (whole.id, whole.device, whole.author)),
      coalesce((
        select parts from op_group_waiting as w
        where (w.group_id, w.device, w.author) = (whole.id, whole.device, whole.author)), 0) as parts,
      array(
        select place from op_group_stage as s
        where (s.group_id, s.device, s.author) = (whole.id, whole.device, whole.author)
          and place = any(${places}::integer[])) as taken,
      (select culprit from op_group_refused as r
        where (r.group_id, r.device, r.author) = (whole.id, whole.device, whole.author))
    from (select ${id}::uuid as id, ${device}::uuid as device, ${author}::uuid as author) as whole`.execute(
    tx,
  )
  const { size = null, parts = 0, taken = [], culprit = null } = rows[0] ?? {}
  return { size, parts, taken: new Set(taken), culprit }
}

/** Nobody else looks at or changes what is staged of these wholes until the transaction ends. */
export async function lockWholes(tx: Tx, keys: readonly GroupKey[]): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(${sql.lit(groupLockClass)}, lock) from (
      select distinct hashtext(name) as lock from unnest(${keys.map(nameOf)}::text[]) as names (name) order by lock
    ) as wanted`.execute(tx)
}

/** An operation that contradicts the others on how many they are, or stands where another one does. */
function misfitOf({ size, arrived, taken }: Whole): string | null {
  const expected = size ?? arrived[0]?.group?.size
  const places = new Set(taken)
  for (const { opId, group } of arrived) {
    if (!group || group.size !== expected || places.has(group.index)) return opId
    places.add(group.index)
  }
  return null
}

function refusalIn(op: Op, culprit: string, misfit: string | null): RefusedOp {
  return op.opId === misfit
    ? { op, reason: 'malformed', detail: 'group' }
    : { op, reason: 'group', detail: culprit }
}

async function noteRefused(tx: Tx, { key, culprit }: Whole): Promise<void> {
  await tx
    .insertInto('op_group_refused')
    .values({ group_id: key.id, device: key.device, author: key.author, culprit: culprit ?? '' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Takes out what is staged of a whole, in its order. */
async function unstage(tx: Tx, key: GroupKey): Promise<Op[]> {
  await forgetWaiting(tx, key)
  const { rows } = await sql<{ place: number; op: string }>`
    delete from op_group_stage
    where group_id = ${key.id} and device = ${key.device} and author = ${key.author}
    returning place, op`.execute(tx)
  rows.sort((a, b) => a.place - b.place)
  return rows.map(({ op }) => {
    const raw: unknown = JSON.parse(op)
    return quickOp(raw) ?? Op.parse(raw)
  })
}

/** Nothing of a whole is staged any more. The caller holds it. */
export async function forgetWaiting(tx: Tx, { id, device, author }: GroupKey): Promise<void> {
  await sql`
    delete from op_group_waiting where group_id = ${id} and device = ${device} and author = ${author}`.execute(
    tx,
  )
}

/** Keeps what has arrived, and how much of each whole that makes: nothing earlier has to be read for it again. */
async function stage(tx: Tx, wholes: readonly Whole[]): Promise<void> {
  for (const { key, arrived, size } of wholes) {
    await sql`
      insert into op_group_stage (group_id, device, author, op_id, op, place)
      select ${key.id}::uuid, ${key.device}::uuid, ${key.author}::uuid, op_id, op, place
      from unnest(
        ${arrived.map(({ opId }) => opId)}::text[], ${jsonTexts(arrived.map((op) => JSON.stringify(op)))},
        ${arrived.map(({ group }) => group?.index ?? 0)}::integer[]
      ) as parts (op_id, op, place)`.execute(tx)
    await sql`
      insert into op_group_waiting (group_id, device, author, size, parts)
      values (${key.id}, ${key.device}, ${key.author}, ${size ?? arrived[0]?.group?.size ?? 0}, ${arrived.length})
      on conflict (group_id, device, author) do update
      set parts = op_group_waiting.parts + excluded.parts`.execute(tx)
  }
}
