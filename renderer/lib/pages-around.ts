/** Rows that are asked for at once. */
export const pageRows = 100

/** The pages of the visible rows; of one page alone, the neighbour that is nearer too. */
export function pagesAround(first: number, last: number): { readonly even: number; readonly odd: number } {
  const from = Math.floor(first / pageRows)
  const to = Math.floor(last / pageRows)
  const nearer = (first + last) / 2 - from * pageRows < pageRows / 2 && from > 0 ? from - 1 : from + 1
  const other = to > from ? from + 1 : nearer
  return from % 2 === 0 ? { even: from, odd: other } : { even: other, odd: from }
}
