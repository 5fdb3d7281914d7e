import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { RefusedRecord } from '#shared/contract/sync-centre.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { call } from '../../lib/client.ts'
import { formatInstant } from '../../lib/format.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { readableValues } from './field-text.ts'
import { useNextCard } from './next-card.ts'
import { changeTitle, RecordLink } from './PendingRecord.tsx'
import { refusalAdvice, refusalText } from './refusal-text.ts'
import { canRepair, repairOf } from './repair.ts'
import styles from './sync.module.css'

/** A text of so many characters has the width of the card for itself. */
const wholeLineFrom = 60

/** One change that the server sent back: why, what was in it, and what can be done. */
export function RefusedCard({
  change,
  onExport,
}: {
  readonly change: RefusedRecord
  readonly onExport: () => void
}) {
  const { t } = useTranslation('sync')
  const navigate = useNavigate()
  const repair = useAction(async () => {
    const { path, draftKey, body } = await repairOf(change)
    // What somebody has begun to type is not overwritten by what was refused before it.
    if (await call('drafts.get', { key: draftKey })) showToast(t('refused.draftFirst'))
    else await call('drafts.save', { key: draftKey, body: JSON.parse(JSON.stringify(body)) })
    navigate(path)
  })
  const [card, toNext] = useNextCard()
  const retry = useAction(async () => {
    await call('sync.retry', { opId: change.opId })
    toNext()
    showToast(t('refused.retried'))
  })
  const setAside = useAction(async () => {
    await call('sync.setRefusedAside', { opId: change.opId })
    toNext()
    showToast(t('refused.setAside'))
  })
  const failed = [repair, retry, setAside].find(({ error }) => error !== null)
  const values = readableValues(change.table, change.values, change.names)
  const mendable = canRepair(change) && !change.savedSince
  return (
    <li className={styles.card} ref={card} tabIndex={-1}>
      <div className={styles.cardHead}>
        <RecordLink change={change} />
        <span className="op-tag">{changeTitle(change)}</span>
        <span className="op-meta">
          {t('refused.times', { made: formatInstant(change.madeAt), refused: formatInstant(change.at) })}
        </span>
      </div>
      <p className={styles.reason}>{t('refused.reason', { reason: refusalText(change) })}</p>
      <p className="op-meta">
        {change.savedSince ? t('refused.savedSince') : refusalAdvice(change, mendable)}
      </p>
      {values.length > 0 && (
        <dl className={styles.written}>
          {values.map(({ field, name, text }) => (
            <div key={field} className={text.length > wholeLineFrom ? styles.whole : ''}>
              <dt>{name}</dt>
              <dd className="op-prose">{text}</dd>
            </div>
          ))}
        </dl>
      )}
      <ErrorNotice error={failed?.error} onClose={failed?.clearError} />
      <div className={styles.buttons}>
        {mendable && (
          <Button type="primary" loading={repair.busy} onClick={() => repair.run()}>
            {t('refused.repair')}
          </Button>
        )}
        <Button loading={retry.busy} onClick={() => retry.run()}>
          {t('refused.retry')}
        </Button>
        <Button onClick={onExport}>{t('refused.export')}</Button>
        <Button
          type={change.savedSince ? 'primary' : 'text'}
          loading={setAside.busy}
          title={t('refused.asideHint')}
          onClick={() => setAside.run()}
        >
          {t('refused.aside')}
        </Button>
      </div>
    </li>
  )
}
