import { zodResolver } from '@hookform/resolvers/zod'
import { Button } from 'antd'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { contract } from '#shared/contract/index.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { call } from '../../lib/client.ts'
import { useAction } from '../../lib/use-action.ts'

interface Props {
  readonly serverUrl?: string
  readonly onSignedIn: () => void
}

/** Server address, login, password. What was typed stays when it fails. */
export function SignInForm({ serverUrl = '', onSignedIn }: Props) {
  const { t } = useTranslation('account')
  const { control, handleSubmit } = useForm({
    resolver: zodResolver(contract['account.signIn'].input),
    defaultValues: { serverUrl, login: '', password: '' },
  })
  const signIn = useAction(async (input: { serverUrl: string; login: string; password: string }) => {
    await call('account.signIn', input)
    onSignedIn()
  })
  return (
    <form noValidate onSubmit={handleSubmit(signIn.run)}>
      <TextField
        control={control}
        name="serverUrl"
        label={t('sign-in.server')}
        hint={t('sign-in.server-hint')}
        autoFocus={serverUrl === ''}
        required
      />
      <TextField
        control={control}
        name="login"
        label={t('sign-in.login')}
        autoFocus={serverUrl !== ''}
        required
      />
      <TextField control={control} name="password" label={t('sign-in.password')} type="password" required />
      <ErrorNotice error={signIn.error} />
      <Button type="primary" htmlType="submit" loading={signIn.busy}>
        {signIn.busy ? t('sign-in.busy') : t('sign-in.submit')}
      </Button>
    </form>
  )
}
