import { useTranslation } from 'react-i18next'
import { WelcomePage } from '../../components/WelcomePage.tsx'
import { SignInForm } from './SignInForm.tsx'

/** The first sign-in on this device: from then on it belongs to that person. */
export function FirstSignIn({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const { t } = useTranslation('account')
  return (
    <WelcomePage title={t('sign-in.title')} reasons={[t('sign-in.why')]}>
      <SignInForm onSignedIn={onSignedIn} />
    </WelcomePage>
  )
}
