import { useTranslation } from 'react-i18next'
import { cellText, type ReportCell, type ReportTable } from '#shared/domain/trip-report/model.ts'
import { mergedSpans } from './merged-cells.ts'
import styles from './report-sheet.module.css'

/** A table of the report, or the part of it that stands on one page. */
export function AttachmentTable({ table, title }: { readonly table: ReportTable; readonly title: string }) {
  const { t } = useTranslation('reports')
  const whole = table.columns.reduce((sum, column) => sum + column.width, 0)
  const spans = mergedSpans(table)
  return (
    <table className={`${styles.table} ${styles.faceBody}`} aria-label={title}>
      <colgroup>
        {table.columns.map((column) => (
          <col key={column.key} style={{ width: `${(column.width / whole) * 100}%` }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {table.columns.map((column) => (
            <th key={column.key} scope="col" className={styles.faceHei}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a finished table's rows never change places
          <Row key={index} table={table} row={row} spans={spans[index] ?? []} />
        ))}
        {table.total && <Row table={table} row={table.total} spans={[]} label={t('preview.total')} />}
      </tbody>
    </table>
  )
}

function Row({
  table,
  row,
  spans,
  label,
}: {
  readonly table: ReportTable
  readonly row: readonly ReportCell[]
  readonly spans: readonly number[]
  readonly label?: string
}) {
  return (
    <tr aria-label={label}>
      {table.columns.map((column, index) => {
        const span = spans[index] ?? 1
        if (span === 0) return null
        return (
          <td key={column.key} rowSpan={span} style={{ textAlign: column.align }}>
            {cellText(column.type, row[index] ?? null)}
          </td>
        )
      })}
    </tr>
  )
}
