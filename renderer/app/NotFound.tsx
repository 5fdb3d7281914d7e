import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useRouteError } from 'react-router'
import { AppError } from '#shared/contract/errors.ts'
import { EmptyState } from '../components/EmptyState.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'

/** An address that leads nowhere, for instance one of an older version. */
export function NotFound() {
  const { t } = useTranslation('common')
  return <EmptyState text={t('not-found')} action={<GoToday />} />
}

/** A screen whose program file could not be read; loading the window anew tries again, the store stays open. */
export function Unloadable() {
  const { t } = useTranslation('common')
  return (
    <div className="op-failed">
      <ErrorNotice error={new AppError('internal')} onRetry={() => window.location.reload()} />
      <EmptyState text={t('screen-failed')} action={<GoToday />} />
    </div>
  )
}

/** A screen that broke while it was shown. Its cause goes to the log, never raw on the screen. */
export function Failed() {
  const { t } = useTranslation('common')
  const error = useRouteError()
  console.error(error)
  return (
    <div className="op-failed">
      <ErrorNotice error={error} />
      <EmptyState text={t('screen-failed')} action={<GoToday />} />
    </div>
  )
}

function GoToday() {
  const { t } = useTranslation('common')
  const navigate = useNavigate()
  return <Button onClick={() => navigate('/today')}>{t('go-today')}</Button>
}
