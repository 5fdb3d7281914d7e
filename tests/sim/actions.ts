import type { TableName } from '#shared/domain/entities.ts'
import type { Json, Op } from '#shared/sync/op.ts'
import type { Reader, Writer } from '../../electron/data/database/schema.ts'
import { undoGroup } from '../../electron/data/handlers/undo-group.ts'
import { openConflicts, refusedOps } from '../../electron/data/queries/sync.ts'
import { loadValues } from '../../electron/data/record/load-state.ts'
import { type RecordChange, record, type WriteContext } from '../../electron/data/record/record.ts'
import { requestTransfer } from '../../electron/data/record/request-transfer.ts'
import { writeAsWhole } from '../../electron/data/record/write-as-whole.ts'
import { retryRefused } from '../../electron/data/sync/retry-refused.ts'
import { settleConflict } from '../../electron/data/sync/settle-conflict.ts'
import { parseOp } from '../../electron/data/sync/stored-op.ts'
import type { Happening, RecordKind } from './events.ts'
import type { Organisation } from './sim-server.ts'

/** A record that some laptop made, in the order of making. */
export interface KnownRecord {
  readonly table: TableName
  readonly id: string
  readonly kind: RecordKind
}

type Values = Readonly<Record<string, Json>>
type UserAction = Extract<
  Happening,
  {
    do: 'create' | 'edit' | 'delete' | 'undelete' | 'settle' | 'retry' | 'whole' | 'undo-whole' | 'transfer'
  }
>

/** What a user's action did: the operations it made, and the refused ones it took away. */
export interface Deed {
  readonly ops: readonly Op[]
  readonly retried: readonly string[]
  readonly created: KnownRecord | null
  /** Values that the user must see at once, of this record. */
  readonly shown: { readonly table: string; readonly id: string; readonly values: Values } | null
}

const nothing: Deed = { ops: [], retried: [], created: null, shown: null }

/** Does in the laptop's transaction what a user does through a form. Nothing is done to what is not on the laptop. */
export async function act(
  tx: Writer,
  context: WriteContext,
  action: UserAction,
  world: {
    readonly records: readonly KnownRecord[]
    readonly organisation: Organisation
    readonly newId: string
  },
): Promise<Deed> {
  const { records, organisation } = world
  switch (action.do) {
    case 'create': {
      const values = await first(tx, action, records, organisation)
      if (!values) return nothing
      const table = tableOf[action.kind]
      const op = await record(tx, context, { table, id: world.newId, kind: 'set', values } as RecordChange)
      const created = { table, id: world.newId, kind: action.kind }
      return op ? { ...nothing, ops: [op], created } : nothing
    }
    case 'edit': {
      const target = records[action.record % Math.max(1, records.length)]
      if (!target || !(await loadValues(tx, target.table, target.id))) return nothing
      const values = await change(tx, target.kind, action.field, action.value, records, organisation)
      const op = await record(tx, context, { ...keyOf(target), kind: 'set', values } as RecordChange)
      return op ? { ...nothing, ops: [op], shown: { ...keyOf(target), values } } : nothing
    }
    case 'delete':
    case 'undelete': {
      const target = records[action.record % Math.max(1, records.length)]
      if (!target) return nothing
      const op = await record(tx, context, { ...keyOf(target), kind: action.do } as RecordChange)
      return op ? { ...nothing, ops: [op] } : nothing
    }
    case 'settle': {
      const open = await openConflicts(tx, 100)
      const conflict = open.toSorted((a, b) => order(a).localeCompare(order(b)))[
        action.which % Math.max(1, open.length)
      ]
      if (!conflict) return nothing
      const writes: { hlc: string; v: Json }[] = JSON.parse(conflict.writes)
      const chosen = writes[action.which % writes.length]
      if (!chosen) return nothing
      const op = await settleConflict(tx, context, {
        table: conflict.tableName,
        recordId: conflict.recordId,
        field: conflict.field,
        choice: action.own ? { value: chosen.v } : { hlc: chosen.hlc },
      })
      const { tableName: table, recordId: id, field } = conflict
      return { ...nothing, ops: [op], shown: { table, id, values: { [field]: chosen.v } } }
    }
    case 'retry':
      return retry(tx, context, action.which)
    case 'whole': {
      const ops: Op[] = []
      await writeAsWhole(
        tx,
        context,
        async (whole) => {
          for (const target of neighbours(records, action.record)) {
            if (!(await loadValues(tx, target.table, target.id))) continue
            const values = await change(tx, target.kind, action.field, action.value, records, organisation)
            const op = await record(tx, whole, { ...keyOf(target), kind: 'set', values } as RecordChange)
            if (op) ops.push(op)
          }
        },
        world.newId,
      )
      return { ...nothing, ops }
    }
    case 'undo-whole': {
      const made = await tx.selectFrom('groupOps').select('groupId').distinct().orderBy('groupId').execute()
      const chosen = made[action.which % Math.max(1, made.length)]
      if (!chosen) return nothing
      return { ...nothing, ops: await opsOf(tx, () => undoGroup(tx, context, chosen.groupId)) }
    }
    case 'transfer': {
      const known = records.filter(({ kind }) => kind === 'enterprise')
      const target = known[action.record % Math.max(1, known.length)]
      if (!target || !(await loadValues(tx, target.table, target.id))) return nothing
      const { bureau, zone, liaison } = organisation
      const toUnitId = [bureau, zone, liaison][action.unit % 3] ?? bureau
      const ask = { id: target.id, toUnitId, reason: '样例' }
      return { ...nothing, ops: await opsOf(tx, () => requestTransfer(tx, context, ask)) }
    }
  }
}

