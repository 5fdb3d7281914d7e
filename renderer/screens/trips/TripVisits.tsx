import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { TripDetail } from '#shared/contract/trips.ts'
import { SafetyTag } from '../../components/SafetyTag.tsx'
import { useEnums } from '../../lib/enums.ts'
import { formatDay } from '../../lib/format.ts'
import styles from './trips.module.css'

/** The visits recorded on a trip, each with what it still lacks for the report. */
export function TripVisits({ visits }: Pick<TripDetail, 'visits'>) {
  const { t } = useTranslation('trips')
  const { label } = useEnums()
  return (
    <section aria-label={t('detail.visits')}>
      <h2>
        {t('detail.visits')} <span className="op-meta">{t('list.visits', { count: visits.length })}</span>
      </h2>
      {visits.length === 0 && <p className="op-meta">{t('detail.noVisits')}</p>}
      <ul className={styles.lines}>
        {visits.map((visit) => (
          <li key={visit.id}>
            <span className="op-meta">
              {formatDay(visit.occurredOn)} {visit.startTime}
            </span>
            <Link to={`/visits/${visit.id}`}>{visit.enterpriseName ?? label('visitTypes', visit.type)}</Link>
            {visit.outcomeLevel && (
              <span className="op-tag">{label('outcomeLevels', visit.outcomeLevel)}</span>
            )}
            {visit.gaps.map((gap) => (
              <span key={gap} className="op-tag op-tag-late">
                {t(`gap.${gap}`)}
              </span>
            ))}
            <span className="op-meta">{visit.authorName}</span>
            <SafetyTag safety={visit.safety} compact />
          </li>
        ))}
      </ul>
    </section>
  )
}
