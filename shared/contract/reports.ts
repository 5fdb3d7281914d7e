import { z } from 'zod'
import { RecordId } from '../domain/entity.ts'
import type { TripReport } from '../domain/trip-report/model.ts'
import { mostPhotos } from '../domain/trip-report/photos.ts'
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

const TripReportOptions = z.object({
  tripId: RecordId,
  maskPhones: z.boolean().default(false),
  withPhotos: z.boolean().default(true),
})

/** A JPEG for a document. All of a report's together stay well below the 15 MB that mail takes. */
export const ReportPicture = z.object({
  attachmentId: RecordId,
  base64: z.base64('invalid').max(1_400_000, 'too-long'),
  width: z.number().int().min(1).max(10_000),
  height: z.number().int().min(1).max(10_000),
})
export type ReportPicture = z.infer<typeof ReportPicture>

export const reportsContract = {
  'reports.tripPreview': query(TripReportOptions, returns<TripReportPreview>()),
  'reports.exportTrip': command(
    TripReportOptions.extend({
      fileToken: z.string(),
      /** Its photos as the window drew them, without anything that a camera wrote; one that is not given is left out. */
      pictures: z.array(ReportPicture).max(mostPhotos).default([]),
    }),
    returns<WrittenFile>(),
  ),
  /** The ledger of visits: of one trip, or of whatever the list of visits shows. */
  'reports.exportLedger': command(
    z.object({ filter: VisitFilter, fileToken: z.string() }),
    returns<WrittenFile & { readonly rows: number }>(),
  ),
  'reports.ledgerName': query(z.object({ filter: VisitFilter }), returns<{ readonly fileName: string }>()),
}
