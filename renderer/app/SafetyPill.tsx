import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { formatInstant } from '../lib/format.ts'
import { pillOf } from '../lib/pill.ts'
import { useSyncStatus } from '../lib/sync-status.ts'

/** The most honest thing on the screen: what is where. A click opens the sync centre. */
export function SafetyPill() {
  const { t } = useTranslation('common')
  const navigate = useNavigate()
  const status = useSyncStatus()
  if (!status) return <span className="op-pill" />
  const { key, params, tone, showLastSync, also } = pillOf(status)
  const away = status.phase === 'offline' || status.phase === 'signed-out' || status.phase === 'stopped'
  const text = [
    t(`pill.${key}`, params),
    ...also.map((more) => t(`pill.${more.key}`, more.params)),
    // What waits is said first; that there is no network explains why.
    away &&
      key !== status.phase &&
      key !== 'offline' &&
      key !== 'read-only' &&
      key !== 'disk-full' &&
      t(`pill.${status.phase === 'signed-out' ? 'signed-out' : 'offline'}`),
    showLastSync &&
      status.lastSyncedAt &&
      t('pill.last-synced', { time: formatInstant(status.lastSyncedAt) }),
  ]
    .filter(Boolean)
    .join(' · ')
  return (
    <button
      type="button"
      className={`op-pill op-pill-${tone}`}
      aria-label={t('pill.label', { text })}
      onClick={() => navigate('/sync')}
    >
      <span className="op-pill-dot" aria-hidden />
      {text}
    </button>
  )
}
