import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Screen } from '../../components/Screen.tsx'
import { useToday } from '../../lib/clock.ts'
import { formatDay } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { Block } from './Block.tsx'
import { Drafts } from './Drafts.tsx'
import { FollowUps } from './FollowUps.tsx'
import { OnlyHere } from './OnlyHere.tsx'
import { PossibleDuplicates } from './PossibleDuplicates.tsx'
import { VisitLines } from './VisitLines.tsx'
import './today.css'

/** What today asks for: what is due, today's visits, drafts to go on with, what is only on this device. */
export function TodayScreen() {
  const { t } = useTranslation('today')
  const navigate = useNavigate()
  const day = useToday()
  const todays = useLiveQuery('visits.list', { from: day, to: day, limit: 50 })
  const recent = useLiveQuery('visits.list', { limit: 8 })
  const trips = useLiveQuery('trips.on', { date: day })
  const earlier = (recent.data?.rows ?? []).filter((visit) => visit.occurredOn !== day)
  return (
    <Screen title={t('title')} state={<span className="op-meta">{formatDay(day)}</span>}>
      <div className="op-today">
        <div className="op-stack">
          <Drafts />
          <Block title={t('visits-today')} query={todays}>
            {({ rows }) =>
              rows.length > 0 ? (
                <VisitLines visits={rows} />
              ) : (
                <EmptyState
                  text={t('no-visits-today')}
                  action={
                    <Button type="primary" onClick={() => void navigate('/visits/new')}>
                      {t('common:top.new-visit')}
                    </Button>
                  }
                />
              )
            }
          </Block>
          {earlier.length > 0 && (
            <Block title={t('recent')} query={recent}>
              {() => <VisitLines visits={earlier} />}
            </Block>
          )}
        </div>
        <div className="op-stack">
          {(trips.data ?? []).length > 0 && (
            <Block title={t('trips')} query={trips}>
              {(rows) => (
                <ul className="op-lines">
                  {rows.map((trip) => (
                    <li key={trip.id} className="op-line-wraps">
                      <Link to={`/trips/${trip.id}`}>{trip.title}</Link>
                      <span className="op-meta">
                        {[...new Set([trip.startOn, trip.endOn])].map((each) => formatDay(each)).join('–')} ·{' '}
                        {trip.cities.join('、')}
                      </span>
                    </li>
                  ))}
                </ul>
              )}
            </Block>
          )}
          <FollowUps day={day} />
          <OnlyHere />
          <PossibleDuplicates />
        </div>
      </div>
    </Screen>
  )
}
