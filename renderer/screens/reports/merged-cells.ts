import type { ReportTable } from '#shared/domain/trip-report/model.ts'

/** For every row and column how many rows its cell spans; 0 where the cell above covers it. */
export function mergedSpans(table: ReportTable): number[][] {
  return table.rows.map((row, line) =>
    table.columns.map((column, index) => {
      if (!column.mergeEqual) return 1
      const above = table.rows[line - 1]
      if (above && above[index] === row[index]) return 0
      let span = 1
      while (line + span < table.rows.length && table.rows[line + span]?.[index] === row[index]) span += 1
      return span
    }),
  )
}
