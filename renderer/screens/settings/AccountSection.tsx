import { Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Facts } from '../../components/Facts.tsx'
import { Answered } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import styles from './settings.module.css'

/** Who works on this device with which server; signing out keeps the records. */
export function AccountSection() {
  const { t } = useTranslation(['settings', 'enums', 'common'])
  const navigate = useNavigate()
  const status = useLiveQuery('account.status', {})
  const signOut = useAction(async () => {
    await call('account.signOut', {})
    status.reload()
    showToast(t('account.signedOutNow'))
  })
  return (
    <section className={styles.section} aria-label={t('account.title')}>
      <h2>{t('account.title')}</h2>
      <ErrorNotice error={signOut.error} onClose={signOut.clearError} />
      <Answered query={status}>
        {({ account, signedIn, deviceName }) => (
          <>
            {account === null && <p>{t('account.none')}</p>}
            <Facts
              label={t('account.title')}
              rows={[]}
              wide={[
                { key: 'name', name: t('account.name'), value: account?.userName },
                { key: 'post', name: t('account.post'), value: account?.post },
                { key: 'unit', name: t('account.unit'), value: account?.unitName },
                { key: 'organisation', name: t('account.organisation'), value: account?.organisation },
                { key: 'role', name: t('account.role'), value: account && t(`enums:roles.${account.role}`) },
                { key: 'server', name: t('account.server'), value: account?.serverUrl },
                { key: 'device', name: t('account.device'), value: deviceName },
                {
                  key: 'state',
                  name: t('account.state'),
                  value: t(signedIn ? 'account.signedIn' : 'account.signedOut'),
                },
              ]}
            />
            <div className={styles.buttons}>
              {signedIn ? (
                <Popconfirm
                  title={t('account.signOutQuestion')}
                  okText={t('account.signOut')}
                  cancelText={t('common:cancel')}
                  onConfirm={() => signOut.run()}
                >
                  <Button loading={signOut.busy}>{t('account.signOut')}</Button>
                </Popconfirm>
              ) : (
                <Button type="primary" onClick={() => navigate('/account')}>
                  {t('account.signIn')}
                </Button>
              )}
            </div>
          </>
        )}
      </Answered>
    </section>
  )
}
