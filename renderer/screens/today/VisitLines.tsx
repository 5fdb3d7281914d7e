import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { VisitSummary } from '#shared/contract/visits.ts'
import { SafetyTag } from '../../components/SafetyTag.tsx'
import { useToday } from '../../lib/clock.ts'
import { formatDay } from '../../lib/format.ts'

/** Visits as lines: when, with whom, what came of it, where it is safe. */
export function VisitLines({ visits }: { readonly visits: readonly VisitSummary[] }) {
  const { t } = useTranslation(['visits', 'enums'])
  const day = useToday()
  return (
    <ul className="op-lines">
      {visits.map((visit) => (
        <li key={visit.id}>
          <span className="op-meta op-line-when">
            {visit.occurredOn === day ? visit.startTime : formatDay(visit.occurredOn)}
          </span>
          <Link to={`/visits/${visit.id}`} className="op-clip">
            {visit.enterpriseName ?? t('detail.no-enterprise')}
          </Link>
          <span className="op-meta op-clip op-line-rest">
            {[
              visit.outcomeLevel && t(`enums:outcomeLevels.${visit.outcomeLevel}`),
              visit.authorName,
              visit.topics,
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          <SafetyTag safety={visit.safety} compact />
        </li>
      ))}
    </ul>
  )
}
