import { type CalendarDate, officialDate } from './calendar.ts'
import type { OutcomeLevel, VisitType } from './enumerations.ts'
import { outcomeWording, visitTypeWording } from './report-wording.ts'

/** What a ledger was narrowed to, names in place of identifiers. */
export interface LedgerFilter {
  readonly text: string
  readonly from: CalendarDate | null
  readonly to: CalendarDate | null
  readonly type: VisitType | null
  readonly outcomeLevel: OutcomeLevel | null
  readonly enterprise: string | null
  readonly trip: string | null
  readonly author: string | null
  readonly onlyLocal: boolean
}

/** The filter in the words of the ledger's footnote, such as `2026年11月1日至2026年11月30日，上门拜访`; null without one. */
export function ledgerFilterText(filter: LedgerFilter): string | null {
  const { text, from, to, type, outcomeLevel, enterprise, trip, author, onlyLocal } = filter
  const parts = [
    days(from, to),
    trip,
    enterprise,
    type && visitTypeWording[type],
    outcomeLevel && outcomeWording[outcomeLevel],
    author && `记录人${author}`,
    text.trim() && `含“${text.trim()}”`,
    onlyLocal && '仅在本机',
  ].filter((part) => part !== null && part !== '' && part !== false)
  return parts.length === 0 ? null : parts.join('，')
}

function days(from: CalendarDate | null, to: CalendarDate | null): string | null {
  if (from !== null && to !== null)
    return from === to ? officialDate(from) : `${officialDate(from)}至${officialDate(to)}`
  if (from !== null) return `${officialDate(from)}以后`
  return to === null ? null : `${officialDate(to)}以前`
}
