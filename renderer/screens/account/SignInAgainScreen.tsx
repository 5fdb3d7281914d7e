import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Screen } from '../../components/Screen.tsx'
import { useAccountStatus } from '../../lib/account.ts'
import { useSyncStatus } from '../../lib/sync-status.ts'
import { showToast } from '../../lib/toasts.ts'
import { SignInForm } from './SignInForm.tsx'

/** Signing in again on a device that already belongs to somebody; recording goes on without it. */
export function SignInAgainScreen() {
  const { t } = useTranslation('account')
  const navigate = useNavigate()
  const { account, signedIn } = useAccountStatus()
  // The server still knows this laptop, but only a sign-in gives it more time.
  const isOver = useSyncStatus()?.problem === 'account/lease-ended'
  return (
    <Screen title={t('again.title')}>
      <div className="op-narrow op-stack">
        <p>
          {signedIn && !isOver
            ? t('again.signed-in', { name: account.userName, server: account.serverUrl })
            : t(isOver ? 'again.lease' : 'again.why')}
        </p>
        {(!signedIn || isOver) && (
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
