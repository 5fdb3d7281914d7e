import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Screen } from '../../components/Screen.tsx'
import { useAccountStatus } from '../../lib/account.ts'
import { showToast } from '../../lib/toasts.ts'
import { SignInForm } from './SignInForm.tsx'

/** Signing in again on a device that already belongs to somebody; recording goes on without it. */
export function SignInAgainScreen() {
  const { t } = useTranslation('account')
  const navigate = useNavigate()
  const { account, signedIn } = useAccountStatus()
  return (
    <Screen title={t('again.title')}>
      <div className="op-narrow op-stack">
        <p>
          {signedIn
            ? t('again.signed-in', { name: account.userName, server: account.serverUrl })
            : t('again.why')}
        </p>
        {!signedIn && (
          <SignInForm
            serverUrl={account.serverUrl}
            onSignedIn={() => {
              showToast(t('again.done'))
              void navigate('/today')
            }}
          />
        )}
      </div>
    </Screen>
  )
}
