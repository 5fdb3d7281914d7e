import { Popover } from 'antd'
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
    <Popover trigger="click" placement="bottomLeft" content={<Members members={known.data.members} />}>
      <button
        type="button"
        className={late ? 'op-freshness op-freshness-late' : 'op-freshness op-meta'}
        title={t('freshness.who')}
      >
        {t('freshness.synced', { synced: peopleSynced, people, time: formatInstant(asOf) })}
      </button>
    </Popover>
  )
}

/** Up to when each one's work is in. */
function Members({ members }: Pick<DataFreshness, 'members'>) {
  const { t } = useTranslation('common')
  return (
    <ul className="op-freshness-members">
      {members.map(({ userId, name, syncedThrough }) => (
        <li key={userId}>
          {syncedThrough
            ? t('freshness.member', { name, time: formatInstant(syncedThrough) })
            : t('freshness.memberUnknown', { name })}
        </li>
      ))}
    </ul>
  )
}
