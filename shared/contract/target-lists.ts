import { z } from 'zod'
import { RecordId } from '../domain/entity.ts'
import { type TargetList, type TargetListItem, targetLists } from '../domain/target-lists.ts'
import { command, query, returns } from './call.ts'

/** Enterprises that one version can hold. */
export const longestTargetList = 20_000

export interface TargetListSummary extends TargetList {
  readonly items: number
  /** For a quarter that is over, while there is no newer one. */
  readonly isOld: boolean
}

/** An enterprise on a list, with what the library says of it. */
export interface ListedTarget
  extends Pick<
    TargetListItem,
    'id' | 'position' | 'name' | 'uscc' | 'city' | 'industryChain' | 'level' | 'category' | 'enterpriseId'
  > {
  readonly status: string | null
  readonly lastVisitOn: string | null
}

export interface TargetListDifference {
  readonly added: readonly ListedTarget[]
  /** No longer on the list; those that are still in talks first. */
  readonly removed: readonly (ListedTarget & { readonly stillInTalks: boolean })[]
  readonly kept: number
}

export const targetListsContract = {
  /** All versions, the newest first. */
  'targetLists.list': query(z.object({}), returns<readonly TargetListSummary[]>()),
  'targetLists.items': query(z.object({ id: RecordId }), returns<readonly ListedTarget[]>()),
  'targetLists.difference': query(
    z.object({ olderId: RecordId, newerId: RecordId }),
    returns<TargetListDifference>(),
  ),
  /**
   * Takes over a version as it was copied from a spreadsheet: one enterprise a line, columns by tab, a heading line
   * where there are several columns. All of it is one whole that `records.undoGroup` takes back.
   */
  'targetLists.paste': command(
    targetLists.draft.omit({ version: true }).extend({ id: RecordId, text: z.string().max(5_000_000) }),
    returns<{
      readonly groupId: string
      readonly version: number
      readonly taken: number
      /** Of those, enterprises of the library. */
      readonly known: number
      /** Lines that name no enterprise or name one again, by number. */
      readonly skipped: readonly number[]
    }>(),
  ),
}
