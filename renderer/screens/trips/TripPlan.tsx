import { CheckOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { TripDetail } from '#shared/contract/trips.ts'
import { eachDay } from '#shared/domain/calendar.ts'
import { halfDays } from '#shared/domain/enumerations.ts'
import { useEnums } from '../../lib/enums.ts'
import { formatDay } from '../../lib/format.ts'
import styles from './trips.module.css'

/** The trip as days by half days; what was visited already is ticked. */
export function TripPlan({ detail }: { readonly detail: TripDetail }) {
  const { t } = useTranslation('trips')
  const { label } = useEnums()
  const { trip, legs, visits } = detail
  const days = [...new Set([...eachDay(trip.startOn, trip.endOn), ...legs.map(({ date }) => date)])].sort()
  const visited = new Set(visits.map(({ enterpriseId, occurredOn }) => `${enterpriseId} ${occurredOn}`))
  return (
    <section aria-label={t('detail.itinerary')}>
      <h2>{t('detail.itinerary')}</h2>
      {legs.length === 0 && <p className="op-meta">{t('detail.noLegs')}</p>}
      <table className={styles.plan} aria-label={t('detail.itinerary')}>
        <thead>
          <tr>
            <td />
            {halfDays.map((half) => (
              <th key={half} scope="col">
                {label('halfDays', half)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day}>
              <th scope="row">{formatDay(day)}</th>
              {halfDays.map((half) => (
                <td key={half}>
                  {legs
                    .filter((leg) => leg.date === day && leg.half === half)
                    .map((leg) => (
                      <Leg key={leg.id} leg={leg} done={visited.has(`${leg.enterpriseId} ${day}`)} />
                    ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Leg({ leg, done }: { readonly leg: TripDetail['legs'][number]; readonly done: boolean }) {
  const { t } = useTranslation('trips')
  const notes = [leg.place, leg.counterpart, leg.participants, leg.transport, leg.remarks].filter(Boolean)
  return (
    <p>
      {leg.startTime && <span className="op-meta">{leg.startTime} </span>}
      {leg.activity}{' '}
      {leg.enterpriseName && leg.enterpriseId && !leg.activity.includes(leg.enterpriseName) && (
        <Link to={`/enterprises/${leg.enterpriseId}`}>{leg.enterpriseName}</Link>
      )}
      {done && <CheckOutlined aria-label={t('leg.done')} title={t('leg.done')} />}
      {notes.length > 0 && (
        <>
          <br />
          <span className="op-meta">{notes.join(' · ')}</span>
        </>
      )}
    </p>
  )
}
