/** Heights in the same unit, as the screen laid the table out on one endless page. */
export interface TableHeights {
  /** Space for number, title and table on a page. */
  readonly page: number
  /** Number and title above the table of the first page. */
  readonly above: number
  readonly header: number
  readonly rows: readonly number[]
}

/**
 * Breaks a table into pages; the header is repeated on each, a row is never torn.
 * @returns for every page the first row and the one after its last; one page at least.
 */
export function tablePages({ page, above, header, rows }: TableHeights): [from: number, to: number][] {
  const pages: [number, number][] = [[0, 0]]
  let left = page - above - header
  rows.forEach((height, index) => {
    const current = pages.at(-1)
    if (!current) return
    const [from, to] = current
    if (height > left && to > from) {
      pages.push([index, index + 1])
      left = page - header - height
    } else {
      current[1] = index + 1
      left -= height
    }
  })
  return pages
}
