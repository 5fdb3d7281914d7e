import { z } from 'zod'
import type { LikenessReason } from '../domain/duplicates.ts'
import { RecordId } from '../domain/entity.ts'
import { mergeableTables } from '../domain/mergeable-tables.ts'
import type { MergeField } from '../domain/merging.ts'
import { command, query, returns } from './call.ts'
import { Page } from './page.ts'
import type { KeptByUndo } from './records.ts'

const Table = z.enum(mergeableTables)
const Pair = z.object({ table: Table, leftId: RecordId, rightId: RecordId })

/** A record on file that may be the one being typed. */
export interface SimilarRecord {
  readonly id: string
  readonly name: string
  /** Where it is: the city of an enterprise, the enterprise of a person. */
  readonly at: string | null
  readonly because: LikenessReason
  readonly strength: number
}

/** One of two records that look alike, as the list shows it. */
export interface PairSide {
  readonly id: string
  readonly name: string
  readonly at: string | null
  readonly updatedAt: string
}

export interface DuplicatePair {
  readonly left: PairSide
  readonly right: PairSide
  readonly reason: LikenessReason
  readonly strength: number
}

export interface MergePreview {
  readonly kept: PairSide
  readonly merged: PairSide
  readonly fields: readonly MergeField[]
  /** How many records of each table name the one that is merged, and will be found at the one that is kept. */
  readonly carried: readonly { readonly table: string; readonly count: number }[]
  /** The two belong to two units: one has to be handed over first. */
  readonly otherUnit: boolean
  /** Which of the two is proposed to be kept: of it more is known. */
  readonly fullerId: string
}

/** A record that was merged into another one. */
export interface MergedRecord {
  readonly id: string
  readonly name: string
  readonly mergedAt: string
  readonly mergedByName: string | null
  /** Somebody has changed it since, not knowing of the merge. */
  readonly changedSince: boolean
}

export const duplicatesContract = {
  /** Records like the one being typed; `elsewhere` names units of other people that are talking with the enterprise. */
  'duplicates.similar': query(
    z.object({
      table: Table,
      name: z.string().max(200),
      uscc: z.string().max(40).nullable().default(null),
      phones: z.array(z.string().max(60)).max(20).default([]),
      enterpriseIds: z.array(RecordId).max(50).default([]),
      exceptId: RecordId.nullable().default(null),
    }),
    returns<{ readonly records: readonly SimilarRecord[]; readonly elsewhere: readonly string[] }>(),
  ),
  /** Pairs the last scan found, the surest first, without those that somebody said are two. */
  'duplicates.pairs': query(
    Page.extend({ table: Table }),
    returns<{
      readonly rows: readonly DuplicatePair[]
      readonly total: number
      readonly scannedAt: string | null
    }>(),
  ),
  /** How many pairs wait for somebody's answer; 100 stands for more. */
  'duplicates.counts': query(
    z.object({}),
    returns<{ readonly enterprises: number; readonly contacts: number }>(),
  ),
  /** Looks through all records of both kinds anew; what changes is looked at by itself. */
  'duplicates.scan': command(z.object({}), returns<{ readonly pairs: number }>()),
  'duplicates.preview': query(
    z.object({ table: Table, keptId: RecordId, mergedId: RecordId }),
    returns<MergePreview | null>(),
  ),
  'duplicates.merge': command(
    z.object({
      table: Table,
      keptId: RecordId,
      mergedId: RecordId,
      choices: z.record(z.string(), z.enum(['kept', 'merged', 'both'])),
    }),
    returns<null>(),
  ),
  /** Records that were merged into this one. */
  'duplicates.merged': query(z.object({ table: Table, id: RecordId }), returns<readonly MergedRecord[]>()),
  /** The record that an old address leads to: the one that stands for it. */
  'duplicates.standsFor': query(z.object({ table: Table, id: RecordId }), returns<{ readonly id: string }>()),
  /**
   * Makes two of a merged record and the one it was merged into, on whichever device: the values chosen then are put
   * back; what was changed since stays and is named.
   */
  'duplicates.undo': command(
    z.object({ table: Table, id: RecordId }),
    returns<{ readonly kept: readonly KeptByUndo[] }>(),
  ),
  /** Says, for the whole unit, that two records that look alike are two. */
  'duplicates.ignore': command(Pair, returns<null>()),
  'duplicates.heed': command(Pair, returns<null>()),
}
