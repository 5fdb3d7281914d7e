import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Awaited, PendingChange } from '#shared/contract/sync.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { call } from '../../lib/client.ts'
import { localDate } from '../../lib/clock.ts'
import { formatDay, formatInstant } from '../../lib/format.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { heldTogether } from './held-together.ts'
import { changedFields, changeTitle, RecordLink } from './PendingRecord.tsx'
import styles from './sync.module.css'
import { useSyncView } from './sync-store.ts'

/** What a server that was set back cannot take yet: what it waits for, since when, until when, and the ways to end it. */
export function HeldChanges({ changes }: { readonly changes: readonly PendingChange[] }) {
  const groups = heldTogether(changes)
  return groups.length === 0 ? null : (
    <ul className={styles.cards}>
      {groups.map((group) => (
        <HeldCard key={`${group.awaits.lacks} ${group.awaits.author}`} {...group} />
      ))}
    </ul>
  )
}

function HeldCard({
  awaits,
  changes,
}: {
  readonly awaits: Awaited
  readonly changes: readonly PendingChange[]
}) {
  const { t } = useTranslation('sync')
  const show = useSyncView((state) => state.show)
  const ask = useAction(async () => {
    const { problem } = await call('sync.now', {})
    const left = new Set((await call('sync.waiting', {})).map(({ opId }) => opId))
    const open = changes.filter(({ opId }) => left.has(opId)).length
    showToast(t(problem ? 'held.notAsked' : open > 0 ? 'held.stillWaits' : 'held.through', { count: open }))
  })
  const end = useAction(async (opIds: readonly string[]) => {
    await call('sync.endWait', { opIds: [...opIds] })
    showToast(t('held.ended', { count: opIds.length }))
    show('refused')
  })
  const until = formatDay(localDate(new Date(awaits.until)))
  const failed = [ask, end].find(({ error }) => error !== null)
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <strong>{t('held.title', { count: changes.length })}</strong>
        <span className="op-meta">{t('held.times', { since: formatInstant(awaits.since), until })}</span>
      </div>
      <p className={styles.reason}>
        {awaits.lacks === 'right'
          ? t('held.lacksRight')
          : awaits.author === null
            ? t('held.lacksRecord')
            : t('held.lacksRecordOf', { name: awaits.author })}
      </p>
      <p className="op-meta">
        {t(awaits.lacks === 'right' ? 'held.thenRight' : 'held.thenRecord', { until })}
      </p>
      <ul className={styles.heldRows}>
        {changes.map((change) => (
          <li key={change.opId}>
            <span>
              <RecordLink change={change} /> <span className="op-tag">{changeTitle(change)}</span>{' '}
              {changedFields(change)}
            </span>
            <span className="op-meta">{formatInstant(change.at)}</span>
            {changes.length > 1 && (
              <Button
                size="small"
                type="link"
                disabled={end.busy}
                aria-label={t('held.endOf', { title: change.title })}
                onClick={() => end.run([change.opId])}
              >
                {t('held.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ErrorNotice error={failed?.error} onClose={failed?.clearError} />
      <div className={styles.buttons}>
        <Button loading={ask.busy} onClick={() => ask.run()}>
          {t('held.ask')}
        </Button>
        <Button
          type="text"
          loading={end.busy}
          title={t('held.endHint')}
          onClick={() => end.run(changes.map(({ opId }) => opId))}
        >
          {t(changes.length > 1 ? 'held.endAll' : 'held.end')}
        </Button>
      </div>
    </li>
  )
}
