import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Answered } from '../../components/Screen.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'
import { ConflictCard } from './ConflictCard.tsx'
import { SyncPanel } from './SyncPanel.tsx'
import styles from './sync.module.css'

/** Fields that two people changed at the same time, both versions side by side. */
export function ConflictList() {
  const { t } = useTranslation('sync')
  const conflicts = useLiveQuery('sync.conflicts', {})
  return (
    <SyncPanel list="conflicts">
      <Answered query={conflicts} empty={<EmptyState text={t('conflict.empty')} />}>
        {(rows) => (
          <>
            <p>{t('conflict.intro')}</p>
            <ul className={styles.cards}>
              {rows.map((conflict) => (
                <ConflictCard
                  key={`${conflict.table} ${conflict.recordId} ${conflict.field}`}
                  conflict={conflict}
                />
              ))}
            </ul>
          </>
        )}
      </Answered>
    </SyncPanel>
  )
}
