import { z } from 'zod'
import { RecordId } from '../domain/entity.ts'
import type { RecordHome } from '../domain/record-homes.ts'
import { command, query, returns } from './call.ts'
import type { Safety } from './records.ts'
import type { WrittenFile } from './reports.ts'
import type { PendingChange } from './sync.ts'

/** How many records are where, and how many the lists name that do not go by single changes. */
export interface SyncTotals {
  /**
   * Every record once, in the first state that fits, as it is marked where it is shown; the sum is all of them. Besides
   * the living ones those are here that were deleted, or sent back as new, while something of them is not settled.
   */
  readonly records: Readonly<Record<Safety, number>>
  /** Others' records that this device brings to the server. */
  readonly carried: number
  /** Others' records of which a server that was set back lacks something that is kept here. */
  readonly kept: number
}

/** A change that the server confirmed. */
export interface UploadedChange extends Omit<PendingChange, 'reason' | 'detail'> {
  /** When the server confirmed it, ISO instant; `at` is when it was made. */
  readonly uploadedAt: string
}

/** A refused change with all that it wrote. */
export interface RefusedRecord extends PendingChange {
  /** The written fields and their values. */
  readonly values: Readonly<Record<string, unknown>>
  /** Names of the records that values point to, by id, where this device knows them. */
  readonly names: Readonly<Record<string, string>>
  /** Whether the record is on this device without the change; a new one that was refused is not. */
  readonly isHere: boolean
  /** The record it is a row of (contact of a post, trip of a member, enterprise of a note); null for others. */
  readonly owner: string | null
  /** Whether its author saved the record again after the refusal: then nothing may be left to do. */
  readonly savedSince: boolean
  /** When the change was made, ISO instant; `at` is when it was refused. */
  readonly madeAt: string
}

/** A colleague's record of which a server that was set back lacks something: perhaps only this device has it. */
export interface KeptRecord {
  readonly table: string
  readonly recordId: string
  readonly title: string
  readonly home: RecordHome | null
  /** Whose laptop hands it in again: who made it, or wrote last what the server lacks of it; null where unknown. */
  readonly author: string | null
  /** Since when it is kept, ISO instant. */
  readonly since: string
  /** `edit`: the server has the record, but not all that was written in it. */
  readonly kind: 'record' | 'edit' | 'delete'
  readonly values: Readonly<Record<string, unknown>>
  /** Names of the records that values point to, by id, where this device knows them. */
  readonly names: Readonly<Record<string, string>>
}

/** A record that one person deleted while others, not knowing, went on editing it. It is kept until someone decides. */
export interface DeletionConflict {
  readonly table: string
  readonly recordId: string
  readonly title: string
  readonly home: RecordHome | null
  readonly deletedBy: string | null
  readonly deletedAt: string
  /** What was written without knowledge of the delete, the latest first. */
  readonly edits: readonly {
    readonly field: string
    readonly value: unknown
    readonly authorName: string | null
    readonly at: string
  }[]
}

const RecordKey = z.object({ table: z.string().min(1).max(64), recordId: RecordId })

/** What the sync centre shows beyond the state of sync itself, and what a person does there. */
export const syncCentreContract = {
  'sync.totals': query(z.object({}), returns<SyncTotals>()),
  /** The changes the server confirmed last, the newest first. */
  'sync.uploaded': query(
    z.object({ limit: z.number().int().min(1).max(500).default(200) }),
    returns<readonly UploadedChange[]>(),
  ),
  'sync.refusedRecords': query(z.object({}), returns<readonly RefusedRecord[]>()),
  /** Takes a refused change off the list, after it was repaired or is not wanted. It stays in the history. */
  'sync.setRefusedAside': command(z.object({ opId: z.uuid() }), returns<null>()),
  /** Writes a text, such as refused changes as a person reads them, into a file that the user chose for writing. */
  'sync.writeText': command(
    z.object({ fileToken: z.string(), text: z.string().max(5_000_000) }),
    returns<WrittenFile>(),
  ),
  'sync.kept': query(z.object({}), returns<readonly KeptRecord[]>()),
  'sync.deletionConflicts': query(z.object({}), returns<readonly DeletionConflict[]>()),
  /** Settles "deleted by one while edited by another": the record lives on, or goes. */
  'sync.settleDeletion': command(RecordKey.extend({ keep: z.boolean() }), returns<null>()),
}
