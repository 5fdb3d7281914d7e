import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { targetLists } from '#shared/domain/target-lists.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { DateField } from '../../components/fields/DateField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { call } from '../../lib/client.ts'
import { today } from '../../lib/clock.ts'
import { newId } from '../../lib/ids.ts'
import { useShortcut } from '../../lib/shortcuts.ts'
import { showToast } from '../../lib/toasts.ts'
import { useRecordForm } from '../../lib/use-record-form.ts'
import styles from './targets.module.css'

const Pasted = targetLists.draft
  .omit({ version: true, remarks: true })
  .extend({ text: z.string('required').trim().min(1, 'required').max(5_000_000, 'too-long') })

/** A version as it is copied from a spreadsheet, with what it is called and for which quarter it is. */
export function PasteForm({ onClose }: { readonly onClose: (id: string | null) => void }) {
  const { t } = useTranslation('targetLists')
  const { form, submit, saving } = useRecordForm({
    draftKey: 'targetList:new',
    schema: Pasted,
    initial: { title: t('title'), quarterFrom: today(), issuedOn: today(), text: '' },
    stays: true,
    save: async (values) => {
      const id = newId()
      const { taken, known, skipped, groupId } = await call('targetLists.paste', { id, ...values })
      const done = [
        t('form.done', { taken, known }),
        skipped.length > 0 && t('form.skipped', { count: skipped.length }),
      ]
      showToast(done.filter(Boolean).join('；'), () => call('records.undoGroup', { groupId }))
      onClose(id)
    },
  })
  const { control } = form
  useShortcut('Escape', () => onClose(null), true, true)
  return (
    <form
      autoComplete="off"
      className={styles.form}
      aria-label={t('form.title')}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <h2>{t('form.title')}</h2>
      <div className={styles.pair}>
        <TextField control={control} name="title" label={t('form.name')} required />
        <TextField control={control} name="dept" label={t('form.dept')} />
        <DateField control={control} name="quarterFrom" label={t('form.quarter')} required />
        <DateField control={control} name="issuedOn" label={t('form.issuedOn')} required />
      </div>
      <TextAreaField
        control={control}
        name="text"
        label={t('form.text')}
        hint={t('form.textHint')}
        required
        minRows={8}
      />
      <ErrorNotice error={saving.error} onClose={saving.clearError} />
      <div className="op-row">
        <Button type="primary" htmlType="submit" loading={saving.busy}>
          {t('form.save')}
        </Button>
        <Button onClick={() => onClose(null)}>{t('common:cancel')}</Button>
      </div>
    </form>
  )
}
