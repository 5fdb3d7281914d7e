import { useTranslation } from 'react-i18next'
import type { TripSummary } from '#shared/contract/trips.ts'
import type { Column } from '../../components/DenseTable.tsx'
import { SafetyTag, safetyWidth } from '../../components/SafetyTag.tsx'
import { useToday } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { formatDay } from '../../lib/format.ts'
import { isReportLate } from './report-due.ts'

/** Columns of the list of trips; a report that is overdue stands in red. */
export function useTripColumns(): Column<TripSummary>[] {
  const { t } = useTranslation('trips')
  const { label } = useEnums()
  const today = useToday()
  return [
    {
      key: 'title',
      title: t('field.title'),
      width: 'minmax(160px, 2fr)',
      render: (row) => <span title={row.title}>{row.title}</span>,
    },
    { key: 'kind', title: t('field.kind'), width: '88px', render: (row) => label('tripKinds', row.kind) },
    {
      key: 'cities',
      title: t('field.cities'),
      width: 'minmax(96px, 1.2fr)',
      render: (row) => row.cities.join('、') || label('regions', row.region),
    },
    {
      key: 'dates',
      title: t('field.dates'),
      width: '208px',
      render: (row) => `${formatDay(row.startOn)} – ${formatDay(row.endOn)}`,
    },
    { key: 'leader', title: t('field.leader'), width: '88px', render: (row) => row.leaderName },
    {
      key: 'members',
      title: t('field.members'),
      width: '72px',
      align: 'right',
      render: (row) => row.memberCount,
    },
    {
      key: 'visits',
      title: t('field.visits'),
      width: '64px',
      align: 'right',
      render: (row) => row.visitCount,
    },
    { key: 'state', title: t('field.state'), width: '88px', render: (row) => label('tripStates', row.state) },
    {
      key: 'due',
      title: t('field.reportDueOn'),
      width: '112px',
      render: (row) => (
        <span className={isReportLate(row, today) ? 'op-late' : undefined}>{formatDay(row.reportDueOn)}</span>
      ),
    },
    {
      key: 'safety',
      title: t('common:safety-column'),
      width: safetyWidth,
      render: (row) => <SafetyTag safety={row.safety} compact />,
    },
  ]
}
