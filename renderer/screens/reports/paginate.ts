import type { FlowItem, Run } from './report-flow.ts'

/** Lines of a page of official text (GB/T 9704-2012, 5.2.2). */
const linesPerPage = 22

/** A paragraph with the offsets at which its lines begin, as the screen broke them. */
export interface MeasuredItem {
  readonly item: FlowItem
  /** At least one entry, the first 0. */
  readonly lineStarts: readonly number[]
}

/** The part of a paragraph that stands on one page. */
export interface Slice {
  readonly item: FlowItem
  readonly runs: readonly Run[]
  /** The paragraph began on the page before: no indent on its first line here. */
  readonly continues: boolean
  /** The paragraph goes on: its last line here is as wide as the others. */
  readonly goesOn: boolean
}

/** Breaks the running text into pages; a heading never stands alone at the foot of a page. */
export function paginate(items: readonly MeasuredItem[], lines: number = linesPerPage): Slice[][] {
  const pages: Slice[][] = [[]]
  let used = 0
  const turn = () => {
    pages.push([])
    used = 0
  }
  items.forEach(({ item, lineStarts }, index) => {
    const needed = item.kind === 'heading' ? lineStarts.length + 1 : 1
    const last = index === items.length - 1
    if (used > 0 && !last && used + needed > lines) turn()
    let line = 0
    while (line < lineStarts.length) {
      if (used === lines) turn()
      const take = Math.min(lines - used, lineStarts.length - line)
      const from = lineStarts[line] ?? 0
      const to = lineStarts[line + take]
      pages.at(-1)?.push({
        item,
        runs: cut(item.runs, from, to ?? Number.MAX_SAFE_INTEGER),
        continues: line > 0,
        goesOn: to !== undefined,
      })
      line += take
      used += take
    }
  })
  return pages
}

/** The characters from `from` up to `to` of text in several faces. */
function cut(runs: readonly Run[], from: number, to: number): Run[] {
  const parts: Run[] = []
  let offset = 0
  for (const run of runs) {
    const text = run.text.slice(Math.max(0, from - offset), Math.max(0, to - offset))
    if (text !== '') parts.push({ ...run, text })
    offset += run.text.length
  }
  return parts
}
