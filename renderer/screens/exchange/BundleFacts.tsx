import { useTranslation } from 'react-i18next'
import type { BundleOutcome, BundlePreview } from '#shared/contract/exchange.ts'
import { Notice } from '../../components/Notice.tsx'
import { formatInstant } from '../../lib/format.ts'
import { countsText } from './bundle-text.ts'
import styles from './exchange.module.css'

/** What came from a colleague before it is taken over: from whom, when, whose work, how much of it is new. */
export function BundleFacts({ preview }: { readonly preview: BundlePreview }) {
  const { t } = useTranslation('exchange')
  const { senderUserName, senderDeviceName, senderKnown, writtenAt, parts, fresh, readBefore } = preview
  return (
    <div className="op-stack">
      {!senderKnown && <Notice kind="warn" title={t('read.unknownSender')} />}
      {readBefore && <Notice kind="plain" title={t('read.before', { time: formatInstant(readBefore) })} />}
      <p>
        {t('read.from', {
          name: senderUserName ?? t('someone'),
          device: senderDeviceName ?? t('unknownDevice'),
          time: formatInstant(writtenAt),
        })}
      </p>
      <ul className={styles.parts}>
        {parts.map((part) => (
          <li key={`${part.device} ${part.from}`}>
            <div className="op-row">
              <strong>{part.userName ?? t('someone')}</strong>
              <span className="op-meta">{spanText(formatInstant(part.from), formatInstant(part.to))}</span>
              {part.trust !== 'good' && (
                <span className="op-tag op-tag-warn">{t(`read.trust.${part.trust}`)}</span>
              )}
            </div>
            <div>{countsText(part)}</div>
          </li>
        ))}
      </ul>
      <p>{fresh > 0 ? t('read.fresh', { count: fresh }) : t('read.nothingNew')}</p>
    </div>
  )

  function spanText(from: string, to: string): string {
    return from === to ? t('read.spanOf', { at: to }) : t('read.span', { from, to })
  }
}

/** What taking over brought. */
export function OutcomeNotice({
  outcome,
  onClose,
}: {
  readonly outcome: BundleOutcome
  readonly onClose?: () => void
}) {
  const { t } = useTranslation('exchange')
  const { applied, known, keptAside, conflicts } = outcome
  const lines = [
    known > 0 && t('outcome.known', { count: known }),
    keptAside > 0 && t('outcome.keptAside', { count: keptAside }),
    conflicts > 0 && t('outcome.conflicts', { count: conflicts }),
  ].filter((line) => line !== false)
  return (
    <Notice
      kind={conflicts > 0 || keptAside > 0 ? 'warn' : 'plain'}
      title={t('outcome.applied', { count: applied })}
      {...(onClose ? { onClose } : {})}
    >
      {lines.length > 0 && (
        <ul>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </Notice>
  )
}
