import { useTranslation } from 'react-i18next'
import type { DataFreshness } from '#shared/contract/sync.ts'
import { formatInstant } from '../lib/format.ts'
import { useLiveQuery } from '../lib/live-query.ts'

interface Props {
  /** The trip or the unit whose people are asked about; one's own unit when neither is given. */
  readonly tripId?: string
  readonly unitId?: string
}

/** Up to when the numbers beside it hold: whose work is in, and up to when. Nothing while nothing is known. */
export function Freshness({ tripId, unitId }: Props) {
  const { t } = useTranslation('common')
  const known = useLiveQuery('sync.freshness', {
    ...(tripId ? { tripId } : {}),
    ...(unitId ? { unitId } : {}),
  })
  if (!known.data || known.data.people === 0) return null
  const { people, peopleSynced, asOf } = known.data
  if (!asOf) return <span className="op-freshness op-meta">{t('freshness.unknown')}</span>
  const late = peopleSynced < people
  return (
    <span
      className={late ? 'op-freshness op-freshness-late' : 'op-freshness op-meta'}
      title={detailsOf(known.data)}
    >
      {t('freshness.synced', { synced: peopleSynced, people, time: formatInstant(asOf) })}
    </span>
  )

  function detailsOf({ members }: DataFreshness): string {
    return members
      .map(({ name, syncedThrough }) =>
        syncedThrough
          ? t('freshness.member', { name, time: formatInstant(syncedThrough) })
          : t('freshness.memberUnknown', { name }),
      )
      .join('\n')
  }
}
