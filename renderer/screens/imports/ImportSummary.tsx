import { Button, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ImportKind, ImportPreview } from '#shared/contract/imports.ts'
import type { Input } from '#shared/contract/index.ts'
import { importKinds } from '#shared/domain/import/kinds.ts'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import styles from './imports.module.css'

/** How the file was understood, and the ways to have it read otherwise. */
export function ImportSummary({
  preview,
  disabled,
  showsColumns,
  onShowColumns,
  onRead,
}: {
  readonly preview: ImportPreview
  readonly disabled: boolean
  readonly showsColumns: boolean
  readonly onShowColumns: () => void
  readonly onRead: (change: Omit<Input<'imports.read'>, 'session'>) => void
}) {
  const { t } = useTranslation('imports')
  const { kind, sheet, sheets, encoding, headerLine, columns, remembered } = preview
  const known = columns.filter(({ field }) => field !== null).length
  const isTable = headerLine > 0
  return (
    <section className={styles.summary} aria-label={t('columns')}>
      {isTable && (
        <FilterSelect<ImportKind>
          label={t('kind.label')}
          value={kind}
          clearable={false}
          options={importKinds.map((each) => ({
            value: each,
            label: `${t('kind.label')} ${t(`kind.${each}`)}`,
          }))}
          width={196}
          onChange={(next) => next && next !== kind && onRead({ kind: next })}
        />
      )}
      {sheets.length > 1 && (
        <FilterSelect<string>
          label={t('sheet')}
          value={sheet}
          clearable={false}
          options={sheets.map((each) => ({ value: each, label: each }))}
          width={160}
          onChange={(next) => next && onRead({ sheet: next })}
        />
      )}
      {isTable && (
        <label className={styles.header} htmlFor="import-header-line">
          <span>{t('headerInput')}</span>
          <InputNumber
            id="import-header-line"
            key={headerLine}
            size="middle"
            min={1}
            defaultValue={headerLine}
            disabled={disabled}
            style={{ width: 64 }}
            onPressEnter={(event) => onRead({ headerLine: Number(event.currentTarget.value) || headerLine })}
            onBlur={(event) => {
              const line = Number(event.currentTarget.value)
              if (line > 0 && line !== headerLine) onRead({ headerLine: line })
            }}
          />
        </label>
      )}
      {isTable && (
        <Button onClick={onShowColumns} aria-expanded={showsColumns}>
          {showsColumns ? t('columnsHide') : t('columnsShown', { known, all: columns.length })}
        </Button>
      )}
      <span className="op-meta">
        {[
          sheets.length === 1 && sheet && `${t('sheet')} ${sheet}`,
          encoding && `${t('encoding')} ${encoding}`,
          remembered && t('remembered'),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </section>
  )
}
