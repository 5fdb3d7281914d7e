import { AlignmentType, Document, Packer, type Paragraph } from 'docx'
import { officialDate } from '#shared/domain/calendar.ts'
import { type Block, blockText } from '#shared/notes/blocks.ts'
import { docxStyles } from './docx-styles.ts'
import { emptyLine, line, textRun, titleLines } from './docx-text.ts'
import { gbt9704, type LayoutProfile } from './layout-profile.ts'

/** A note that may leave the house: `notesFor` of the domain chose it. */
export interface SharedNote {
  readonly occurredOn: string
  readonly blocks: readonly Block[]
}

/** The shareable notes of an enterprise as a document for that enterprise: by day, without who wrote them. */
export async function sharedNotesDocx(
  enterpriseName: string,
  notes: readonly SharedNote[],
  profile: LayoutProfile = gbt9704,
): Promise<Buffer> {
  const body = (text: string, font = profile.fonts.body) =>
    line(profile, {
      alignment: AlignmentType.LEFT,
      indent: { firstLine: profile.sizes.body * 20 },
      children: [textRun(profile, text, font, profile.sizes.body)],
    })
  const children: Paragraph[] = [
    ...titleLines(profile, [`与${enterpriseName}洽谈记录`]),
    emptyLine(profile),
    ...notes.flatMap(({ occurredOn, blocks }) => [
      body(officialDate(occurredOn), profile.fonts.heading1),
      ...linesOf(blocks).map((text) => body(text)),
    ]),
  ]
  const document = new Document({
    title: `与${enterpriseName}洽谈记录`,
    externalStyles: docxStyles(profile),
    sections: [{ children }],
  })
  return Packer.toBuffer(document)
}

/** A note's lines with what marks lists; a row of a table is one line. */
function linesOf(blocks: readonly Block[]): string[] {
  const lines: string[] = []
  let number = 0
  for (const block of blocks) {
    const text = blockText(block).replaceAll('\n', ' ')
    number = block.style === 'number' ? number + 1 : 0
    if (block.cell === 'cell' && lines.length > 0) lines[lines.length - 1] += `　${text}`
    else if (text !== '') lines.push(markOf(block, number) + text)
  }
  return lines
}

function markOf({ style, checked }: Block, number: number): string {
  if (style === 'bullet') return '· '
  if (style === 'number') return `${number}. `
  return style === 'check' ? (checked ? '☑ ' : '☐ ') : ''
}
