import { v7 as uuidv7 } from 'uuid'
import { nextHlc } from '#shared/sync/hlc.ts'
import { applyOp, emptyRecord, type Loss, type RecordState } from '#shared/sync/merge.ts'
import type { Op } from '#shared/sync/op.ts'
import { opText } from '#shared/sync/op-text.ts'
import { stampToBeSeen } from '#shared/sync/own-stamps.ts'
import { readMeta, writeMeta } from '../database/meta.ts'
import { putMany } from '../database/put-many.ts'
import type { Writer } from '../database/schema.ts'
import { noteUnindexed } from '../search/backlog.ts'
import { stateText } from '../sync/record-state.ts'
import { keepStamps, operationBy, readStamps } from './commit-operation.ts'
import { columnsOf } from './entity-columns.ts'
import { inverseOf } from './inverse.ts'
import { type LoadedStates, loadStates } from './load-states.ts'
import { refuseUnlessOurs, refuseUnlessRole } from './merge-class.ts'
import { anyMerged } from './merged-records.ts'
import { asItWasWritten, type RecordChange, type WriteContext, writesOf } from './record.ts'
import type { OpenGroup } from './write-as-whole.ts'
import { writeStates } from './write-states.ts'

/** A change of one of many records; `isNew` says that its id was made just now, so that nothing is looked up. */
export type OneOfMany = RecordChange & { readonly isNew?: boolean }

interface Made {
  readonly op: Op
  readonly before: RecordState
  readonly state: RecordState
  readonly losses: readonly Loss[]
}

/**
 * `record` for many records at once, each of which occurs in one change only: the same operations, judged alike,
 * everything read and written in a few statements. With `indexLater` the spellings and the search text of records that
 * come to light are left to the backlog (search/backlog.ts), which costs several times the rest.
 * @param states what `loadStates` gave of the changed records, where the caller has looked at them in this transaction
 * @returns how many operations were made
 * @throws AppError as `record`
 */
export async function recordMany(
  tx: Writer,
  context: WriteContext,
  changes: readonly OneOfMany[],
  { indexLater, states }: { readonly indexLater: boolean; readonly states?: LoadedStates },
): Promise<number> {
  const remembered = await readStamps(tx)
  let stamps = remembered
  let localSeq = Number((await readMeta(tx, 'lastLocalSeq')) ?? '0')
  const { group } = context
  const known =
    states ??
    (await loadStates(
      tx,
      changes.filter(({ isNew = false }) => !isNew),
    ))
  const merged = await anyMerged(tx)
  const made: Made[] = []
  for (const change of changes) {
    const { table, id, kind } = change
    const columns = columnsOf(table)
    if (!columns) throw new Error(`no entity ${table}`)
    const before = known.of(change) ?? emptyRecord
    const hlc = nextHlc(stamps.last, context.nowMs, context.node)
    const asked = merged ? await asItWasWritten(tx, before, change) : change
    const asStamped = { fields: writesOf(columns, before, asked, context, hlc), hlc }
    if (Object.keys(asStamped.fields).length === 0) continue
    const { fields, memory } = stampToBeSeen(before, asStamped, stamps, context)
    stamps = memory
    localSeq += 1
    const op = operationBy(context, {
      // Ascending, so that the indexes of operations grow at their ends.
      opId: uuidv7({ msecs: context.nowMs, seq: localSeq }),
      ...{ localSeq, table, id, kind, fields },
      ...(group ? { group: placeIn(group, made.length) } : {}),
    })
    refuseUnlessOurs(op, before)
    await refuseUnlessRole(tx, op)
    made.push({ op, before, ...applyOp(before, op) })
  }
  if (made.length === 0) return 0
  const written = made.map(({ op: { table, id }, ...of }) => ({ table, id, ...of }))
  const left = await writeStates(tx, written, new Date(context.nowMs).toISOString(), { indexLater })
  await keepBooks(tx, context, made)
  if (left.length > 0) await noteUnindexed(tx, stretchesOf(left))
  if (group) group.size += made.length
  await keepStamps(tx, stamps, remembered)
  await writeMeta(tx, 'lastLocalSeq', String(localSeq))
  return made.length
}

/** The place of an operation behind `before` others of this call; the size counts up to it unless it is foretold. */
function placeIn({ id, size, foretold }: OpenGroup, before: number): NonNullable<Op['group']> {
  const index = size + before
  return { id, index, size: foretold ?? index + 1 }
}

/** What the server knows of each record, the outbox, and how to put each operation back. */
async function keepBooks(tx: Writer, { nowMs, group }: WriteContext, made: readonly Made[]): Promise<void> {
  const at = new Date(nowMs).toISOString()
  const confirmed = ({ op: { table, id }, before }: Made) => [table, id, stateText(before)]
  // In the order of the keys, which costs a third of any other one.
  await putMany(tx, baseText, made.toSorted(byId).map(confirmed))
  await putMany(
    tx,
    outboxText,
    made.map(({ op }) => [op.localSeq, op.opId, op.table, op.id, opText(op), at]),
  )
  if (!group) return
  const ways = made.map(({ op, before }, index) => {
    const [first] = Object.values(op.fields)
    const inverse = JSON.stringify(inverseOf(before, op))
    return [group.id, group.size + index, op.opId, op.table, op.id, first?.hlc, inverse]
  })
  await putMany(tx, waysText, ways)
}

const byId = (a: Made, b: Made) => (a.op.id < b.op.id ? -1 : 1)

const baseText = {
  opening: 'insert into base (table_name, record_id, state) values',
  marks: '(?, ?, ?)',
  closing: 'on conflict do nothing',
}
const outboxText = {
  opening: 'insert into outbox (local_seq, op_id, table_name, record_id, op, created_at) values',
  marks: '(?, ?, ?, ?, ?, ?)',
}
const waysText = {
  opening: 'insert into group_ops (group_id, place, op_id, table_name, record_id, hlc, inverse) values',
  marks: '(?, ?, ?, ?, ?, ?, ?)',
}

/** From the first to the last of the records of each table. */
function stretchesOf(records: readonly { readonly table: string; readonly id: string }[]) {
  const stretches = new Map<string, { table: string; from: string; to: string }>()
  for (const { table, id } of records) {
    const known = stretches.get(table)
    if (!known) stretches.set(table, { table, from: id, to: id })
    else if (id < known.from) known.from = id
    else if (id > known.to) known.to = id
  }
  return [...stretches.values()]
}
