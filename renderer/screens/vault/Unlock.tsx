import { Button } from 'antd'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { WelcomePage } from '../../components/WelcomePage.tsx'
import { call } from '../../lib/client.ts'
import { useAction } from '../../lib/use-action.ts'
import { Recover } from './Recover.tsx'

interface Props {
  readonly onHold: () => void
  readonly onDone: () => void
}

/** The passphrase opens the records; a forgotten one is replaced with the recovery code. */
export function Unlock({ onHold, onDone }: Props) {
  const { t } = useTranslation('vault')
  const [recovering, setRecovering] = useState(false)
  const { control, handleSubmit, setFocus } = useForm({ defaultValues: { passphrase: '' } })
  const unlock = useAction(async (passphrase: string) => {
    await call('vault.unlock', { passphrase })
    onDone()
  })
  if (recovering) return <Recover onHold={onHold} onDone={onDone} onBack={() => setRecovering(false)} />
  return (
    <WelcomePage title={t('unlock.title')} reasons={[]}>
      <form
        noValidate
        onSubmit={handleSubmit(async ({ passphrase }) => {
          await unlock.run(passphrase)
          setFocus('passphrase', { shouldSelect: true })
        })}
      >
        <TextField
          control={control}
          name="passphrase"
          label={t('unlock.passphrase')}
          type="password"
          autoFocus
        />
        <ErrorNotice error={unlock.error} />
        <Button type="primary" htmlType="submit" loading={unlock.busy}>
          {unlock.busy ? t('unlock.busy') : t('unlock.submit')}
        </Button>
        <Button type="link" onClick={() => setRecovering(true)}>
          {t('unlock.forgotten')}
        </Button>
      </form>
    </WelcomePage>
  )
}
