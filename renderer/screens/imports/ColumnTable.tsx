import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ImportPreview } from '#shared/contract/imports.ts'
import { fieldName } from './field-name.ts'
import styles from './imports.module.css'

/** Which column of the file goes where, with examples of what it holds; each can be corrected. */
export function ColumnTable({
  preview,
  disabled,
  onChange,
}: {
  readonly preview: ImportPreview
  readonly disabled: boolean
  readonly onChange: (columns: Record<string, string>) => void
}) {
  const { t } = useTranslation('imports')
  const { columns, fields } = preview
  const options = [
    { value: 'unknown', label: t('columnsTable.unknown') },
    { value: 'ignore', label: t('columnsTable.ignore') },
    ...fields.map((field) => ({ value: field as string, label: fieldName(field) })),
  ]
  const goesTo = ({ field, ignored }: (typeof columns)[number]) =>
    ignored || field === 'serial' ? 'ignore' : (field ?? 'unknown')
  const choose = (place: number, value: string) =>
    onChange({
      ...Object.fromEntries(
        columns.flatMap((column, index) =>
          goesTo(column) === value && value !== 'unknown' && value !== 'ignore' && value !== 'contactPhones'
            ? []
            : [[String(index), goesTo(column)]],
        ),
      ),
      [String(place)]: value,
    })
  return (
    <div className={styles.columns}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('columnsTable.heading')}</th>
            <th scope="col">{t('columnsTable.examples')}</th>
            <th scope="col">{t('columnsTable.field')}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column, index) =>
            column.heading === '' && column.examples.length === 0 ? null : (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is known by its place
              <tr key={index}>
                <th scope="row">{column.heading || t('row.none')}</th>
                <td title={column.examples.join('\n')}>{column.examples.join(' · ')}</td>
                <td>
                  <Select
                    aria-label={t('columnsTable.choose', { heading: column.heading })}
                    value={goesTo(column)}
                    options={options}
                    disabled={disabled}
                    showSearch={{ optionFilterProp: 'label' }}
                    style={{ width: 200 }}
                    onChange={(value) => choose(index, value)}
                  />
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  )
}