/** Three known records next to each other. */
function neighbours(records: readonly KnownRecord[], first: number): readonly KnownRecord[] {
  const chosen = [0, 1, 2].flatMap((step) => records[(first + step) % Math.max(1, records.length)] ?? [])
  return [...new Set(chosen)]
}

/** The operations that some work left to be sent. */
async function opsOf(tx: Writer, work: () => Promise<unknown>): Promise<Op[]> {
  const last = await lastSeq(tx)
  await work()
  const rows = await tx
    .selectFrom('outbox')
    .select('op')
    .where('localSeq', '>', last)
    .orderBy('localSeq')
    .execute()
  return rows.map(({ op }) => parseOp(op))
}

const order = ({ recordId, field }: { recordId: string; field: string }) => `${recordId} ${field}`
const keyOf = ({ table, id }: KnownRecord) => ({ table, id })

async function retry(tx: Writer, context: WriteContext, which: number): Promise<Deed> {
  const before = await refusedOps(tx, 1000)
  const chosen = before.toSorted((a, b) => a.opId.localeCompare(b.opId))[which % Math.max(1, before.length)]
  if (!chosen) return nothing
  const ops = await opsOf(tx, () => retryRefused(tx, context, chosen.opId))
  const left = new Set((await refusedOps(tx, 1000)).map(({ opId }) => opId))
  return {
    ...nothing,
    ops,
    retried: before.map(({ opId }) => opId).filter((opId) => !left.has(opId)),
  }
}

async function lastSeq(db: Reader): Promise<number> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', 'lastLocalSeq').executeTakeFirst()
  return Number(row?.value ?? 0)
}

const tableOf = {
  enterprise: 'enterprises',
  trip: 'trips',
  member: 'tripMembers',
  visit: 'visits',
  note: 'notes',
} as const satisfies Record<RecordKind, TableName>

const day = '2026-03-10'

/** The nth record of a kind that is on this laptop, null when none is. */
async function onLaptop(
  db: Reader,
  records: readonly KnownRecord[],
  kind: RecordKind,
  nth: number,
): Promise<string | null> {
  const here: string[] = []
  for (const known of records)
    if (known.kind === kind && (await loadValues(db, known.table, known.id))) here.push(known.id)
  return here[nth % Math.max(1, here.length)] ?? null
}

async function first(
  db: Reader,
  { kind, of, value }: Extract<UserAction, { do: 'create' }>,
  records: readonly KnownRecord[],
  { users }: Organisation,
): Promise<Values | null> {
  switch (kind) {
    case 'enterprise':
      return { name: `样例企业${value}`, city: `城${value}`, investIntent: value }
    case 'trip':
      return {
        title: `样例行程${value}`,
        kind: 'small_team',
        startOn: '2026-03-09',
        endOn: '2026-03-12',
        state: 'planned',
      }
    case 'member': {
      const tripId = await onLaptop(db, records, 'trip', of)
      const user = users[value % users.length]
      return tripId && user ? { tripId, userId: user.id, name: user.name, role: 'member' } : null
    }
    case 'visit': {
      const enterpriseId = await onLaptop(db, records, 'enterprise', of)
      const tripId = value % 2 === 0 ? await onLaptop(db, records, 'trip', of) : null
      if (!enterpriseId) return null
      const fixed = { type: 'door_to_door', mode: 'onsite', occurredOn: day, confidentiality: 'internal' }
      return { ...fixed, enterpriseId, tripId, topics: `样例洽谈${value}` }
    }
    case 'note': {
      const enterpriseId = await onLaptop(db, records, 'enterprise', of)
      const tripId = value % 2 === 0 ? await onLaptop(db, records, 'trip', of) : null
      return enterpriseId
        ? { enterpriseId, tripId, occurredOn: day, body: `样例笔记${value}`, confidentiality: 'internal' }
        : null
    }
  }
}

async function change(
  db: Reader,
  kind: RecordKind,
  field: number,
  value: number,
  records: readonly KnownRecord[],
  { bureau, zone, liaison }: Organisation,
): Promise<Values> {
  const unitId = [bureau, zone, liaison][value % 3] ?? bureau
  const choices: Readonly<Record<RecordKind, readonly Values[]>> = {
    enterprise: [
      { name: `样例企业${value}改` },
      { investIntent: value * 10 },
      { city: `城${value}` },
      { remarks: `备注${value}` },
      { name: `样例企业${value}双`, remarks: `双${value}` },
      { investIntent: value === 0 ? null : value },
      { unitId },
    ],
    trip: [
      { title: `样例行程${value}改` },
      { state: ['planned', 'underway', 'ended'][value % 3] ?? 'planned' },
      { purpose: `目的${value}` },
    ],
    member: [{ duty: `分工${value}` }],
    visit: [
      { topics: `样例洽谈${value}改` },
      { outcome: `成果${value}` },
      { tripId: value === 0 ? null : await onLaptop(db, records, 'trip', value) },
      { enterpriseId: (await onLaptop(db, records, 'enterprise', value)) ?? '' },
    ],
    note: [{ body: `样例笔记${value}改` }, { tripId: await onLaptop(db, records, 'trip', value) }],
  }
  const list = choices[kind]
  return list[field % list.length] ?? {}
}
