/** Rows that are asked for at once. */
export const pageRows = 100

/** The pages of the visible rows, the one that fills the middle first; of one page alone, the nearer neighbour too. */
export function pagesAround(first: number, last: number): readonly number[] {
  const from = Math.floor(first / pageRows)
  const to = Math.floor(last / pageRows)
  const middle = (first + last) / 2
  if (to > from) return middle < to * pageRows ? [from, from + 1] : [from + 1, from]
  const isBefore = middle - from * pageRows < pageRows / 2 && from > 0
  return [from, isBefore ? from - 1 : from + 1]
}
