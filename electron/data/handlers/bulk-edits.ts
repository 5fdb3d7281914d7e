import { v7 as uuidv7 } from 'uuid'
import { type enterprisesContract, ManyEnterprises } from '#shared/contract/enterprises.ts'
import type { Writer } from '../database/schema.ts'
import type { Handlers } from '../host/context.ts'
import { bulkEditsOf, keepBulkEdit, markBulkEditUndone } from '../queries/bulk-edits.ts'
import { enterprisesByIds } from '../queries/enterprises.ts'
import type { WriteContext } from '../record/record.ts'
import { recordMany } from '../record/record-many.ts'
import { writeAsWhole } from '../record/write-as-whole.ts'
import { undoGroup } from './undo-group.ts'

type BulkCalls = 'enterprises.changeMany' | 'enterprises.bulkEdits' | 'enterprises.undoMany'

/** As many changes as can be looked back at, and records that are named of those left alone. */
const shownAtMost = 20

export const bulkEditHandlers: Pick<Handlers<typeof enterprisesContract>, BulkCalls> = {
  'enterprises.changeMany': async ({ write, author, clock: { now } }, { ids, values }) => {
    const context = author()
    return write(async (tx) => {
      const done = await changeMany(tx, context, [...new Set(ids)], values)
      const { groupId, changed } = done
      if (groupId !== null) {
        const edited = JSON.stringify(values)
        const { author: by } = context
        await keepBulkEdit(tx, { groupId, at: now, author: by, changed, edited, undoneAt: null })
      }
      return done
    })
  },
  'enterprises.bulkEdits': ({ read, user }) =>
    read(async (db) => {
      const rows = await bulkEditsOf(db, user().userId, shownAtMost)
      return rows.map(({ groupId, at, changed, edited, undoneAt }) => ({
        ...{ groupId, at, changed, isUndone: undoneAt !== null },
        values: ManyEnterprises.safeParse(JSON.parse(edited)).data ?? {},
      }))
    }),
  'enterprises.undoMany': async ({ write, author, clock: { now } }, { groupId }) => {
    const context = author()
    return write(async (tx) => {
      const { undone, kept } = await undoGroup(tx, context, groupId)
      await markBulkEditUndone(tx, groupId, now)
      return { undone, kept: kept.slice(0, shownAtMost), keptCount: kept.length }
    })
  },
}

/** One whole for all of them; those that have the values already, or went meanwhile, are left out. */
async function changeMany(
  tx: Writer,
  context: WriteContext,
  ids: readonly string[],
  values: ManyEnterprises,
) {
  const known = new Set((await enterprisesByIds(tx, ids)).map(({ id }) => id))
  const changes = ids
    .filter((id) => known.has(id))
    .map((id) => ({ table: 'enterprises' as const, id, kind: 'set' as const, values }))
  const groupId = uuidv7({ msecs: context.nowMs })
  const work = (whole: WriteContext) => recordMany(tx, whole, changes, { indexLater: false })
  const changed = await writeAsWhole(tx, context, work, groupId)
  return { groupId: changed > 0 ? groupId : null, changed }
}
