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
import { Recovery } from './passphrase-form.ts'
import { RecoveryCode } from './RecoveryCode.tsx'

interface Props {
  readonly onHold: () => void
  readonly onDone: () => void
  readonly onBack: () => void
}

/** A new passphrase by the recovery code; the old code is used up and a new one shown. */
export function Recover({ onHold, onDone, onBack }: Props) {
  const { t } = useTranslation('vault')
  const [code, setCode] = useState<string | null>(null)
  const { control, handleSubmit } = useForm({
    resolver: zodResolver(Recovery),
    defaultValues: { recoveryCode: '', passphrase: '', again: '' },
  })
  const recover = useAction(async (recoveryCode: string, passphrase: string) => {
    onHold()
    const answer = await call('vault.recover', { recoveryCode, passphrase })
    setCode(answer.recoveryCode)
  })
  if (code) return <RecoveryCode code={code} onDone={onDone} />
  return (
    <WelcomePage title={t('recover.title')} reasons={[]}>
      <form
        noValidate
        onSubmit={handleSubmit(({ recoveryCode, passphrase }) => recover.run(recoveryCode, passphrase))}
      >
        <TextField
          control={control}
          name="recoveryCode"
          label={t('recover.code')}
          hint={t('recover.code-hint')}
          autoFocus
        />
        <TextField control={control} name="passphrase" label={t('recover.passphrase')} type="password" />
        <TextField control={control} name="again" label={t('recover.again')} type="password" />
        <ErrorNotice error={recover.error} />
        <Button type="primary" htmlType="submit" loading={recover.busy}>
          {t('recover.submit')}
        </Button>
        <Button type="link" onClick={onBack}>
          {t('recover.back')}
        </Button>
      </form>
    </WelcomePage>
  )
}
