import { useTranslation } from 'react-i18next'
import type { EnterpriseTransfer } from '#shared/contract/enterprises.ts'
import { Notice } from '../../components/Notice.tsx'
import { formatInstant } from '../../lib/format.ts'

/** What became of the last request to hand the enterprise to another unit. */
export function TransferState({ transfer }: { readonly transfer: EnterpriseTransfer | null }) {
  const { t } = useTranslation('enterprises')
  if (!transfer) return null
  const { state, toUnitName, requestedByName, requestedAt, decidedAt, refusal, reason } = transfer
  const unit = toUnitName ?? t('transfer.unknownUnit')
  const asked = t('transfer.asked', {
    name: requestedByName ?? t('common:someone'),
    time: formatInstant(requestedAt),
    reason,
  })
  return (
    <Notice
      kind={state === 'refused' ? 'warn' : 'plain'}
      title={
        <>
          <strong>{t(`transfer.state.${state}`)}</strong>{' '}
          {t(`transfer.text.${state}`, { unit, time: decidedAt ? formatInstant(decidedAt) : '' })}
          {refusal && t(`transfer.refusal.${refusal}`)}
        </>
      }
    >
      <span className="op-meta">{asked}</span>
    </Notice>
  )
}
