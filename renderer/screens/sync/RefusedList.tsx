import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { PendingChange } from '#shared/contract/sync.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Notice } from '../../components/Notice.tsx'
import { Answered } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { changedFields, changeTitle, RecordLink } from './PendingRecord.tsx'
import { SyncPanel } from './SyncPanel.tsx'
import styles from './sync.module.css'

/** What the server sent back, each with its reason and a way to try again. */
export function RefusedList() {
  const { t } = useTranslation('sync')
  const refused = useLiveQuery('sync.refused', {})
  return (
    <SyncPanel list="refused">
      <Answered query={refused} empty={<EmptyState text={t('refused.empty')} />}>
        {(rows) => (
          <>
            <Notice kind="plain" title={t('refused.safe')} />
            <ul className={styles.cards}>
              {rows.map((change) => (
                <RefusedChange key={change.opId} change={change} />
              ))}
            </ul>
          </>
        )}
      </Answered>
    </SyncPanel>
  )
}

function RefusedChange({ change }: { readonly change: PendingChange }) {
  const { t } = useTranslation('sync')
  const retry = useAction(async () => {
    await call('sync.retry', { opId: change.opId })
    showToast(t('refused.retried'))
  })
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <RecordLink change={change} />
        <span className="op-meta">
          {changeTitle(change)} {changedFields(change)} · {formatInstant(change.at)}
        </span>
        <Button size="small" loading={retry.busy} onClick={() => retry.run()}>
          {t('refused.retry')}
        </Button>
      </div>
      <p className={styles.reason}>
        {t('refused.reason', { reason: t([`reason.${change.reason ?? 'other'}`, 'reason.other']) })}
        {change.detail && <span className="op-meta"> {change.detail}</span>}
      </p>
      <ErrorNotice error={retry.error} onClose={retry.clearError} />
    </li>
  )
}
