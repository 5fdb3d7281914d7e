import {
  AlignmentType,
  BorderStyle,
  Document,
  DocumentGridType,
  Packer,
  PageOrientation,
  Paragraph,
  SectionType,
  TabStopType,
  TextRun,
} from 'docx'
import type { MinutesDocument, MinutesSide } from '#shared/domain/minutes-document.ts'
import { pageFooter } from './docx-page.ts'
import { docxStyles } from './docx-styles.ts'
import { emptyLine, indented, line, textRun, titleLines } from './docx-text.ts'
import { gbt9704, type LayoutProfile } from './layout-profile.ts'

/** Red of the mark and of the rule under it. */
const red = 'FF0000'
/** The mark is set as large as its line allows, in half points; at most 48 points, at least 2号. */
const largestMark = 96
/** From the upper edge of the type area to that of the mark: 35 mm (domain brief 5.4), twips. */
const markBelow = 1984

/**
 * Minutes as a Word document in the layout of GB/T 9704-2012 for 纪要: the mark in red 小标宋, issuer and day above a
 * red rule, the title, numbered items, at the end those who attended, named in 黑体.
 * @returns the bytes of the .docx
 */
export async function minutesDocx(
  minutes: MinutesDocument,
  profile: LayoutProfile = gbt9704,
): Promise<Buffer> {
  const { fonts, sizes } = profile
  const text = (words: string) => textRun(profile, words, fonts.body, sizes.body)
  const document = new Document({
    title: minutes.title,
    creator: minutes.issuer,
    lastModifiedBy: minutes.issuer,
    evenAndOddHeaderAndFooters: true,
    externalStyles: docxStyles(profile),
    sections: [
      {
        properties: {
          type: SectionType.NEXT_PAGE,
          page: {
            size: { ...profile.page, orientation: PageOrientation.PORTRAIT },
            margin: {
              ...profile.margins,
              header: 850,
              footer: profile.margins.bottom - profile.footerBelow,
              gutter: 0,
            },
          },
          grid: {
            type: DocumentGridType.LINES_AND_CHARS,
            linePitch: profile.linePitch,
            charSpace: profile.charSpace,
          },
        },
        footers: {
          default: pageFooter(profile, AlignmentType.RIGHT),
          even: pageFooter(profile, AlignmentType.LEFT),
        },
        children: [
          ...headOf(minutes, profile),
          ...titleLines(profile, linesOf(minutes.title)),
          emptyLine(profile),
          indented(profile, [text(minutes.lead)]),
          ...minutes.sections.flatMap(({ heading, paragraphs }) => [
            indented(profile, [textRun(profile, heading, fonts.heading1, sizes.body)], true),
            ...paragraphs.map((words) => indented(profile, [text(words)])),
          ]),
          emptyLine(profile, true),
          ...minutes.attended.map((side, index) => attended(side, index === 0, profile)),
          ...(minutes.recorder === null ? [] : [labelled('记录：', minutes.recorder, profile)]),
        ],
      },
    ],
  })
  return Packer.toBuffer(document)
}

/** 标志, then issuer and day on one line, then the red rule over the whole type area. */
function headOf(minutes: MinutesDocument, profile: LayoutProfile): Paragraph[] {
  const { fonts, sizes, page, margins } = profile
  const width = page.width - margins.left - margins.right
  const size = Math.max(
    sizes.title,
    Math.min(largestMark, Math.floor((width / 10 / Array.from(minutes.mark).length) * 0.98)),
  )
  const black = { font: fonts.body, size: sizes.body }
  return [
    ...(minutes.isInternal
      ? [line(profile, { children: [textRun(profile, '内部资料', fonts.heading1, sizes.body)] })]
      : [emptyLine(profile)]),
    new Paragraph({
      alignment: AlignmentType.CENTER,
      keepNext: true,
      spacing: { before: markBelow - profile.linePitch, after: 300 },
      children: [
        new TextRun({
          text: minutes.mark,
          size,
          color: red,
          font: { ascii: fonts.latin, hAnsi: fonts.latin, eastAsia: fonts.title, hint: 'eastAsia' },
        }),
      ],
    }),
    line(profile, {
      keepNext: true,
      tabStops: [{ type: TabStopType.RIGHT, position: width - profile.character }],
      border: { bottom: { style: BorderStyle.SINGLE, size: 18, color: red, space: 4 } },
      children: [
        textRun(profile, `　${minutes.issuer}`, black.font, black.size),
        new TextRun({ text: '\t', size: black.size }),
        textRun(profile, minutes.date, black.font, black.size),
      ],
    }),
    emptyLine(profile, true),
    emptyLine(profile, true),
  ]
}

/** Characters of a title's line: 2号 leaves room for 20. */
const longestLine = 20

/** A long title in two or three lines of like length, so that none holds a character or two alone. */
function linesOf(title: string): string[] {
  const characters = Array.from(title)
  const lines = Math.ceil(characters.length / longestLine)
  const each = Math.ceil(characters.length / Math.max(1, lines))
  return Array.from({ length: lines }, (_, index) =>
    characters.slice(index * each, (index + 1) * each).join(''),
  )
}

/**
 * 出席 in 黑体, two characters in; the people of a side in 仿宋, further lines under the first character after the
 * colon.
 */
function attended(
  { organisation, people }: MinutesSide,
  isFirst: boolean,
  profile: LayoutProfile,
): Paragraph {
  return labelled(isFirst ? '出席：' : '', `${organisation}　${people}`, profile)
}

function labelled(label: string, words: string, profile: LayoutProfile): Paragraph {
  const { character, fonts, sizes } = profile
  return line(profile, {
    alignment: AlignmentType.LEFT,
    indent: label === '' ? { left: 5 * character } : { left: 5 * character, hanging: 3 * character },
    children: [
      ...(label === '' ? [] : [textRun(profile, label, fonts.heading1, sizes.body)]),
      textRun(profile, words, fonts.body, sizes.body),
    ],
  })
}
