import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { MergedRecord } from '#shared/contract/duplicates.ts'
import type { MergeableTable } from '#shared/domain/mergeable-tables.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Notice } from '../../components/Notice.tsx'
import { call } from '../../lib/client.ts'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { fieldText, listText } from '../sync/field-text.ts'
import styles from './duplicates.module.css'

interface Props {
  readonly table: MergeableTable
  readonly id: string
}

/** The records that were merged into the one shown, each to be taken apart again. */
export function MergedRecords({ table, id }: Props) {
  const { t } = useTranslation('duplicates')
  const merged = useLiveQuery('duplicates.merged', { table, id })
  const undo = useAction(async (record: MergedRecord) => {
    const { kept } = await call('duplicates.undo', { table, id: record.id })
    const fields = kept.flatMap((each) => each.fields.map((field) => fieldText(table, field)))
    if (fields.length > 0) showToast(t('merged.kept', { list: listText(fields) }))
    else showToast(t('merged.undone', { name: record.name }))
  })
  if (!merged.data || merged.data.length === 0) return null
  return (
    <Notice kind="plain" title={t('merged.title')}>
      <ErrorNotice error={undo.error} onClose={undo.clearError} />
      <ul className={styles.mergedList}>
        {merged.data.map((record) => (
          <li key={record.id} className={styles.merged}>
            <span>{record.name}</span>
            <span className="op-meta">
              {t('merged.by', { name: record.mergedByName ?? '', time: formatInstant(record.mergedAt) })}
            </span>
            {record.changedSince && <span className="op-tag op-tag-warn">{t('merged.changedSince')}</span>}
            <Button size="small" loading={undo.busy} onClick={() => undo.run(record)}>
              {t('merged.undo')}
            </Button>
          </li>
        ))}
      </ul>
    </Notice>
  )
}
