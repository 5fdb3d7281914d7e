import { zodResolver } from '@hookform/resolvers/zod'
import { Button } from 'antd'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { call } from '../../lib/client.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import styles from './settings.module.css'

/** The present passphrase and the new one, typed twice. Whether it is strong enough the data host says. */
const PassphraseChange = z
  .object({
    current: z.string().min(1, 'required'),
    next: z.string().min(1, 'required').max(1000, 'too-long'),
    again: z.string(),
  })
  .refine((form) => form.again === form.next, { path: ['again'], message: 'mismatch' })

/** Changes the passphrase that opens the records on this device, and locks them at once. */
export function PassphraseSection() {
  const { t } = useTranslation('settings')
  const { control, handleSubmit, reset } = useForm({
    resolver: zodResolver(PassphraseChange),
    defaultValues: { current: '', next: '', again: '' },
  })
  const change = useAction(async ({ current, next }: z.output<typeof PassphraseChange>) => {
    await call('vault.changePassphrase', { current, next })
    reset()
    showToast(t('passphrase.changed'))
  })
  const lock = useAction(() => call('vault.lock', {}))
  return (
    <section className={styles.section} aria-label={t('passphrase.title')}>
      <h2>{t('passphrase.title')}</h2>
      <p className="op-meta">{t('passphrase.hint')}</p>
      <form className={styles.fields} noValidate onSubmit={handleSubmit((values) => change.run(values))}>
        <TextField
          control={control}
          name="current"
          label={t('passphrase.current')}
          type="password"
          required
        />
        <TextField control={control} name="next" label={t('passphrase.next')} type="password" required />
        <TextField control={control} name="again" label={t('passphrase.repeat')} type="password" required />
        <ErrorNotice error={change.error} onClose={change.clearError} />
        <div className={styles.buttons}>
          <Button htmlType="submit" loading={change.busy}>
            {t('passphrase.change')}
          </Button>
          <Button loading={lock.busy} onClick={() => lock.run()}>
            {t('passphrase.lock')}
          </Button>
        </div>
      </form>
    </section>
  )
}
