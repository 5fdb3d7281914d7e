import {
  AlignmentType,
  Document,
  DocumentGridType,
  Header,
  type ISectionOptions,
  LineRuleType,
  Packer,
  PageOrientation,
  Paragraph,
  SectionType,
  type Table,
} from 'docx'
import type { ReportPicture } from '#shared/contract/reports.ts'
import type { ReportAttachment, ReportBlock, TripReport } from '#shared/domain/trip-report/model.ts'
import { pageFooter } from './docx-page.ts'
import { photoPages, withPictures } from './docx-photos.ts'
import { docxStyles } from './docx-styles.ts'
import { reportTable } from './docx-table.ts'
import { emptyLine, indented, line, textRun, titleLines } from './docx-text.ts'
import { gbt9704, type LayoutProfile } from './layout-profile.ts'

type Content = Paragraph | Table

/**
 * The report as a Word document in the layout of GB/T 9704-2012: text, then each attachment on a new page, wide ones
 * on a turned page; page numbers outside on odd and even pages, counted through to the end.
 * @param whole made by `tripReport`
 * @param pictures those of its photos; a photo without one is left out
 * @param profile layout of the office; GB/T 9704 unless another is given
 * @returns the bytes of the .docx
 */
export async function tripReportDocx(
  whole: TripReport,
  {
    pictures = [],
    profile = gbt9704,
  }: { readonly pictures?: readonly ReportPicture[]; readonly profile?: LayoutProfile } = {},
): Promise<Buffer> {
  const report = withPictures(whole, pictures)
  const document = new Document({
    title: report.title,
    creator: report.signature,
    lastModifiedBy: report.signature,
    evenAndOddHeaderAndFooters: true,
    externalStyles: docxStyles(profile),
    sections: sections(report, profile, pictures),
  })
  return Packer.toBuffer(document)
}

/** Runs of pages with one orientation; attachments of the text's orientation follow it in its section. */
function sections(
  report: TripReport,
  profile: LayoutProfile,
  pictures: readonly ReportPicture[],
): ISectionOptions[] {
  const groups: { landscape: boolean; children: Content[] }[] = [
    { landscape: false, children: bodyOf(report, profile) },
  ]
  for (const attachment of report.attachments) {
    const last = groups.at(-1)
    const startsSection = last?.landscape !== attachment.landscape
    const mark = report.attachments.length > 1 ? `附件${attachment.number}` : '附件'
    const children = attachmentOf(attachment, mark, profile, !startsSection, pictures)
    if (last && !startsSection) last.children.push(...children)
    else groups.push({ landscape: attachment.landscape, children })
  }
  return groups.map(({ landscape, children }) => section(report, profile, landscape, children))
}

function section(
  report: TripReport,
  profile: LayoutProfile,
  landscape: boolean,
  children: Content[],
): ISectionOptions {
  const { top, bottom, left, right } = profile.margins
  // The page is turned counter-clockwise, so the table's head lies at the binding edge (GB/T 9704-2012, 8.3).
  const margins = landscape ? { top: left, bottom: right, left: bottom, right: top } : profile.margins
  const grid = {
    type: DocumentGridType.LINES_AND_CHARS,
    linePitch: profile.linePitch,
    charSpace: profile.charSpace,
  }
  return {
    properties: {
      type: SectionType.NEXT_PAGE,
      page: {
        size: {
          width: profile.page.width,
          height: profile.page.height,
          orientation: landscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
        },
        margin: { ...margins, header: 850, footer: margins.bottom - profile.footerBelow, gutter: 0 },
      },
      grid,
    },
    ...(report.isDraft && { headers: { default: draftHeader(profile), even: draftHeader(profile) } }),
    footers: {
      default: pageFooter(profile, AlignmentType.RIGHT),
      even: pageFooter(profile, AlignmentType.LEFT),
    },
    children,
  }
}

function bodyOf(report: TripReport, profile: LayoutProfile): Content[] {
  const { fonts, sizes } = profile
  const text = (words: string) => textRun(profile, words, fonts.body, sizes.body)
  return [
    ...titleLines(profile, report.titleLines),
    emptyLine(profile),
    line(profile, { children: [text(report.recipient)] }),
    indented(profile, [text(report.lead)]),
    // The last words stay with the signature, so that no page carries a signature alone (GB/T 9704-2012, 7.3.5.5).
    ...report.blocks.map((block, index) =>
      blockParagraph(block, profile, index === report.blocks.length - 1),
    ),
    ...attachmentList(report, profile),
    ...signature(report, profile),
  ]
}

