import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { AppError } from '#shared/contract/errors.ts'
import type { ImportCountsDone } from '#shared/contract/imports.ts'
import type { ImportKind } from '#shared/domain/import/kinds.ts'
import { readMeta } from '../database/meta.ts'
import type { Writer } from '../database/schema.ts'
import {
  type BatchRow,
  changeBatch,
  groupSize,
  keepBatch,
  tellGroupSize,
  unfinishedBatch,
} from '../queries/imports.ts'
import type { WriteContext } from '../record/record.ts'
import type { OpenGroup } from '../record/write-as-whole.ts'

/** Runs a piece of work in one transaction of the store. */
export type WriteStore = <T>(work: (tx: Writer) => Promise<T>) => Promise<T>

/** What is being done, of which this device keeps a line in its list of imports. */
export interface WholeOf {
  readonly id: string
  readonly kind: ImportKind
  readonly fileName: string
  /** Id of the batch that it undoes; null for an import. */
  readonly undoes: string | null
}

/** One action that is written in many transactions and reaches the others only when it is whole. */
export interface LongWhole {
  readonly id: string
  /** One transaction of it. */
  readonly write: <T>(work: (tx: Writer, context: WriteContext) => Promise<T>) => Promise<T>
  /** From now on it may be sent. */
  readonly seal: (counts: Partial<ImportCountsDone>) => Promise<void>
}

/**
 * Operations that reach the others at once. A server holds a whole in memory while it judges it, so an action of more
 * of them is cut in several wholes, each between two rows of the file.
 */
const mostInOneWhole = 6_000
/** Operations that are told their number in one transaction. */
const sealedAtOnce = 500

const GroupIds = z.array(z.string())

/** Ids of the wholes of a batch, in their order. */
export function groupsOf({ groupsJson }: Pick<BatchRow, 'groupsJson'>): string[] {
  return GroupIds.parse(JSON.parse(groupsJson))
}

/**
 * Begins an action. Until it is sealed, nothing this device writes is sent, and should the program end, all of it is
 * taken back at the next start.
 * @throws AppError import/busy while another one is under way
 */
export async function beginWhole(store: WriteStore, author: WriteContext, of: WholeOf): Promise<LongWhole> {
  const groups = [of.id]
  let group: OpenGroup = { id: of.id, size: 0 }
  await store(async (tx) => {
    if (await unfinishedBatch(tx)) throw new AppError('import/busy')
    const holdFrom = Number((await readMeta(tx, 'lastLocalSeq')) ?? '0') + 1
    const at = new Date(author.nowMs).toISOString()
    await keepBatch(tx, {
      ...{ ...of, at, author: author.author, state: 'writing', counts: '{}', holdFrom },
      groupsJson: JSON.stringify(groups),
    })
  })
  return {
    id: of.id,
    async write(work) {
      const isNext = group.size >= mostInOneWhole
      const open = isNext ? { id: uuidv7({ msecs: author.nowMs }), size: 0 } : { ...group }
      const result = await store(async (tx) => {
        if (isNext) await changeBatch(tx, of.id, { groupsJson: JSON.stringify([...groups, open.id]) })
        return work(tx, { ...author, group: open })
      })
      if (isNext) groups.push(open.id)
      group = open
      return result
    },
    async seal(counts) {
      for (const id of groups) {
        const size = await store((tx) => groupSize(tx, id))
        for (let from = 0; from < size; from += sealedAtOnce)
          await store((tx) => tellGroupSize(tx, id, size, { from, to: from + sealedAtOnce }))
      }
      await store((tx) =>
        changeBatch(tx, of.id, { state: 'done', holdFrom: null, counts: JSON.stringify(counts) }),
      )
    },
  }
}
