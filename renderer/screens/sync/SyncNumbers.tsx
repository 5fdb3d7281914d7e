import { useTranslation } from 'react-i18next'
import type { SyncStatus } from '#shared/contract/sync.ts'
import styles from './sync.module.css'
import type { SyncList } from './sync-store.ts'

/** The four numbers; each opens the list behind it. */
export function SyncNumbers({
  status,
  shown,
  onShow,
}: {
  readonly status: SyncStatus
  readonly shown: SyncList
  readonly onShow: (list: SyncList) => void
}) {
  const { t } = useTranslation('sync')
  const uploading = status.progress ? status.progress.total - status.progress.done : 0
  const numbers: readonly { readonly list: SyncList; readonly count: number; readonly alarming: boolean }[] =
    [
      { list: 'waiting', count: status.waiting, alarming: false },
      { list: 'uploading', count: uploading, alarming: false },
      { list: 'refused', count: status.refused, alarming: true },
      { list: 'conflicts', count: status.conflicts, alarming: true },
    ]
  return (
    <div className={styles.numbers} role="tablist" aria-label={t('number.label')}>
      {numbers.map(({ list, count, alarming }) => (
        <button
          key={list}
          type="button"
          role="tab"
          id={`sync-tab-${list}`}
          aria-selected={shown === list}
          aria-controls="sync-list"
          className={styles.number}
          onClick={() => onShow(list)}
        >
          <span className={alarming && count > 0 ? styles.alarm : styles.count}>{count}</span>
          <span>{t(`number.${list}`)}</span>
        </button>
      ))}
    </div>
  )
}