function blockParagraph(block: ReportBlock, profile: LayoutProfile, last: boolean): Paragraph {
  const { fonts, sizes } = profile
  if (block.kind === 'heading')
    return indented(profile, [textRun(profile, block.text, fonts.heading1, sizes.body)], true)
  const font = block.lead?.level === 2 ? fonts.heading2 : fonts.body
  return indented(
    profile,
    [
      ...(block.lead ? [textRun(profile, block.lead.text, font, sizes.body)] : []),
      ...(block.text === '' ? [] : [textRun(profile, block.text, fonts.body, sizes.body)]),
    ],
    last || block.text === '',
  )
}

/** 附件说明: one empty line under the text, set in by two characters, the names below each other. */
function attachmentList({ attachments }: TripReport, profile: LayoutProfile): Paragraph[] {
  if (attachments.length === 0) return []
  const { character, fonts, sizes } = profile
  const single = attachments.length === 1
  const entries = attachments.map(({ number, title }, index) => {
    const name = single ? title : `${number}.${title}`
    return line(profile, {
      keepNext: true,
      indent: index === 0 ? { left: 5 * character, hanging: 3 * character } : { left: 5 * character },
      children: [textRun(profile, index === 0 ? `附件：${name}` : name, fonts.body, sizes.body)],
    })
  })
  return [emptyLine(profile, true), ...entries]
}

/**
 * 署名 and 成文日期 of a document without seal (GB/T 9704-2012, 7.3.5.2): the unit two characters from the right,
 * the date two characters further right than the unit begins; a date longer than the unit's name stands two
 * characters from the right itself and moves the unit left.
 */
function signature(report: TripReport, profile: LayoutProfile): Paragraph[] {
  const { fonts, sizes, character } = profile
  const unit = widthInCharacters(report.signature)
  const date = widthInCharacters(report.date)
  const [unitRight, dateRight] = date > unit ? [date + 4 - unit, 2] : [2, unit - date]
  const right = (text: string, characters: number, keepNext: boolean) =>
    line(profile, {
      alignment: AlignmentType.RIGHT,
      indent: { right: Math.round(characters * character) },
      keepNext,
      children: [textRun(profile, text, fonts.body, sizes.body)],
    })
  return [
    emptyLine(profile, true),
    right(report.signature, unitRight, true),
    right(report.date, dateRight, false),
  ]
}

/** Width of text in whole Chinese characters; digits and Latin letters are half as wide. */
function widthInCharacters(text: string): number {
  return Array.from(text).reduce((width, character) => width + (character < '\u0100' ? 0.5 : 1), 0)
}

function attachmentOf(
  attachment: ReportAttachment,
  mark: string,
  profile: LayoutProfile,
  newPage: boolean,
  pictures: readonly ReportPicture[],
): Content[] {
  const { page, margins, fonts, sizes } = profile
  const { landscape } = attachment
  const width = landscape
    ? page.height - margins.top - margins.bottom
    : page.width - margins.left - margins.right
  const size = landscape ? sizes.wideTable : sizes.table
  const lineDistance = landscape ? profile.wideTableLine : profile.tableLine
  const heading = [
    line(profile, {
      pageBreakBefore: newPage,
      keepNext: true,
      children: [textRun(profile, mark, fonts.heading1, sizes.body)],
    }),
    emptyLine(profile, true),
    ...titleLines(profile, [attachment.title], 200),
  ]
  if (attachment.photos) return [...heading, ...photoPages(profile, attachment.photos, pictures)]
  return [
    ...heading,
    reportTable(profile, attachment.table, { width, size, line: lineDistance }),
    new Paragraph({
      spacing: { line: lineDistance, lineRule: LineRuleType.EXACT, before: 60, after: 0 },
      children: [textRun(profile, attachment.note ?? '', fonts.body, size)],
    }),
  ]
}

function draftHeader(profile: LayoutProfile): Header {
  return new Header({
    children: [
      new Paragraph({
        alignment: AlignmentType.RIGHT,
        children: [textRun(profile, '草　稿', profile.fonts.heading1, profile.sizes.body)],
      }),
    ],
  })
}
