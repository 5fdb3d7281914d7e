import type { FollowUpRow } from '#shared/contract/promises.ts'
import { addDays, type CalendarDate } from '#shared/domain/calendar.ts'

export interface FollowUpGroup {
  /** Key of the `group` texts. */
  readonly key: 'overdue' | 'today' | 'week' | 'later'
  readonly rows: readonly FollowUpRow[]
}

/** Follow-ups by urgency, each group by date; those without a date stand last. Dates are local calendar days. */
export function followUpGroups(rows: readonly FollowUpRow[], today: CalendarDate): readonly FollowUpGroup[] {
  const week = addDays(today, 7)
  const keyOf = ({ dueOn }: FollowUpRow): FollowUpGroup['key'] => {
    if (dueOn === null || dueOn > week) return 'later'
    if (dueOn < today) return 'overdue'
    return dueOn === today ? 'today' : 'week'
  }
  const byDate = [...rows].sort((a, b) => (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999'))
  return (['overdue', 'today', 'week', 'later'] as const)
    .map((key) => ({ key, rows: byDate.filter((row) => keyOf(row) === key) }))
    .filter((group) => group.rows.length > 0)
}
