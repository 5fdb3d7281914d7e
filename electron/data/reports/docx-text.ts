import { AlignmentType, type IParagraphOptions, LineRuleType, Paragraph, TextRun } from 'docx'
import type { LayoutProfile } from './layout-profile.ts'

/** Text in one font; digits and Latin letters in the profile's Latin font, quotation marks in the Chinese one. */
export function textRun(profile: LayoutProfile, text: string, font: string, size: number): TextRun {
  const { latin } = profile.fonts
  return new TextRun({
    text,
    size,
    ...(size === profile.sizes.body && { characterSpacing: profile.bodySpacing }),
    font: { ascii: latin, hAnsi: latin, cs: latin, eastAsia: font, hint: 'eastAsia' },
  })
}

/** A paragraph on the lines of the grid. */
export function line(profile: LayoutProfile, options: IParagraphOptions): Paragraph {
  return new Paragraph({
    ...options,
    spacing: {
      line: profile.linePitch,
      lineRule: LineRuleType.EXACT,
      before: 0,
      after: 0,
      ...options.spacing,
    },
  })
}

/** An empty line of the body; `keepNext` keeps it with what follows. */
export function emptyLine(profile: LayoutProfile, keepNext = false): Paragraph {
  return line(profile, { keepNext, children: [textRun(profile, '', profile.fonts.body, profile.sizes.body)] })
}

/** A centred title in 小标宋, one paragraph for each of its lines; `after` is the gap below, in twips. */
export function titleLines(profile: LayoutProfile, lines: readonly string[], after = 0): Paragraph[] {
  return lines.map((text, index) =>
    line(profile, {
      alignment: AlignmentType.CENTER,
      keepNext: true,
      spacing: { after: index === lines.length - 1 ? after : 0 },
      children: [textRun(profile, text, profile.fonts.title, profile.sizes.title)],
    }),
  )
}

/** A paragraph whose first line is set in by two characters. */
export function indented(profile: LayoutProfile, children: TextRun[], keepNext = false): Paragraph {
  return line(profile, {
    alignment: AlignmentType.BOTH,
    indent: { firstLineChars: 200, firstLine: 2 * profile.character },
    keepNext,
    children,
  })
}
