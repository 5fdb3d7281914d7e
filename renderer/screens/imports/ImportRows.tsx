import { Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportPreview, ImportRow } from '#shared/contract/imports.ts'
import { type Column, DenseTable } from '../../components/DenseTable.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { isImportable } from './importable.ts'
import { importedText } from './imported-text.ts'
import styles from './imports.module.css'

const verdicts = ['new', 'update', 'duplicate', 'bad', 'not-data'] as const
type Shown = ImportRow['verdict'] | 'all'

/** Every row of the file with what would become of it; a click leaves a row out or takes it again. */
export function ImportRows({
  preview,
  skipped,
  onToggle,
}: {
  readonly preview: ImportPreview
  readonly skipped: ReadonlySet<number>
  readonly onToggle: (line: number) => void
}) {
  const { t } = useTranslation('imports')
  const [shown, setShown] = useState<Shown>('all')
  const columns = useColumns(skipped, onToggle)
  if (preview.rows.length === 0) return <EmptyState text={t('empty')} />
  return (
    <>
      <div className={styles.filter}>
        <Choices
          id="import-verdict"
          label={t('filter.label')}
          value={shown}
          options={[
            { value: 'all', label: t('filter.all', { count: preview.rows.length }) },
            ...verdicts
              .filter((verdict) => preview.counts[verdict] > 0)
              .map((verdict) => ({
                value: verdict,
                label: `${t(`verdict.${verdict}`)} ${preview.counts[verdict]}`,
              })),
          ]}
          onChange={(value) => setShown(verdicts.find((each) => each === value) ?? 'all')}
        />
      </div>
      <DenseTable
        label={t('preview')}
        columns={columns}
        rows={preview.rows.filter(({ verdict }) => shown === 'all' || verdict === shown)}
        rowKey={(row) => String(row.line)}
        onOpen={(row) => isImportable(row) && onToggle(row.line)}
      />
    </>
  )
}

const verdictClass: Readonly<Record<ImportRow['verdict'], string>> = {
  new: 'op-tag',
  update: 'op-tag',
  duplicate: 'op-tag op-tag-warn',
  bad: 'op-tag op-tag-late',
  'not-data': 'op-tag',
}

function useColumns(skipped: ReadonlySet<number>, onToggle: (line: number) => void): Column<ImportRow>[] {
  const { t } = useTranslation('imports')
  const remarksOf = (row: ImportRow) =>
    row.remarks.map(({ code, params }) => t(`remark.${code}`, { ...params })).join(t('separator'))
  return [
    {
      key: 'take',
      title: t('column.take'),
      width: '64px',
      render: (row) => (
        <Checkbox
          aria-label={t('takeRow', { line: row.line })}
          checked={isImportable(row) && !skipped.has(row.line)}
          disabled={!isImportable(row)}
          onClick={(event) => event.stopPropagation()}
          onChange={() => onToggle(row.line)}
        />
      ),
    },
    { key: 'line', title: t('column.line'), width: '56px', align: 'right', render: (row) => row.line },
    {
      key: 'name',
      title: t('column.name'),
      width: 'minmax(160px, 1.2fr)',
      render: (row) => <span title={row.name ?? undefined}>{row.name}</span>,
    },
    {
      key: 'verdict',
      title: t('column.verdict'),
      width: '84px',
      render: (row) => <span className={verdictClass[row.verdict]}>{t(`verdict.${row.verdict}`)}</span>,
    },
    {
      key: 'remarks',
      title: t('column.remarks'),
      width: 'minmax(160px, 1.3fr)',
      render: (row) => <span title={remarksOf(row)}>{remarksOf(row)}</span>,
    },
    {
      key: 'values',
      title: t('column.values'),
      width: 'minmax(160px, 1.5fr)',
      render: (row) => {
        const text = importedText(row.values)
        return <span title={text}>{text}</span>
      },
    },
  ]
}
