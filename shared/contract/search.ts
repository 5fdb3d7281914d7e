import { z } from 'zod'
import { OptionalCalendarDate } from '../domain/calendar.ts'
import { RecordId } from '../domain/entity.ts'
import { regions } from '../domain/enumerations.ts'
import { command, query, returns } from './call.ts'

/** Part of a text in UTF-16 units: from, up to and without to. */
export type MatchRange = readonly [from: number, to: number]

export interface MarkedText {
  readonly text: string
  /** What of it was typed, in order. */
  readonly ranges: readonly MatchRange[]
}

export interface SearchHit {
  readonly table: string
  readonly id: string
  readonly title: MarkedText
  /** Where a person would place it: the enterprise and post of a contact, the city of an enterprise, the chain of a link. */
  readonly context: string | null
  /** Where the words stand, unless they stand in the title. */
  readonly excerpt: MarkedText | null
  /** Enterprise to open for what has no page of its own. */
  readonly enterpriseId: string | null
  /** Chain to open for one of its links. */
  readonly chainId: string | null
}

export interface SearchGroup {
  readonly table: string
  /** The best first. */
  readonly hits: readonly SearchHit[]
  /** There are others of this kind. */
  readonly more: boolean
  /** Not all was looked through: a rarer word or a wider filter finds more. */
  readonly givenUp: boolean
}

/** What narrows a search; null where nothing does. */
export const SearchFilter = z.object({
  table: z.string().max(64).nullable().default(null),
  region: z.enum(regions).nullable().default(null),
  chain: z.string().max(60).nullable().default(null),
  unitId: RecordId.nullable().default(null),
  from: OptionalCalendarDate,
  to: OptionalCalendarDate,
  /** Only what the user wrote. */
  mine: z.boolean().default(false),
})
export type SearchFilter = z.output<typeof SearchFilter>

export const searchContract = {
  'search.all': query(
    SearchFilter.extend({
      text: z.string().max(100),
      /** Hits of each kind at most. */
      limit: z.number().int().min(1).max(50).default(5),
    }),
    returns<readonly SearchGroup[]>(),
  ),
  /** What was searched for lately, the latest first. */
  'search.recent': query(z.object({}), returns<readonly string[]>()),
  /** Notes a search whose hit was opened; `null` forgets all of them. */
  'search.remember': command(z.object({ text: z.string().trim().max(100).nullable() }), returns<null>()),
}
