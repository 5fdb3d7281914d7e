import { AppError } from '#shared/contract/errors.ts'
import type { TableName } from '#shared/domain/entities.ts'
import type { Store } from '../database/open-database.ts'
import type { Writer } from '../database/schema.ts'
import { referencesTo } from '../handlers/belongings.ts'
import {
  type BatchRow,
  dropBatch,
  dropGroupOps,
  lastWaitingOfGroups,
  leaveGroup,
  pointersTo,
  unfinishedBatch,
} from '../queries/imports.ts'
import { removeWaitingOp, waitingOpsOf } from '../queries/sync.ts'
import { columnsOf } from '../record/entity-columns.ts'
import { putBack, takeInHand } from '../sync/record-in-hand.ts'
import { groupsOf, type WriteStore } from './long-whole.ts'

const atOnce = 60

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
  let done = 0
  for (;;) {
    const count = await store((tx) => takeSome(tx, groups))
    if (count === 0) break
    done += count
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

async function takeSome(tx: Writer, groups: readonly string[]): Promise<number> {
  const rows = await lastWaitingOfGroups(tx, groups, atOnce)
  if (rows.length === 0) return 0
  const opIds = rows.map(({ opId }) => opId)
  const stay = await spokenOf(tx, rows)
  const kept: string[] = []
  for (const row of rows) {
    const others = (await waitingOpsOf(tx, row)).some(({ localSeq }) => localSeq > row.localSeq)
    if (others || stay.has(row.id)) {
      kept.push(row.opId)
      continue
    }
    const record = await takeInHand(tx, row)
    record.waiting = record.waiting.filter(({ opId }) => opId !== row.opId)
    record.changed = true
    await removeWaitingOp(tx, row.opId)
    await putBack(tx, record, new Date(0).toISOString())
  }
  await leaveGroup(tx, kept)
  await dropGroupOps(tx, opIds)
  return rows.length
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
