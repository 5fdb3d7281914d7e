import { z } from 'zod'
import { RecordId } from '../domain/entity.ts'
import { type ListLine, lineValues } from '../domain/target-list-rows.ts'
import { type TargetList, type TargetListItem, targetLists } from '../domain/target-lists.ts'
import { command, query, returns } from './call.ts'

/** Enterprises that one version can hold. */
export const longestTargetList = 20_000

export interface TargetListSummary
  extends Pick<TargetList, 'id' | 'title' | 'quarterFrom' | 'version' | 'dept' | 'issuedOn'> {
  readonly items: number
  /** For a quarter that is over, while there is no newer one. */
  readonly isOld: boolean
  /** Handed down by a unit above; null for one that was brought in here. */
  readonly fromUnit: string | null
  /** When it was handed down to the units below, null where it was not. */
  readonly publishedAt: string | null
  /** The user may hand it down or take that back. */
  readonly mayPublish: boolean
}

/** An enterprise on a list, with what the library says of it. */
export interface ListedTarget
  extends Pick<
    TargetListItem,
    | 'id'
    | 'position'
    | 'name'
    | 'uscc'
    | 'city'
    | 'industryChain'
    | 'level'
    | 'category'
    | 'reason'
    | 'enterpriseId'
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

export const listVerdicts = ['matched', 'new', 'ambiguous', 'bad'] as const
export type ListVerdict = (typeof listVerdicts)[number]

/** An enterprise of the library that a line can mean. */
export interface PossibleEnterprise {
  readonly id: string
  readonly name: string
  readonly city: string | null
}

/** A line of a list that is about to be brought in. */
export interface PreviewedLine extends ListLine {
  readonly verdict: ListVerdict
  /** The one it means, or all that it can mean. */
  readonly possible: readonly PossibleEnterprise[]
}

/** A list as it was read, before anything is written. */
export interface TargetListPreview {
  /** Name of the sheet, and of all sheets of the file. */
  readonly sheet: string | null
  readonly sheets: readonly string[]
  /** The title above the table and the quarter it names, where there are any. */
  readonly title: string | null
  readonly quarterFrom: string | null
  readonly lines: readonly PreviewedLine[]
}

export const targetListsContract = {
  /** All versions, those handed down by units above among them, the newest first. */
  'targetLists.list': query(z.object({}), returns<readonly TargetListSummary[]>()),
  'targetLists.items': query(z.object({ id: RecordId }), returns<readonly ListedTarget[]>()),
  'targetLists.difference': query(
    z.object({ olderId: RecordId, newerId: RecordId }),
    returns<TargetListDifference>(),
  ),
  /**
   * Reads a list from a spreadsheet's file or as it was copied from one, and says of each line which enterprise of the
   * library it means. Nothing is written.
   */
  'targetLists.read': command(
    z.object({
      source: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('file'), fileToken: z.string(), sheet: z.string().max(100).optional() }),
        z.object({ kind: z.literal('text'), text: z.string().max(5_000_000, 'too-long') }),
      ]),
    }),
    returns<TargetListPreview>(),
  ),
  /** Brings a version in as it was shown: one whole that `records.undoGroup` takes back. */
  'targetLists.save': command(
    targetLists.draft.omit({ version: true, remarks: true }).extend({
      id: RecordId,
      lines: z
        .array(lineValues.extend({ enterpriseId: RecordId.nullable() }))
        .min(1, 'required')
        .max(longestTargetList, 'too-many'),
    }),
    returns<{ readonly groupId: string; readonly version: number }>(),
  ),
  /** Hands a version down to the units below: what the list shows, nothing else. One whole that can be undone. */
  'targetLists.publish': command(z.object({ id: RecordId }), returns<{ readonly groupId: string }>()),
  /** Takes back what was handed down; the version itself stays. */
  'targetLists.withdraw': command(z.object({ id: RecordId }), returns<{ readonly groupId: string }>()),
}
