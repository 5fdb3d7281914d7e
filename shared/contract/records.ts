import { z } from 'zod'
import type { TableName } from '../domain/entities.ts'
import { RecordId } from '../domain/entity.ts'
import { command, query, returns } from './call.ts'

/**
 * Where a record is safe: only on this device, on the server, set aside by the server, awaiting an answer, or handed
 * over by a teammate's device (`carried`) and not known to be on the server yet.
 */
export type Safety = 'local' | 'uploaded' | 'refused' | 'conflict' | 'carried' | 'awaited'

/** Who wrote a record, when, and where it is safe: the foot of every detail page. */
export interface RecordFoot {
  readonly createdByName: string | null
  readonly createdAt: string
  readonly updatedByName: string | null
  readonly updatedAt: string
  /** The last change is a decision of the server. */
  readonly byServer: boolean
  readonly safety: Safety
}

/** A record, or fields of one, that undoing left as they are. */
export interface KeptByUndo {
  readonly table: string
  readonly id: string
  readonly title: string
  /** Names of the fields that were written since. */
  readonly fields: readonly string[]
  /** Other records speak of it. */
  readonly inUse: boolean
}

/** One of the tables whose records a user may delete. */
export const deletableTables = [
  'enterprises',
  'contacts',
  'trips',
  'visits',
  'notes',
  'demands',
  'commitments',
  'followUps',
  'attachments',
  'minutes',
  'negotiationTopics',
  'negotiationRounds',
  'projects',
  'targetLists',
  'savedViews',
  'industryChains',
] as const satisfies readonly TableName[]

const Target = z.object({ table: z.enum(deletableTables), id: RecordId })

export const recordsContract = {
  /** Deletes one record together with what belongs to it alone (a trip's members and itinerary, ...). */
  'records.delete': command(Target, returns<{ deleted: number }>()),
  /** Takes a delete back, also after it was uploaded. */
  'records.undelete': command(Target, returns<null>()),
  /**
   * Puts back what a whole operation of this device (an import) changed, also after it was uploaded. What was changed
   * since stays and is named. `groupId` undoes the undoing; it is null when there was nothing to put back.
   */
  'records.undoGroup': command(
    z.object({ groupId: RecordId }),
    returns<{
      readonly groupId: string | null
      /** Records that are as they were before. */
      readonly undone: number
      readonly kept: readonly KeptByUndo[]
    }>(),
  ),
  /** Values of a field that lost against a concurrent write. */
  'records.losses': query(
    z.object({ table: z.string(), id: RecordId }),
    returns<
      readonly {
        readonly field: string
        readonly lost: unknown
        readonly lostBy: string | null
        readonly kept: unknown
        readonly keptBy: string | null
        readonly noticedAt: string
      }[]
    >(),
  ),
}
