import { AppError } from '#shared/contract/errors.ts'
import type { TableName } from '#shared/domain/entities.ts'
import { applyOp, emptyRecord } from '#shared/sync/merge.ts'
import type { Store } from '../database/open-database.ts'
import type { Writer } from '../database/schema.ts'
import { referencesTo } from '../handlers/belongings.ts'
import {
  type BatchRow,
  dropBatch,
  dropConfirmedStates,
  dropGroupOps,
  entangled,
  lastWaitingOfGroups,
  leaveGroup,
  pointersTo,
  removeWaitingOps,
  unfinishedBatch,
  type WaitingOfGroup,
  waitingSeqsOf,
} from '../queries/imports.ts'
import { type RecordKey, removeWaitingOp } from '../queries/sync.ts'
import { columnsOf } from '../record/entity-columns.ts'
import { loadStates } from '../record/load-states.ts'
import { type StateToWrite, writeStates } from '../record/write-states.ts'
import { forgetRecords } from '../sync/forget-record.ts'
import { putBack, takeInHand, waitingStates } from '../sync/record-in-hand.ts'
import { groupsOf, type WriteStore } from './long-whole.ts'

const atOnce = 300

/**
 * Takes back an action that was not finished: its operations never left the device, so they and all they changed go
 * without a trace. A record that a person wrote into meanwhile, or spoke of, stays with what made it.
 * @param step hears after each transaction how many operations are gone
 */
export async function takeBack(
  store: WriteStore,
  batch: Pick<BatchRow, 'id' | 'groupsJson'>,
  step: (done: number) => void,
): Promise<void> {
  const groups = groupsOf(batch)
  let [done, below] = [0, Number.MAX_SAFE_INTEGER]
  for (;;) {
    const rows = await store((tx) => takeSome(tx, groups, below))
    const last = rows.at(-1)
    if (!last) break
    below = last.localSeq
    done += rows.length
    step(done)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await store((tx) => dropBatch(tx, batch.id))
}

/** Takes back what was unfinished when the program ended. */
export async function takeBackUnfinished(store: Store): Promise<void> {
  const batch = await store.read(unfinishedBatch)
  if (batch)
    await takeBack(
      (work) => store.write(work),
      batch,
      () => undefined,
    )
}

async function takeSome(tx: Writer, groups: readonly string[], below: number): Promise<WaitingOfGroup[]> {
  const rows = await lastWaitingOfGroups(tx, groups, below, atOnce)
  if (rows.length === 0) return rows
  const spoken = await spokenOf(tx, rows)
  const waiting = await waitingSeqsOf(tx, rows)
  const gone = new Map<string, { key: RecordKey; opIds: Set<string> }>()
  const kept: string[] = []
  // The last first: one goes only when nothing of the record that came after it stays.
  for (const { table, id, opId, localSeq } of rows) {
    const name = `${table} ${id}`
    const later = waiting.get(name)?.filter((seq) => seq > localSeq) ?? []
    if (later.length > (gone.get(name)?.opIds.size ?? 0) || spoken.has(id)) {
      kept.push(opId)
      continue
    }
    const of = gone.get(name) ?? { key: { table, id }, opIds: new Set() }
    of.opIds.add(opId)
    gone.set(name, of)
  }
  await takeOff(tx, [...gone.values()])
  await leaveGroup(tx, kept)
  await dropGroupOps(
    tx,
    rows.map(({ opId }) => opId),
  )
  return rows
}

/** Takes operations off their records, together where nothing but waiting operations makes a record what it is. */
async function takeOff(
  tx: Writer,
  of: readonly { readonly key: RecordKey; readonly opIds: ReadonlySet<string> }[],
): Promise<void> {
  const keys = of.map(({ key }) => key)
  const single = await entangled(tx, keys)
  const records = await waitingStates(
    tx,
    keys.filter(({ id }) => !single.has(id)),
  )
  const opIds = of.flatMap((each) => [...each.opIds])
  const forgotten: RecordKey[] = []
  const settled: RecordKey[] = []
  const states: StateToWrite[] = []
  const seen = await loadStates(tx, keys)
  for (const { key, opIds: own } of of) {
    const record = records.of(key)
    if (single.has(key.id) || !record) {
      await takeOffSingle(tx, key, own)
      continue
    }
    const left = record.waiting.filter(({ opId }) => !own.has(opId))
    const isUnknown = Object.keys(record.confirmed).length === 0
    if (left.length === 0) (isUnknown ? forgotten : settled).push(key)
    if (left.length === 0 && isUnknown) continue
    let state = record.confirmed
    for (const op of left) state = applyOp(state, op).state
    states.push({ ...key, before: seen.of(key) ?? emptyRecord, state, losses: [] })
  }
  await removeWaitingOps(tx, opIds)
  await forgetRecords(tx, forgotten)
  await writeStates(tx, states, new Date(0).toISOString(), { indexLater: false })
  await dropConfirmedStates(tx, settled)
}

async function takeOffSingle(tx: Writer, key: RecordKey, opIds: ReadonlySet<string>): Promise<void> {
  const record = await takeInHand(tx, key)
  record.waiting = record.waiting.filter(({ opId }) => !opIds.has(opId))
  record.changed = true
  for (const opId of opIds) await removeWaitingOp(tx, opId)
  await putBack(tx, record, new Date(0).toISOString())
}

/** Those of the records that others speak of. What the action itself made goes first, so only others are left. */
async function spokenOf(
  tx: Writer,
  rows: readonly { readonly table: string; readonly id: string }[],
): Promise<ReadonlySet<string>> {
  const spoken = new Set<string>()
  for (const table of new Set(rows.map((row) => row.table))) {
    if (!columnsOf(table)) throw new AppError('internal')
    const ids = rows.filter((row) => row.table === table).map(({ id }) => id)
    const here = new Set(rows.map(({ id }) => id))
    for (const reference of referencesTo(table as TableName))
      for (const { id, to } of await pointersTo(tx, reference, ids)) if (!here.has(id)) spoken.add(to)
  }
  return spoken
}
