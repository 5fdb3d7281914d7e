import { officialDate } from '../calendar.ts'
import { reportAttachments } from './attachments.ts'
import { tripFigures } from './figures.ts'
import { defaultRecipient, isDraftReport, type TripReportInput } from './input.ts'
import type { TripReport } from './model.ts'
import { openingParagraph, reportTitle } from './opening.ts'
import { reportSections } from './sections.ts'
import { officialText } from './text.ts'

export type { TripReportInput } from './input.ts'
export type { TripReport } from './model.ts'
export { tripReportProblems } from './problems.ts'

/**
 * The 情况报告 of a trip as finished text and tables (domain brief 5.2, 5.3, 5.8, 5.9): preview and document are both
 * made from it. It never refuses; what is missing is told by {@link tripReportProblems}.
 *
 * @example
 * const report = tripReport(input)
 * report.title // 关于赴深圳、东莞开展招商活动情况的报告
 */
export function tripReport(input: TripReportInput): TripReport {
  const figures = tripFigures(input)
  const { title, lines } = reportTitle(input)
  return {
    title,
    titleLines: lines,
    recipient: `${officialText(input.trip.reportTo) || defaultRecipient}：`,
    lead: openingParagraph(input, figures),
    blocks: reportSections(input, figures),
    attachments: reportAttachments(input, figures),
    signature: input.unit.name,
    date: officialDate(input.today),
    isDraft: isDraftReport(input),
  }
}
