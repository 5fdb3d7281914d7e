import { v7 as uuidv7 } from 'uuid'
import type { Writer } from '../database/schema.ts'
import { setGroupSize } from '../queries/groups.ts'
import type { WriteContext } from './record.ts'

/** A whole operation while it is written. */
export interface OpenGroup {
  readonly id: string
  /** Operations so far. */
  size: number
  /** How many they will be, where that was counted before the first one is written. */
  readonly foretold?: number
}

/**
 * Makes one whole of all that `work` writes with the context it is given: every device and the server take all of
 * it or nothing, and `records.undoGroup` puts all of it back. Inside another whole it becomes part of that.
 * @param id of the whole, made here unless given
 * @example await writeAsWhole(tx, context, (whole) => record(tx, whole, change))
 */
export async function writeAsWhole<T>(
  tx: Writer,
  context: WriteContext,
  work: (whole: WriteContext) => Promise<T>,
  id: string = uuidv7({ msecs: context.nowMs }),
): Promise<T> {
  if (context.group) return work(context)
  const group: OpenGroup = { id, size: 0 }
  const result = await work({ ...context, group })
  if (group.size > 0) await setGroupSize(tx, id, group.size)
  return result
}
