import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Notice } from '../../components/Notice.tsx'
import { Answered } from '../../components/Screen.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'
import { RefusedCard } from './RefusedCard.tsx'
import { SyncPanel } from './SyncPanel.tsx'
import styles from './sync.module.css'
import { refusedAsText } from './text-file.ts'
import { useTextExport } from './use-text-export.ts'

/** What the server sent back, each with its reason, all that it held, and the ways on. */
export function RefusedList() {
  const { t } = useTranslation('sync')
  const refused = useLiveQuery('sync.refusedRecords', {})
  const save = useTextExport('refused.fileName', refusedAsText)
  return (
    <SyncPanel list="refused">
      <Answered query={refused} empty={<EmptyState text={t('refused.empty')} />}>
        {(rows) => (
          <>
            <Notice
              kind="plain"
              title={t('refused.safe')}
              action={
                rows.length > 1 && (
                  <Button size="small" loading={save.busy} onClick={() => save.run(rows)}>
                    {t('refused.exportAll')}
                  </Button>
                )
              }
            />
            <ErrorNotice error={save.error} onClose={save.clearError} />
            <ul className={styles.cards}>
              {rows.map((change) => (
                <RefusedCard key={change.opId} change={change} onExport={() => save.run([change])} />
              ))}
            </ul>
          </>
        )}
      </Answered>
    </SyncPanel>
  )
}
