/** The beginning of a text on one line, at most `length` characters, `…` where it goes on. */
export function firstLine(text: string, length: number): string {
  const [line = ''] = text.trim().split(/\r?\n/)
  const characters = Array.from(line)
  const isWhole = characters.length <= length && line.length === text.trim().length
  return isWhole ? line : `${characters.slice(0, length).join('')}…`
}
