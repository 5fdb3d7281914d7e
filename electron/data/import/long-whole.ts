import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { AppError } from '#shared/contract/errors.ts'
import type { ImportCountsDone } from '#shared/contract/imports.ts'
import type { ImportKind } from '#shared/domain/import/kinds.ts'
import { readMeta } from '../database/meta.ts'
import type { Writer } from '../database/schema.ts'
import { type BatchRow, changeBatch, keepBatch, tellGroupSize, unfinishedBatch } from '../queries/imports.ts'
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
  /** Steps that still belong to the whole which is being written, one at least while any is left. */
  readonly room: () => number
  /** One transaction of it, which does so many steps: no more than there is room for. */
  readonly write: <T>(steps: number, work: (tx: Writer, context: WriteContext) => Promise<T>) => Promise<T>
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

interface PlannedWhole {
  readonly steps: number
  readonly operations: number
}

/** Cuts an action between two steps where a whole has become as large as it may be. */
function planned(operations: readonly number[]): PlannedWhole[] {
  const wholes: PlannedWhole[] = []
  let [steps, sum] = [0, 0]
  for (const [at, count] of operations.entries()) {
    steps += 1
    sum += count
    if (sum < mostInOneWhole && at + 1 < operations.length) continue
    wholes.push({ steps, operations: sum })
    steps = 0
    sum = 0
  }
  return wholes
}

/** Ids of the wholes of a batch, in their order. */
export function groupsOf({ groupsJson }: Pick<BatchRow, 'groupsJson'>): string[] {
  return GroupIds.parse(JSON.parse(groupsJson))
}

/**
 * Begins an action. Until it is sealed, nothing this device writes is sent, and should the program end, all of it is
 * taken back at the next start.
 * @param operations how many each step is likely to make, in their order: operations say from the first one on how many
 * their whole has, and are written again only where it came out otherwise
 * @throws AppError import/busy while another one is under way
 */
export async function beginWhole(
  store: WriteStore,
  author: WriteContext,
  of: WholeOf,
  operations: readonly number[],
): Promise<LongWhole> {
  const plan = planned(operations)
  const opened = (id: string, place: number): OpenGroup => {
    return { id, size: 0, foretold: plan[place]?.operations ?? 0 }
  }
  const groups: OpenGroup[] = [opened(of.id, 0)]
  let stepsDone = 0
  const stepsLeft = () => (plan[groups.length - 1]?.steps ?? 0) - stepsDone
  await store(async (tx) => {
    if (await unfinishedBatch(tx)) throw new AppError('import/busy')
    const holdFrom = Number((await readMeta(tx, 'lastLocalSeq')) ?? '0') + 1
    const at = new Date(author.nowMs).toISOString()
    await keepBatch(tx, {
      ...{ ...of, at, author: author.author, state: 'writing', counts: '{}', holdFrom },
      groupsJson: idsText(groups),
    })
  })
  return {
    id: of.id,
    room: () => stepsLeft() || (plan[groups.length]?.steps ?? 0),
    async write(steps, work) {
      const current = groups.at(-1)
      const isNext = current === undefined || stepsLeft() === 0
      const open = isNext ? opened(uuidv7({ msecs: author.nowMs }), groups.length) : { ...current }
      const others = isNext ? groups : groups.slice(0, -1)
      const result = await store(async (tx) => {
        if (isNext) await changeBatch(tx, of.id, { groupsJson: idsText([...others, open]) })
        return work(tx, { ...author, group: open })
      })
      stepsDone = (isNext ? 0 : stepsDone) + steps
      groups.splice(others.length, 1, open)
      return result
    },
    async seal(counts) {
      for (const { id, size, foretold } of groups) {
        // A single operation is no whole.
        if (size === foretold && size !== 1) continue
        for (let from = 0; from < size; from += sealedAtOnce)
          await store((tx) => tellGroupSize(tx, id, size, { from, to: from + sealedAtOnce }))
      }
      await store((tx) =>
        changeBatch(tx, of.id, { state: 'done', holdFrom: null, counts: JSON.stringify(counts) }),
      )
    },
  }
}

const idsText = (groups: readonly OpenGroup[]) => JSON.stringify(groups.map(({ id }) => id))
