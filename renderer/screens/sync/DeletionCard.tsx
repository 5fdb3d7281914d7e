import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { DeletionConflict } from '#shared/contract/sync-centre.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { call } from '../../lib/client.ts'
import { formatInstant } from '../../lib/format.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { fieldText, listText, valueText } from './field-text.ts'
import { useNextCard } from './next-card.ts'
import { RecordLink } from './PendingRecord.tsx'
import styles from './sync.module.css'

/** A record that one deleted while another edited it: it is still here, until a person keeps or deletes it. */
export function DeletionCard({ conflict }: { readonly conflict: DeletionConflict }) {
  const { t } = useTranslation('sync')
  const { table, recordId, deletedBy, deletedAt, edits } = conflict
  const [card, toNext] = useNextCard()
  const settle = useAction(async (keep: boolean) => {
    await call('sync.settleDeletion', { table, recordId, keep })
    toNext()
    showToast(t(keep ? 'deletion.kept' : 'deletion.deleted'))
  })
  const someone = t('conflict.unknownAuthor')
  const editors = [...new Set(edits.map(({ authorName }) => authorName ?? someone))]
  const last = edits[0]
  return (
    <li className={styles.card} ref={card} tabIndex={-1}>
      <div className={styles.cardHead}>
        <RecordLink change={conflict} />
        <span className="op-tag op-tag-warn">{t('deletion.tag')}</span>
      </div>
      <div className={styles.versions}>
        <section className={styles.version} aria-label={t('deletion.deletedLabel')}>
          <h3>{t('deletion.deletedBy', { name: deletedBy ?? someone })}</h3>
          <p className="op-meta">{formatInstant(deletedAt)}</p>
          <p className={styles.value}>{t('deletion.deletedWhat')}</p>
          <Button danger loading={settle.busy} onClick={() => settle.run(false)}>
            {t('deletion.delete')}
          </Button>
        </section>
        <section className={styles.version} aria-label={t('deletion.editedLabel')}>
          <h3>{t('deletion.editedBy', { name: listText(editors) })}</h3>
          <p className="op-meta">{last && formatInstant(last.at)}</p>
          <dl className={styles.written}>
            {edits.map(({ field, value }) => (
              <div key={field}>
                <dt>{fieldText(table, field)}</dt>
                <dd className="op-prose">{valueText(table, field, value) || t('conflict.empty-value')}</dd>
              </div>
            ))}
          </dl>
          <Button type="primary" loading={settle.busy} onClick={() => settle.run(true)}>
            {t('deletion.keep')}
          </Button>
        </section>
      </div>
      <ErrorNotice error={settle.error} onClose={settle.clearError} />
    </li>
  )
}
