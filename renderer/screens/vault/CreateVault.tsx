import { zodResolver } from '@hookform/resolvers/zod'
import { Button } from 'antd'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { WelcomePage } from '../../components/WelcomePage.tsx'
import { call } from '../../lib/client.ts'
import { useAction } from '../../lib/use-action.ts'
import { NewPassphrase } from './passphrase-form.ts'
import { RecoveryCode } from './RecoveryCode.tsx'

interface Props {
  /** The store is about to open, but this screen still has something to show. */
  readonly onHold: () => void
  readonly onDone: () => void
}

/** First start: a passphrase, typed twice, then the recovery code. */
export function CreateVault({ onHold, onDone }: Props) {
  const { t } = useTranslation('vault')
  const [code, setCode] = useState<string | null>(null)
  const { control, handleSubmit } = useForm({
    resolver: zodResolver(NewPassphrase),
    defaultValues: { passphrase: '', again: '' },
  })
  const create = useAction(async (passphrase: string) => {
    onHold()
    const { recoveryCode } = await call('vault.create', { passphrase })
    setCode(recoveryCode)
  })
  if (code) return <RecoveryCode code={code} onDone={onDone} />
  return (
    <WelcomePage title={t('create.title')} reasons={[t('create.why'), t('create.offline')]}>
      <form noValidate onSubmit={handleSubmit(({ passphrase }) => create.run(passphrase))}>
        <TextField
          control={control}
          name="passphrase"
          label={t('create.passphrase')}
          hint={t('create.hint')}
          type="password"
          autoFocus
          required
        />
        <TextField control={control} name="again" label={t('create.again')} type="password" required />
        <ErrorNotice error={create.error} />
        <Button type="primary" htmlType="submit" loading={create.busy}>
          {t('create.submit')}
        </Button>
      </form>
      <p className="op-meta">{t('secret')}</p>
    </WelcomePage>
  )
}
