import {
  AlignmentType,
  BorderStyle,
  LineRuleType,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlignTable,
  WidthType,
} from 'docx'
import {
  cellText,
  type ReportCell,
  type ReportColumn,
  type ReportTable,
} from '#shared/domain/trip-report/model.ts'
import { textRun } from './docx-text.ts'
import type { LayoutProfile } from './layout-profile.ts'

/** How large a table is set. */
export interface TableSetting {
  /** Twips. */
  readonly width: number
  /** Half points. */
  readonly size: number
  /** Exact line distance, twips. */
  readonly line: number
}

interface CellOptions {
  readonly head?: boolean
  readonly rowSpan?: number
  readonly columnSpan?: number
}

const alignments = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
} as const
const thin = { style: BorderStyle.SINGLE, size: 4, color: '000000' }
const cellMargin = 70

/**
 * A table of fixed column widths with thin rules. Its header is repeated on every page and no row is torn apart
 * between pages.
 */
export function reportTable(profile: LayoutProfile, table: ReportTable, setting: TableSetting): Table {
  const widths = columnWidths(table.columns, setting.width)
  const cell = (
    text: string,
    index: number,
    { head = false, rowSpan = 1, columnSpan = 1 }: CellOptions = {},
  ) =>
    new TableCell({
      width: { size: sum(widths.slice(index, index + columnSpan)), type: WidthType.DXA },
      verticalAlign: VerticalAlignTable.CENTER,
      ...(rowSpan > 1 && { rowSpan }),
      ...(columnSpan > 1 && { columnSpan }),
      children: [
        new Paragraph({
          alignment: head ? AlignmentType.CENTER : alignments[table.columns[index]?.align ?? 'left'],
          spacing: { line: setting.line, lineRule: LineRuleType.EXACT, before: 0, after: 0 },
          children: [
            textRun(profile, text, head ? profile.fonts.heading1 : profile.fonts.body, setting.size),
          ],
        }),
      ],
    })
  const header = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: table.columns.map((column, index) => cell(column.title, index, { head: true })),
  })
  const rows = table.rows.map(
    (row, position) =>
      new TableRow({
        cantSplit: true,
        children: table.columns.flatMap((column, index) => {
          if (!column.mergeEqual) return [cell(cellText(column.type, row[index] ?? null), index)]
          if (position > 0 && table.rows[position - 1]?.[index] === row[index]) return []
          const rowSpan = equalBelow(table.rows, position, index)
          return [cell(cellText(column.type, row[index] ?? null), index, { rowSpan })]
        }),
      }),
  )
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: setting.width, type: WidthType.DXA },
    columnWidths: widths,
    alignment: AlignmentType.CENTER,
    margins: { left: cellMargin, right: cellMargin, top: 30, bottom: 30 },
    borders: {
      top: thin,
      bottom: thin,
      left: thin,
      right: thin,
      insideHorizontal: thin,
      insideVertical: thin,
    },
    rows: [
      header,
      ...rows,
      ...(table.total === null
        ? []
        : [totalRow(table, table.total, (text, index, columnSpan) => cell(text, index, { columnSpan }))]),
    ],
  })
}

type MakeCell = (text: string, index: number, columnSpan: number) => TableCell

/** The label of the total reaches over the empty cells beside it. */
function totalRow(table: ReportTable, total: readonly ReportCell[], cell: MakeCell): TableRow {
  const amounts = table.columns.findIndex((_, index) => index > 0 && typeof total[index] === 'number')
  const labelled = Math.max(1, amounts)
  return new TableRow({
    cantSplit: true,
    children: table.columns.flatMap((column, index) => {
      if (index > 0 && index < labelled) return []
      return [cell(cellText(column.type, total[index] ?? null), index, index === 0 ? labelled : 1)]
    }),
  })
}

/** How many rows from `position` on have the same value in this column. */
function equalBelow(rows: readonly (readonly ReportCell[])[], position: number, index: number): number {
  const value = rows[position]?.[index]
  const end = rows.findIndex((row, below) => below > position && row[index] !== value)
  return (end === -1 ? rows.length : end) - position
}

/** Shares as twips; what rounding leaves over goes to the widest column. */
function columnWidths(columns: readonly ReportColumn[], width: number): number[] {
  const shares = sum(columns.map((column) => column.width))
  const widths = columns.map((column) => Math.floor((column.width * width) / shares))
  const widest = widths.indexOf(Math.max(...widths))
  const rest = width - sum(widths)
  return widths.map((one, index) => (index === widest ? one + rest : one))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
