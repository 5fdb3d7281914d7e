import { v7 as uuidv7 } from 'uuid'
import { schemaVersion } from '#shared/domain/entities.ts'
import { nextHlc } from '#shared/sync/hlc.ts'
import { applyOp, type RecordState } from '#shared/sync/merge.ts'
import type { Op, OpKind } from '#shared/sync/op.ts'
import { opText } from '#shared/sync/op-text.ts'
import { type StampMemory, stampToBeSeen } from '#shared/sync/own-stamps.ts'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { refreshNotes } from '../notes/refresh.ts'
import { keepGroupOp } from '../queries/groups.ts'
import { stateText } from '../sync/record-state.ts'
import { inverseOf } from './inverse.ts'
import { refuseUnlessOurs, refuseUnlessRole } from './merge-class.ts'
import type { WriteContext } from './record.ts'
import { writeState } from './write-state.ts'

/** What an operation does to a record that is now in the state `before`. */
export interface Operation {
  readonly table: string
  readonly id: string
  readonly kind: OpKind
  readonly before: RecordState
  /** As `nextStamp` gave it. */
  readonly hlc: string
  readonly fields: Op['fields']
}

/** The stamp of the next local write: greater than every one this device made or saw. */
export async function nextStamp(tx: Writer, context: WriteContext): Promise<string> {
  return nextHlc((await readStamps(tx)).last, context.nowMs, context.node)
}

/** What this device remembers of stamps. */
export async function readStamps(db: Reader): Promise<StampMemory> {
  return { last: (await readMeta(db, 'lastHlc')) ?? null, above: (await readMeta(db, 'aboveHlc')) ?? null }
}

/** Remembers stamps in place of `before`. */
export async function keepStamps(
  tx: Writer,
  { last, above }: StampMemory,
  before: StampMemory,
): Promise<void> {
  if (last !== null && last !== before.last) await writeMeta(tx, 'lastHlc', last)
  if (above !== null && above !== before.above) await writeMeta(tx, 'aboveHlc', above)
}

/** What a user wrote, as an operation of this device. */
export function operationBy(
  { device, incarnation, author }: WriteContext,
  written: Pick<Op, 'opId' | 'localSeq' | 'table' | 'id' | 'kind' | 'fields' | 'group'>,
): Op {
  const { opId, localSeq, group, ...change } = written
  return {
    opId,
    device,
    incarnation,
    localSeq,
    ...change,
    schemaVersion,
    author,
    ...(group ? { group } : {}),
  }
}

/**
 * Merges an operation of this device's user into its record and puts it into the outbox, in one transaction.
 * @throws AppError record/published, record/not-yours, record/other-role
 */
export async function commitOperation(tx: Writer, context: WriteContext, operation: Operation): Promise<Op> {
  const { table, id, kind, before } = operation
  const stamps = await readStamps(tx)
  const { fields, hlc, memory } = stampToBeSeen(before, operation, stamps, context)
  const localSeq = Number((await readMeta(tx, 'lastLocalSeq')) ?? '0') + 1
  const { group } = context
  const op = operationBy(context, {
    ...{ opId: uuidv7({ msecs: context.nowMs }), localSeq, table, id, kind, fields },
    // Unless it is foretold, how many they are is known when the last one is made.
    ...(group ? { group: { id: group.id, index: group.size, size: group.foretold ?? group.size + 1 } } : {}),
  })
  refuseUnlessOurs(op, before)
  await refuseUnlessRole(tx, op)
  const at = new Date(context.nowMs).toISOString()
  await keepConfirmedState(tx, table, id, before)
  const { state, losses } = applyOp(before, op)
  await writeState(tx, table, id, state, losses, at)
  if (table === 'notes' || table === 'noteEdits') await refreshNotes(tx)
  await tx
    .insertInto('outbox')
    .values({
      localSeq,
      opId: op.opId,
      tableName: table,
      recordId: id,
      op: opText(op),
      createdAt: at,
    })
    .execute()
  if (group) {
    const inverse = JSON.stringify(inverseOf(before, op))
    const { opId } = op
    const row = { groupId: group.id, place: group.size, opId, tableName: table, recordId: id, hlc, inverse }
    await keepGroupOp(tx, row)
    group.size += 1
  }
  await keepStamps(tx, memory, stamps)
  await writeMeta(tx, 'lastLocalSeq', String(localSeq))
  return op
}

/** Before a record's first pending operation: what the server knows of it, to merge later changes into. */
async function keepConfirmedState(tx: Writer, table: string, id: string, state: RecordState): Promise<void> {
  await tx
    .insertInto('base')
    .values({ tableName: table, recordId: id, state: stateText(state) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
