import { sql } from 'kysely'
import { z } from 'zod'
import { Op, OpGroup } from '#shared/sync/op.ts'
import type { Tx } from '../database/transaction.ts'
import type { ParsedOp } from './parse-op.ts'

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

/** Operations of one whole that are here: those staged earlier and those that have just arrived. */
interface Whole {
  readonly key: GroupKey
  readonly ops: Op[]
  readonly earlier: Set<string>
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
  const wholes = await wholesOf(tx, new Map(arrived.map(({ name, key }) => [name, key])))
  for (const { item, name } of arrived) {
    const whole = wholes.get(name)
    if (!whole) continue
    if (item.op) whole.ops.push(item.op)
    else whole.culprit ??= item.opId
  }
  const complete = new Map<string, readonly Op[]>()
  const staged: Op[] = []
  const refused: RefusedOp[] = []
  const earlier: Op[] = []
  for (const [name, whole] of wholes) {
    const misfit = misfitOf(whole.ops)
    whole.culprit ??= misfit
    if (whole.culprit !== null) {
      refused.push(...whole.ops.map((op) => refusalIn(op, whole.culprit ?? '', misfit)))
      await noteRefused(tx, whole)
    } else if (whole.ops.length === whole.ops[0]?.group?.size) {
      complete.set(
        name,
        [...whole.ops].sort((a, b) => (a.group?.index ?? 0) - (b.group?.index ?? 0)),
      )
    } else {
      staged.push(...whole.ops.filter(({ opId }) => !whole.earlier.has(opId)))
      continue
    }
    earlier.push(...whole.ops.filter(({ opId }) => whole.earlier.has(opId)))
    await unstage(tx, whole.key)
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
  return { ready, earlier, staged, refused }
}

const nameOf = ({ id, device, author }: GroupKey) => `${id} ${device} ${author}`

const Membership = z.object({ group: OpGroup, device: z.uuid(), author: z.uuid() })

/** The whole an operation belongs to, also one that is no operation otherwise. */
function keyIn(item: ParsedOp): GroupKey | undefined {
  if (item.op && !item.op.group) return undefined
  const parsed = Membership.safeParse(item.op ?? JSON.parse(item.text ?? 'null'))
  if (!parsed.success) return undefined
  const { group, device, author } = parsed.data
  return { id: group.id.toLowerCase(), device: device.toLowerCase(), author: author.toLowerCase() }
}

/** What earlier pushes left of these wholes. Held until the end of the transaction. */
async function wholesOf(tx: Tx, keys: ReadonlyMap<string, GroupKey>): Promise<Map<string, Whole>> {
  await lockWholes(tx, [...keys.values()])
  const ids = [...new Set([...keys.values()].map(({ id }) => id))]
  const { rows: kept } = await sql<{ group_id: string; device: string; author: string; op: string }>`
    select group_id, device, author, op from op_group_stage where group_id = any(${ids}::uuid[])`.execute(tx)
  const { rows: known } = await sql<{ group_id: string; device: string; author: string; culprit: string }>`
    select group_id, device, author, culprit from op_group_refused
    where group_id = any(${ids}::uuid[])`.execute(tx)
  const rowName = (row: { group_id: string; device: string; author: string }) =>
    nameOf({ id: row.group_id, device: row.device, author: row.author })
  return new Map(
    [...keys].map(([name, key]) => {
      const ops = kept.filter((row) => rowName(row) === name).map(({ op }) => Op.parse(JSON.parse(op)))
      const culprit = known.find((row) => rowName(row) === name)?.culprit ?? null
      return [name, { key, ops, earlier: new Set(ops.map(({ opId }) => opId)), culprit }]
    }),
  )
}

/** Nobody else looks at or changes what is staged of these wholes until the transaction ends. */
export async function lockWholes(tx: Tx, keys: readonly GroupKey[]): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(${sql.lit(groupLockClass)}, lock) from (
      select distinct hashtext(name) as lock from unnest(${keys.map(nameOf)}::text[]) as names (name) order by lock
    ) as wanted`.execute(tx)
}

/** An operation that contradicts the others on how many they are, or stands where another one does. */
function misfitOf(ops: readonly Op[]): string | null {
  const size = ops[0]?.group?.size
  const places = new Set<number>()
  for (const { opId, group } of ops) {
    if (!group || group.size !== size || places.has(group.index)) return opId
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

async function unstage(tx: Tx, { id, device, author }: GroupKey): Promise<void> {
  await tx
    .deleteFrom('op_group_stage')
    .where('group_id', '=', id)
    .where('device', '=', device)
    .where('author', '=', author)
    .execute()
}

async function stage(tx: Tx, ops: readonly Op[]): Promise<void> {
  if (ops.length === 0) return
  const column = (pick: (op: Op) => string) => ops.map(pick)
  await sql`
    insert into op_group_stage (group_id, device, author, op_id, op)
    select * from unnest(
      ${column(({ group }) => group?.id ?? '')}::uuid[], ${column(({ device }) => device)}::uuid[],
      ${column(({ author }) => author)}::uuid[], ${column(({ opId }) => opId)}::text[],
      ${column((op) => JSON.stringify(op))}::text[]
    ) on conflict do nothing`.execute(tx)
}
