import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { VisitSummary } from '#shared/contract/visits.ts'
import type { LibraryColumn } from '../../components/LibraryScreen.tsx'
import { SafetyTag, safetyWidth } from '../../components/SafetyTag.tsx'
import { useEnums } from '../../lib/enums.ts'
import { formatDay } from '../../lib/format.ts'

/** Columns of the list of visits. */
export function useVisitColumns(): readonly LibraryColumn<VisitSummary>[] {
  const { t } = useTranslation('visits')
  const { label } = useEnums()
  return useMemo(
    () => [
      {
        key: 'day',
        title: t('column.day'),
        lead: true,
        width: '132px',
        beside: {},
        render: (visit) => formatDay(visit.occurredOn),
      },
      {
        key: 'enterprise',
        title: t('column.enterprise'),
        lead: true,
        width: 'minmax(120px, 1.4fr)',
        beside: {},
        render: (visit) => visit.enterpriseName ?? '—',
      },
      {
        key: 'type',
        title: t('column.type'),
        choice: 'usual',
        width: '112px',
        render: (visit) => label('visitTypes', visit.type),
      },
      {
        key: 'theirPeople',
        title: t('column.theirPeople'),
        choice: 'usual',
        width: 'minmax(80px, 0.8fr)',
        render: (visit) => visit.theirPeople,
      },
      {
        key: 'topics',
        title: t('column.topics'),
        choice: 'usual',
        width: 'minmax(120px, 1.6fr)',
        render: (visit) => (
          <>
            {visit.lateEntryDays > 0 && <span className="op-tag">{t('late-entry')}</span>}{' '}
            {visit.gaps.length > 0 && <span className="op-tag op-tag-warn">{t('gap.short')}</span>}{' '}
            {visit.topics}
          </>
        ),
      },
      {
        key: 'outcome',
        title: t('column.outcome'),
        choice: 'usual',
        width: '84px',
        beside: {},
        render: (visit) => label('outcomeLevels', visit.outcomeLevel),
      },
      {
        key: 'author',
        title: t('column.author'),
        choice: 'usual',
        width: '72px',
        render: (visit) => visit.authorName ?? '',
      },
      {
        key: 'safety',
        title: t('column.safety'),
        width: '136px',
        render: (visit) => <SafetyTag safety={visit.safety} />,
      },
      {
        key: 'safety-beside',
        title: t('common:safety-column'),
        width: safetyWidth,
        beside: { only: true },
        render: (visit) => <SafetyTag safety={visit.safety} compact />,
      },
    ],
    [t, label],
  )
}
