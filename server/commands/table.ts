/** Columns in spaces; a Chinese character takes two places on a terminal. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = (cell: string) =>
    Array.from(cell).reduce((sum, char) => sum + (/[\u2e80-\uffe6]/.test(char) ? 2 : 1), 0)
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => width(row[column] ?? ''))))
  return all
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
