import type { TripSummary } from '#shared/contract/trips.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'

/** A report is late when its day has passed and it was neither handed in nor made needless by cancelling the trip. */
export function isReportLate(trip: Pick<TripSummary, 'state' | 'reportDueOn'>, today: CalendarDate): boolean {
  return trip.state !== 'reported' && trip.state !== 'cancelled' && trip.reportDueOn < today
}
