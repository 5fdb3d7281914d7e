import type { CalendarDate } from '../calendar.ts'

/** `单位_关于赴××开展招商活动情况的报告_20261122.docx`; a draft says so in its name. */
export function reportFileName(
  unitName: string,
  report: { readonly title: string; readonly isDraft: boolean },
  today: CalendarDate,
): string {
  return fileName(
    [unitName, report.isDraft ? `${report.title}（草稿）` : report.title, compact(today)],
    'docx',
  )
}

/** `单位_赴××招商情况表_20261122.xlsx` (domain brief 5.7); without places `单位_招商情况表_20261122.xlsx`. */
export function ledgerFileName(unitName: string, places: readonly string[], today: CalendarDate): string {
  const where = places.length > 3 ? `${places.slice(0, 3).join('、')}等地` : places.join('、')
  return fileName([unitName, where === '' ? '招商情况表' : `赴${where}招商情况表`, compact(today)], 'xlsx')
}

/** Longest name in bytes of UTF-8: the common file systems allow 255, a copy's ` (1)` needs some. */
const mostBytes = 230

/**
 * A name Windows, macOS and Linux accept: without `\ / : * ? " < > |`, control characters and invisible direction
 * marks, without leading or trailing blanks and dots.
 */
export function fileName(parts: readonly string[], extension: string): string {
  const stem = parts
    .map((part) => part.replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, '').replace(/^[\s.]+|[\s.]+$/g, ''))
    .filter((part) => part !== '')
  const shortened = stem.map((part, index) =>
    index === stem.length - 1 ? part : shorten(part, mostBytes / 2 - 10),
  )
  return `${shortened.join('_')}.${extension}`
}

function shorten(text: string, bytes: number): string {
  let used = 0
  let kept = ''
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    used += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (used > bytes) return kept
    kept += character
  }
  return kept
}

function compact(date: CalendarDate): string {
  return date.replaceAll('-', '')
}
