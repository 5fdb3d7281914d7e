import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProjectSummary } from '#shared/contract/projects.ts'
import { daysBetween } from '#shared/domain/calendar.ts'
import type { LibraryColumn } from '../../components/LibraryScreen.tsx'
import { SafetyTag, safetyWidth } from '../../components/SafetyTag.tsx'
import { useToday } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { formatAmount } from '../../lib/format.ts'

/** Columns of the list of projects. */
export function useProjectColumns(): readonly LibraryColumn<ProjectSummary>[] {
  const { t } = useTranslation('projects')
  const { label } = useEnums()
  const today = useToday()
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('field.name'),
        width: 'minmax(200px, 2fr)',
        beside: { width: 'minmax(120px, 1fr)' },
        render: (row) => <span title={row.name}>{row.name}</span>,
      },
      {
        key: 'stage',
        title: t('field.stage'),
        width: '140px',
        beside: { width: '132px' },
        render: (row) => (
          <>
            {label('projectStages', row.stage)}{' '}
            {row.pendingStage && (
              <span className="op-tag op-tag-warn">
                {t('list.pending', { stage: label('projectStages', row.pendingStage) })}
              </span>
            )}
          </>
        ),
      },
      {
        key: 'since',
        choice: 'usual',
        title: t('list.since'),
        width: '88px',
        align: 'right',
        render: (row) =>
          row.stageSince && t('list.days', { count: Math.max(0, daysBetween(row.stageSince, today)) }),
      },
      {
        key: 'enterprise',
        choice: 'usual',
        title: t('field.enterprise'),
        width: 'minmax(168px, 1.6fr)',
        render: (row) => <span title={row.enterpriseName ?? ''}>{row.enterpriseName}</span>,
      },
      {
        key: 'invest',
        choice: 'usual',
        title: t('list.invest'),
        width: '132px',
        align: 'right',
        render: (row) => (row.totalInvest === null ? '' : formatAmount(row.totalInvest)),
      },
      {
        key: 'park',
        choice: 'usual',
        title: t('field.park'),
        width: 'minmax(90px, 1fr)',
        render: (row) => row.park,
      },
      {
        key: 'leader',
        choice: 'usual',
        title: t('field.leadLeader'),
        width: '96px',
        render: (row) => row.leadLeader,
      },
      {
        key: 'class',
        choice: 'usual',
        title: t('field.class'),
        width: '72px',
        render: (row) => label('projectClasses', row.class),
      },
      {
        key: 'code',
        choice: 'more',
        title: t('field.code'),
        width: '112px',
        render: (row) => row.code,
      },
      {
        key: 'isKey',
        choice: 'more',
        title: t('field.isKey'),
        width: '80px',
        render: (row) => (row.isKey ? t('forms:yes') : ''),
      },
      {
        key: 'safety',
        title: t('common:safety-column'),
        width: safetyWidth,
        beside: {},
        render: (row) => <SafetyTag safety={row.safety} compact />,
      },
    ],
    [t, label, today],
  )
}
