import { z } from 'zod'
import { RecordId } from '../domain/entity.ts'
import type { TripReport } from '../domain/trip-report/model.ts'
import type { ReportProblem } from '../domain/trip-report/problems.ts'
import { command, query, returns } from './call.ts'
import { VisitFilter } from './visits.ts'

export interface TripReportPreview {
  readonly report: TripReport
  /** What is missing, the heavier first. The report can be exported all the same. */
  readonly problems: readonly ReportProblem[]
  /** Suggested file name of the report and of the ledger. */
  readonly fileName: string
  readonly ledgerName: string
}

export interface WrittenFile {
  readonly name: string
  readonly bytes: number
}

export const reportsContract = {
  'reports.tripPreview': query(
    z.object({ tripId: RecordId, maskPhones: z.boolean().default(false) }),
    returns<TripReportPreview>(),
  ),
  'reports.exportTrip': command(
    z.object({ tripId: RecordId, fileToken: z.string(), maskPhones: z.boolean().default(false) }),
    returns<WrittenFile>(),
  ),
  /** The ledger of visits: of one trip, or of whatever the list of visits shows. */
  'reports.exportLedger': command(
    z.object({ filter: VisitFilter, fileToken: z.string() }),
    returns<WrittenFile & { readonly rows: number }>(),
  ),
  'reports.ledgerName': query(z.object({ filter: VisitFilter }), returns<{ readonly fileName: string }>()),
}
