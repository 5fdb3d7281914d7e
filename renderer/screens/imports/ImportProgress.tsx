import { Button, Progress } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportProgress as State } from '#shared/contract/imports.ts'
import { call } from '../../lib/client.ts'
import styles from './imports.module.css'

const askEveryMs = 250

/** How far the reading, writing or undoing is, and the button that stops it. */
export function ImportProgress() {
  const { t } = useTranslation('imports')
  const [state, setState] = useState<State | null>(null)
  useEffect(() => {
    const timer = setInterval(() => {
      call('imports.progress', {}).then(setState, () => undefined)
    }, askEveryMs)
    return () => clearInterval(timer)
  }, [])
  if (!state) return null
  const { phase, done, total } = state
  const canCancel = phase === 'writing' || phase === 'undoing'
  return (
    <div className={styles.progress} role="status">
      <span>{t(`progress.${phase}`, { done, total })}</span>
      <Progress
        percent={total > 0 ? Math.floor((100 * done) / total) : 0}
        status="active"
        showInfo={total > 0}
        size="small"
      />
      {canCancel && (
        <Button size="small" onClick={() => void call('imports.cancel', {})} title={t('cancelHint')}>
          {t('cancel')}
        </Button>
      )}
    </div>
  )
}
