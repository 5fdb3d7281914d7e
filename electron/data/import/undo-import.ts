import { v7 as uuidv7 } from 'uuid'
import { AppError } from '#shared/contract/errors.ts'
import type { ImportUndone } from '#shared/contract/imports.ts'
import type { KeptByUndo } from '#shared/contract/records.ts'
import type { ImportKind } from '#shared/domain/import/kinds.ts'
import { emptyRecord } from '#shared/sync/merge.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { referencesTo } from '../handlers/belongings.ts'
import { type Member, membersOf, stepBack } from '../handlers/undo-group.ts'
import {
  type BatchRow,
  dropBatch,
  findBatch,
  groupOpsOn,
  pointersTo,
  recordsOfGroup,
  undoingOf,
} from '../queries/imports.ts'
import type { RecordKey } from '../queries/sync.ts'
import { loadStates } from '../record/load-states.ts'
import { type RecordChange, record, type WriteContext } from '../record/record.ts'
import { type OneOfMany, recordMany } from '../record/record-many.ts'
import { titleOf } from '../sync/titles.ts'
import { indexLaterFrom, type Job, pace } from './job.ts'
import { beginWhole, groupsOf, type WriteStore } from './long-whole.ts'
import { takeBack } from './take-back.ts'

/** Kept records that are named; of more only the number is told. */
const namedAtMost = 200

interface Surroundings {
  readonly read: <T>(work: (db: Reader) => Promise<T>) => Promise<T>
  readonly write: WriteStore
  readonly author: WriteContext
}

/** The last link of import, undoing, undoing of that, ...; and whether the import stands. */
export async function lastOf(
  db: Reader,
  batchId: string,
): Promise<{ batch: BatchRow; stands: boolean } | undefined> {
  let batch = await findBatch(db, batchId)
  if (!batch || batch.undoes !== null) return undefined
  for (let stands = true; ; stands = !stands) {
    const next = await undoingOf(db, batch.id)
    if (!next || next.holdFrom !== null) return { batch, stands }
    batch = next
  }
}

/**
 * Puts back what an import changed (`stands`), or does an undone one again, whatever its size: a whole of its own,
 * written in small transactions. What was changed since stays as it is and is named.
 * @throws AppError import/nothing-to-undo
 */
export async function turnBack(
  surroundings: Surroundings,
  job: Job,
  batchId: string,
  stands: boolean,
): Promise<ImportUndone> {
  const { read, write, author } = surroundings
  const last = await read((db) => lastOf(db, batchId))
  if (!last || last.stands !== stands) throw new AppError('import/nothing-to-undo')
  const groups = groupsOf(last.batch)
  const keys: RecordKey[] = []
  for (const group of groups.toReversed()) keys.push(...(await read((db) => recordsOfGroup(db, group))))
  const records = distinct(keys)
  const of = {
    ...{ id: uuidv7({ msecs: author.nowMs }), undoes: last.batch.id },
    ...{ kind: last.batch.kind as ImportKind, fileName: last.batch.fileName },
  }
  // Nearly always one operation a record: it is deleted, or its fields are put back.
  const whole = await beginWhole(
    write,
    author,
    of,
    records.map(() => 1),
  )
  const ownIds = new Set(records.map(({ id }) => id))
  const kept: KeptByUndo[] = []
  let [keptCount, undone] = [0, 0]
  const steps = pace(60, 600)
  const options = { indexLater: records.length >= indexLaterFrom }
  try {
    for (let at = 0; at < records.length; ) {
      if (job.isCancelled()) return await giveUp()
      const some = records.slice(at, at + Math.min(steps.next(), whole.room()))
      const done = await whole.write(some.length, (tx, context) =>
        turnSome(tx, context, groups, some, ownIds, options),
      )
      at += some.length
      undone += done.undone
      keptCount += done.kept.length
      kept.push(...done.kept.slice(0, namedAtMost - kept.length))
      job.say('undoing', at, records.length)
      await steps.rest()
    }
    if (undone === 0) await write((tx) => dropBatch(tx, whole.id))
    else await whole.seal({})
    return { undone, kept, keptCount }
  } catch (error) {
    await giveUp().catch(() => undefined)
    throw error
  }

  async function giveUp(): Promise<ImportUndone> {
    const batch = await read((db) => findBatch(db, whole.id))
    if (batch) await takeBack(write, batch, (done) => job.say('taking-back', done, undone))
    return { undone: 0, kept: [], keptCount: 0 }
  }
}

function distinct(keys: readonly RecordKey[]): RecordKey[] {
  const seen = new Map<string, Set<string>>()
  return keys.filter(({ table, id }) => {
    const ids = seen.get(table) ?? new Set()
    seen.set(table, ids)
    return !ids.has(id) && ids.add(id)
  })
}

/** Turns back some records, those that were made last first. */
async function turnSome(
  tx: Writer,
  context: WriteContext,
  groups: readonly string[],
  some: readonly RecordKey[],
  ownIds: Set<string>,
  options: { readonly indexLater: boolean },
): Promise<{ undone: number; kept: KeptByUndo[] }> {
  const ids = some.map(({ id }) => id)
  const order = new Map(ids.map((id, index) => [id, index]))
  const members = membersOf(await groupOpsOn(tx, groups, some)).sort(
    (a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0),
  )
  const inUse = await usedFromOutside(tx, members, ownIds)
  const states = await loadStates(tx, members)
  const kept: KeptByUndo[] = []
  const single: OneOfMany[] = []
  let undone = 0
  for (const member of members) {
    const { table, id } = member
    const step = stepBack(member, states.of(member) ?? emptyRecord, inUse.has(id))
    if (step.kept) {
      kept.push({ table, id, title: await titleOf(tx, table, id), ...step.kept })
      // What speaks of a record that stays is no longer going with it.
      ownIds.delete(id)
    }
    const [only, ...others] = step.changes
    if (only && others.length === 0) single.push(only)
    else undone += (await writeAll(tx, context, step.changes)) ? 1 : 0
  }
  return { undone: undone + (await recordMany(tx, context, single, { ...options, states })), kept }
}

async function writeAll(
  tx: Writer,
  context: WriteContext,
  changes: readonly RecordChange[],
): Promise<boolean> {
  let written = false
  for (const change of changes) written = (await record(tx, context, change)) !== null || written
  return written
}

/** Those of the made records of which a living record speaks that is no part of the whole. */
async function usedFromOutside(
  tx: Writer,
  members: readonly Member[],
  ownIds: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const used = new Set<string>()
  for (const table of new Set(members.map((member) => member.table))) {
    const ids = members.filter((member) => member.table === table && member.created).map(({ id }) => id)
    for (const reference of referencesTo(table))
      for (const { id, to } of await pointersTo(tx, reference, ids)) if (!ownIds.has(id)) used.add(to)
  }
  return used
}
