import { AppError } from '#shared/contract/errors.ts'
import type { recordsContract } from '#shared/contract/records.ts'
import { entities, type TableName } from '#shared/domain/entities.ts'
import { mergedIntoField } from '#shared/domain/merging.ts'
import type { Writer } from '../database/schema.ts'
import type { Handlers } from '../host/context.ts'
import {
  authorOf,
  countPointingTo,
  deletedPointingTo,
  deletionOf,
  idsPointingTo,
  lossesOf,
  type Reference,
} from '../queries/records.ts'
import { isMergeable, mergedInto } from '../record/merged-records.ts'
import { record, type WriteContext } from '../record/record.ts'
import { belongings, type Deletable } from './belongings.ts'
import { undoGroup } from './undo-group.ts'

export const recordHandlers: Handlers<typeof recordsContract> = {
  'records.delete': async ({ write, author }, { table, id }) => {
    const context = author()
    return write(async (tx) => ({ deleted: await deleteWithBelongings(tx, context, table, id) }))
  },
  'records.undelete': async ({ write, author }, { table, id }) => {
    const context = author()
    await write((tx) => bringBack(tx, context, table, id))
    return null
  },
  'records.undoGroup': async ({ write, author }, { groupId }) => {
    const context = author()
    return write((tx) => undoGroup(tx, context, groupId))
  },
  'records.losses': ({ read }, { table, id }) =>
    read(async (db) =>
      (await lossesOf(db, table, id)).map(({ lostValue, keptValue, ...loss }) => ({
        ...loss,
        lost: JSON.parse(lostValue) as unknown,
        kept: JSON.parse(keptValue) as unknown,
      })),
    ),
}

/** @returns how many records were deleted, this one included */
async function deleteWithBelongings(
  tx: Writer,
  context: WriteContext,
  table: Deletable,
  id: string,
): Promise<number> {
  const authorId = await authorOf(tx, table, id)
  if (authorId === undefined) throw new AppError('record/not-found')
  refuseOthers(table, authorId, context)
  const { usedBy, owns } = belongings[table]
  const counts: number[] = []
  for (const reference of usedBy) counts.push(await countPointingTo(tx, reference, id))
  const count = counts.reduce((sum, rows) => sum + rows, 0)
  if (count > 0) throw new AppError('record/in-use', { params: { count } })

  // The record itself first: what is deleted later than it, and points to it, went with it.
  await record(tx, context, { table, id, kind: 'delete' })
  let deleted = 1
  // What was merged into it goes with it, or it would show again once this one is forgotten.
  if (isMergeable(table))
    for (const merged of await mergedInto(tx, table, id)) {
      await record(tx, context, { table, id: merged, kind: 'delete' })
      deleted += 1
    }
  for (const reference of owns) {
    for (const owned of await idsPointingTo(tx, reference, id)) {
      // What a colleague hung on it stays the colleague's.
      if (!(await isOurs(tx, reference.table, owned, context))) continue
      await record(tx, context, { table: reference.table, id: owned, kind: 'delete' })
      deleted += 1
    }
  }
  return deleted
}

/** Brings back a record and what was deleted with it; what had been deleted before it stays deleted. */
export async function bringBack(
  tx: Writer,
  context: WriteContext,
  table: Deletable,
  id: string,
): Promise<void> {
  const deletion = await deletionOf(tx, table, id)
  if (!deletion) {
    // Already back, perhaps by a second press of the button.
    if ((await authorOf(tx, table, id)) !== undefined) return
    throw new AppError('record/not-found')
  }
  refuseOthers(table, deletion.by, context)
  await record(tx, context, { table, id, kind: 'undelete' })
  const merged: readonly Reference[] = isMergeable(table) ? [{ table, field: mergedIntoField }] : []
  for (const reference of [...merged, ...belongings[table].owns]) {
    for (const owned of await deletedPointingTo(tx, reference, id)) {
      const with_ = await deletionOf(tx, reference.table, owned)
      if (with_ && with_.by === deletion.by && with_.hlc > deletion.hlc)
        await record(tx, context, { table: reference.table, id: owned, kind: 'undelete' })
    }
  }
}

async function isOurs(tx: Writer, table: TableName, id: string, context: WriteContext): Promise<boolean> {
  return entities[table].mergeClass !== 'author' || (await authorOf(tx, table, id)) === context.author
}

/** Records that their author alone writes are deleted and brought back by the author alone. */
function refuseOthers(table: TableName, authorId: string, context: WriteContext): void {
  if (entities[table].mergeClass === 'author' && authorId !== context.author)
    throw new AppError('record/not-yours')
}
