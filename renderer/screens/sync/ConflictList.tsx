import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Answered } from '../../components/Screen.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'
import { ConflictCard } from './ConflictCard.tsx'
import { DeletionCard } from './DeletionCard.tsx'
import { SyncPanel } from './SyncPanel.tsx'
import styles from './sync.module.css'

/** What two people did at the same time and a person must decide: deleted against edited, one value against another. */
export function ConflictList() {
  const { t } = useTranslation('sync')
  const conflicts = useLiveQuery('sync.conflicts', {})
  const deletions = useLiveQuery('sync.deletionConflicts', {})
  const none = conflicts.data?.length === 0 && deletions.data?.length === 0
  return (
    <SyncPanel list="conflicts">
      {none && <EmptyState text={t('conflict.empty')} />}
      <Answered query={deletions}>
        {(rows) =>
          rows.length > 0 && (
            <>
              <p className={styles.intro}>{t('deletion.intro')}</p>
              <ul className={styles.cards}>
                {rows.map((conflict) => (
                  <DeletionCard key={`${conflict.table} ${conflict.recordId}`} conflict={conflict} />
                ))}
              </ul>
            </>
          )
        }
      </Answered>
      <Answered query={conflicts}>
        {(rows) =>
          rows.length > 0 && (
            <>
              <p className={styles.intro}>{t('conflict.intro')}</p>
              <ul className={styles.cards}>
                {rows.map((conflict) => (
                  <ConflictCard
                    key={`${conflict.table} ${conflict.recordId} ${conflict.field}`}
                    conflict={conflict}
                  />
                ))}
              </ul>
            </>
          )
        }
      </Answered>
    </SyncPanel>
  )
}
