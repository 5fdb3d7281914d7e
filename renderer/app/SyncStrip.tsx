import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { formatAmount, formatInstant } from '../lib/format.ts'
import { stripOf } from '../lib/strip.ts'
import { useSyncStatus } from '../lib/sync-status.ts'

/** With its year: a clock that is wrong is as a rule wrong by more than days. */
const withYear = (instant: string) => formatInstant(instant, new Date(0))

/** One quiet line under the top bar, where the state of sync changes what one can do. Never a modal. */
export function SyncStrip() {
  const { t } = useTranslation('sync')
  const navigate = useNavigate()
  const status = useSyncStatus()
  const [closed, setClosed] = useState<string | null>(null)
  const strip = status && stripOf(status)
  if (!strip || strip.kind === closed) return null
  switch (strip.kind) {
    case 'lease-ended':
      return (
        <div role="status" className="op-strip op-strip-warn">
          <span>{t('strip.leaseEnded')}</span>
          <Button size="small" type="primary" onClick={() => navigate('/account')}>
            {t('strip.signInAgain')}
          </Button>
        </div>
      )
    case 'lease-clock':
      return (
        <div role="status" className="op-strip op-strip-warn">
          <span>
            {t('strip.leaseClock', { clock: withYear(strip.clock), heardAt: withYear(strip.heardAt) })}
          </span>
          <Button size="small" onClick={() => navigate('/account')}>
            {t('strip.clockIsRight')}
          </Button>
        </div>
      )
    case 'disk-full':
      return (
        <div role="status" className="op-strip op-strip-warn">
          <span>{t('strip.diskFull')}</span>
        </div>
      )
    case 'captive-portal':
      return (
        <div role="status" className="op-strip">
          <span>{t('strip.captivePortal')}</span>
          <Button size="small" type="text" onClick={() => setClosed(strip.kind)}>
            {t('common:close')}
          </Button>
        </div>
      )
    case 'receiving':
      return (
        <div role="status" className="op-strip">
          <span>
            {strip.total === null
              ? t('strip.receivingSome', { done: formatAmount(strip.done) })
              : t('strip.receiving', { done: formatAmount(strip.done), total: formatAmount(strip.total) })}
          </span>
          {strip.total !== null && (
            <progress value={strip.done} max={Math.max(strip.total, strip.done)} aria-hidden />
          )}
        </div>
      )
  }
}
