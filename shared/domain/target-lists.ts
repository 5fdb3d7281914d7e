import type { z } from 'zod'
import { type CalendarDate, CalendarDateSchema } from './calendar.ts'
import {
  defineEntity,
  optionalChoice,
  optionalText,
  RecordId,
  requiredInteger,
  requiredText,
  textOf,
} from './entity.ts'
import { targetLevels } from './enumerations.ts'
import { unitAndTripScopes } from './scopes.ts'

/** 目标企业推荐名单: one version of the list that is handed out every quarter. A version is never written over. */
export const targetLists = defineEntity({
  table: 'targetLists',
  mergeClass: 'author',
  fields: {
    title: requiredText(200),
    /** First day of the quarter it is for. */
    quarterFrom: textOf(CalendarDateSchema),
    version: requiredInteger(1000),
    dept: optionalText(100),
    issuedOn: textOf(CalendarDateSchema),
    remarks: optionalText(500),
  },
  scopes: unitAndTripScopes,
})

/** An enterprise on one version of a list, in the list's own words. */
export const targetListItems = defineEntity({
  table: 'targetListItems',
  mergeClass: 'author',
  fields: {
    listId: textOf(RecordId),
    position: requiredInteger(1_000_000),
    name: requiredText(200),
    uscc: optionalText(18),
    city: optionalText(60),
    industryChain: optionalText(60),
    level: optionalChoice(targetLevels),
    category: optionalText(40),
    /** Why it was recommended, as the list says. */
    reason: optionalText(500),
    /** The enterprise of the library that is meant, where there is one. */
    enterpriseId: textOf(RecordId.nullable().default(null)),
  },
  scopes: unitAndTripScopes,
})

export type TargetList = z.infer<typeof targetLists.record>
export type TargetListItem = z.infer<typeof targetListItems.record>

/** The first day of the quarter that a day is in. */
export function quarterStart(day: CalendarDate): CalendarDate {
  const month = Number(day.slice(5, 7))
  return `${day.slice(0, 4)}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`
}

/** The quarter's year and number. */
export function quarterOf(day: CalendarDate): { readonly year: number; readonly quarter: number } {
  return { year: Number(day.slice(0, 4)), quarter: Math.ceil(Number(day.slice(5, 7)) / 3) }
}

/** True when the list is for a quarter that is over: a newer one should be there (domain brief, row 7). */
export function isOlderThanQuarter(list: Pick<TargetList, 'quarterFrom'>, today: CalendarDate): boolean {
  return quarterStart(list.quarterFrom) < quarterStart(today)
}

export type ListedEnterprise = Pick<TargetListItem, 'id' | 'name' | 'uscc' | 'enterpriseId'>

/** What one version has that the other has not. */
export interface ListDifference<I extends ListedEnterprise> {
  readonly added: readonly I[]
  readonly removed: readonly I[]
  readonly kept: number
}

/**
 * Compares two versions. The same enterprise is one with the same record in the library, the same credit code or the
 * same name in its normal form, so that a corrected name is no change.
 * @param normal a name without place, legal form and the like
 */
export function listDifference<I extends ListedEnterprise>(
  older: readonly I[],
  newer: readonly I[],
  normal: (name: string) => string,
): ListDifference<I> {
  const marks = (item: I) =>
    [
      item.enterpriseId && `id ${item.enterpriseId}`,
      item.uscc && `uscc ${item.uscc}`,
      `name ${normal(item.name)}`,
    ].filter((mark): mark is string => Boolean(mark))
  const marksOf = (items: readonly I[]) => new Set(items.flatMap(marks))
  const [before, after] = [marksOf(older), marksOf(newer)]
  const isIn = (known: ReadonlySet<string>, item: I) => marks(item).some((mark) => known.has(mark))
  const added = newer.filter((item) => !isIn(before, item))
  return {
    added,
    removed: older.filter((item) => !isIn(after, item)),
    kept: newer.length - added.length,
  }
}
