import { AlignmentType, Footer, PageNumber, Paragraph, TextRun } from 'docx'
import type { LayoutProfile } from './layout-profile.ts'

/** `— 1 —`, one character from the outer edge: right on odd pages, left on even ones. */
export function pageFooter(
  profile: LayoutProfile,
  alignment: (typeof AlignmentType)['LEFT' | 'RIGHT'],
): Footer {
  const { pageNumber } = profile.fonts
  const size = profile.sizes.pageNumber
  const oneCharacter = (size / 2) * 20
  const font = { ascii: pageNumber, hAnsi: pageNumber, cs: pageNumber, eastAsia: pageNumber }
  return new Footer({
    children: [
      new Paragraph({
        alignment,
        indent: alignment === AlignmentType.RIGHT ? { right: oneCharacter } : { left: oneCharacter },
        children: [new TextRun({ size, font, children: ['— ', PageNumber.CURRENT, ' —'] })],
      }),
    ],
  })
}
