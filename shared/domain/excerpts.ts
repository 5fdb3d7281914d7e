const mostBefore = 12

/** The beginning of a text on one line, at most `length` characters, `…` where it goes on. */
export function firstLine(text: string, length: number): string {
  const [line = ''] = text.trim().split(/\r?\n/)
  const characters = Array.from(line)
  const isWhole = characters.length <= length && line.length === text.trim().length
  return isWhole ? line : `${characters.slice(0, length).join('')}…`
}

/**
 * The part of the first text that says what was typed, on one line, with a little before it.
 * @returns undefined when none of the texts says it as it was typed (it may stand there in other words or widths)
 */
export function excerptAround(
  texts: readonly (string | null)[],
  typed: string,
  length = 60,
): string | undefined {
  const before = Math.min(mostBefore, Math.floor(length / 4))
  const wanted = typed.trim().toLowerCase().split(/\s+/).filter(Boolean)
  for (const text of texts) {
    const line = (text ?? '').replace(/\s+/g, ' ').trim()
    const found = wanted.map((word) => line.toLowerCase().indexOf(word)).find((index) => index >= 0)
    if (found === undefined) continue
    const start = Math.max(0, found - before)
    const end = Math.min(line.length, start + length)
    return `${start > 0 ? '…' : ''}${line.slice(start, end)}${end < line.length ? '…' : ''}`
  }
  return undefined
}
