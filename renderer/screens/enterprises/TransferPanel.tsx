import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import type { Enterprise } from '#shared/domain/enterprises.ts'
import { RecordId } from '#shared/domain/entity.ts'
import { Transfer } from '#shared/domain/transfers.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { call } from '../../lib/client.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useShortcut } from '../../lib/shortcuts.ts'
import { showToast } from '../../lib/toasts.ts'
import { useRecordForm } from '../../lib/use-record-form.ts'
import styles from './enterprises.module.css'

const Request = z.object({ toUnitId: RecordId, reason: Transfer.shape.reason })

/** Asks the server to hand the enterprise to another unit: to which, and why. What is typed is kept as a draft. */
export function TransferPanel({
  enterprise,
  onClose,
}: {
  readonly enterprise: Pick<Enterprise, 'id' | 'unitId'>
  readonly onClose: () => void
}) {
  const { t } = useTranslation('enterprises')
  const units = useLiveQuery('units.list', {})
  const { form, submit, saving } = useRecordForm({
    draftKey: `transfer:${enterprise.id}`,
    schema: Request,
    initial: { reason: '' },
    stays: true,
    save: async (values) => {
      await call('enterprises.requestTransfer', { id: enterprise.id, ...values })
      showToast(t('transfer.sent'))
      onClose()
    },
  })
  useShortcut('Escape', onClose, true, true)
  const others = (units.data ?? []).filter(({ id }) => id !== enterprise.unitId)
  return (
    <section className={styles.transfer} aria-label={t('transfer.title')}>
      <h2>{t('transfer.title')}</h2>
      <p className="op-meta">{t('transfer.hint')}</p>
      <form
        autoComplete="off"
        className="op-stack"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <SelectField
          control={form.control}
          name="toUnitId"
          label={t('transfer.toUnit')}
          required
          options={others.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <TextAreaField
          control={form.control}
          name="reason"
          label={t('transfer.reason')}
          required
          minRows={2}
        />
        <ErrorNotice error={saving.error} onClose={saving.clearError} />
        <div className="op-row">
          <Button type="primary" htmlType="submit" loading={saving.busy}>
            {t('transfer.send')}
          </Button>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
        </div>
      </form>
    </section>
  )
}
