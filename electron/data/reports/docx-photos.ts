import { AlignmentType, ImageRun, LineRuleType, Paragraph } from 'docx'
import type { ReportPicture } from '#shared/contract/reports.ts'
import type { ReportPhoto, TripReport } from '#shared/domain/trip-report/model.ts'
import { textRun } from './docx-text.ts'
import type { LayoutProfile } from './layout-profile.ts'

const photosOnPage = 2
/** What fits twice below the attachment's title, with a caption of two lines each: 71 mm, in pixels of 1/96 inch. */
const highest = 268

/** The report with the photos alone of which there are pictures; attachments close up where none is left. */
export function withPictures(report: TripReport, pictures: readonly ReportPicture[]): TripReport {
  const known = new Set(pictures.map(({ attachmentId }) => attachmentId))
  const attachments = report.attachments
    .map((attachment) =>
      attachment.photos
        ? { ...attachment, photos: attachment.photos.filter(({ attachmentId }) => known.has(attachmentId)) }
        : attachment,
    )
    .filter(({ photos }) => !photos || photos.length > 0)
    .map((attachment, index) => ({ ...attachment, number: index + 1 }))
  return { ...report, attachments }
}

/** Two photos a page, each as large as its half of the page allows, with its caption below. */
export function photoPages(
  profile: LayoutProfile,
  photos: readonly ReportPhoto[],
  pictures: readonly ReportPicture[],
): Paragraph[] {
  const { page, margins, fonts, sizes, tableLine } = profile
  const widest = Math.floor(((page.width - margins.left - margins.right) / 1440) * 96)
  return photos.flatMap(({ attachmentId, caption }, index) => {
    const picture = pictures.find((each) => each.attachmentId === attachmentId)
    if (!picture) return []
    const scale = Math.min(widest / picture.width, highest / picture.height)
    return [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        keepNext: true,
        pageBreakBefore: index > 0 && index % photosOnPage === 0,
        spacing: { before: 0, after: 60 },
        children: [
          new ImageRun({
            type: 'jpg',
            data: Buffer.from(picture.base64, 'base64'),
            transformation: {
              width: Math.round(picture.width * scale),
              height: Math.round(picture.height * scale),
            },
            altText: { name: caption, title: caption, description: caption },
          }),
        ],
      }),
      new Paragraph({
        alignment: AlignmentType.CENTER,
        spacing: { line: tableLine, lineRule: LineRuleType.EXACT, before: 0, after: 240 },
        children: [textRun(profile, caption, fonts.body, sizes.table)],
      }),
    ]
  })
}
