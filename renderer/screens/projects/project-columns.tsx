import { useTranslation } from 'react-i18next'
import type { ProjectSummary } from '#shared/contract/projects.ts'
import { daysBetween } from '#shared/domain/calendar.ts'
import type { Column } from '../../components/DenseTable.tsx'
import { SafetyTag } from '../../components/SafetyTag.tsx'
import { today } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { formatAmount } from '../../lib/format.ts'

/** Columns that are shown unless others are chosen. */
export const usualColumns: readonly string[] = ['since', 'enterprise', 'invest', 'park', 'leader', 'class']

/** Every column that can be chosen, in the order in which they stand; name and stage always stand first. */
export function useChoosableColumns(): Column<ProjectSummary>[] {
  const { t } = useTranslation('projects')
  const { label } = useEnums()
  return [
    {
      key: 'since',
      title: t('list.since'),
      width: '88px',
      align: 'right',
      render: (row) =>
        row.stageSince && t('list.days', { count: Math.max(0, daysBetween(row.stageSince, today())) }),
    },
    {
      key: 'enterprise',
      title: t('field.enterprise'),
      width: 'minmax(168px, 1.6fr)',
      render: (row) => <span title={row.enterpriseName ?? ''}>{row.enterpriseName}</span>,
    },
    {
      key: 'invest',
      title: t('list.invest'),
      width: '132px',
      align: 'right',
      render: (row) => (row.totalInvest === null ? '' : formatAmount(row.totalInvest)),
    },
    { key: 'park', title: t('field.park'), width: 'minmax(90px, 1fr)', render: (row) => row.park },
    { key: 'leader', title: t('field.leadLeader'), width: '96px', render: (row) => row.leadLeader },
    {
      key: 'class',
      title: t('field.class'),
      width: '72px',
      render: (row) => label('projectClasses', row.class),
    },
    {
      key: 'code',
      title: t('field.code'),
      width: '112px',
      render: (row) => row.code,
    },
    {
      key: 'isKey',
      title: t('field.isKey'),
      width: '80px',
      render: (row) => (row.isKey ? t('forms:yes') : ''),
    },
  ]
}

/** Columns of the list: the chosen ones on the whole width, the main ones beside an open project. */
export function useProjectColumns(narrow: boolean, shown: readonly string[]): Column<ProjectSummary>[] {
  const choosable = useChoosableColumns()
  const { t } = useTranslation('projects')
  const { label } = useEnums()
  const name: Column<ProjectSummary> = {
    key: 'name',
    title: t('field.name'),
    width: narrow ? 'minmax(120px, 1fr)' : 'minmax(200px, 2fr)',
    render: (row) => <span title={row.name}>{row.name}</span>,
  }
  const stage: Column<ProjectSummary> = {
    key: 'stage',
    title: t('field.stage'),
    width: narrow ? '132px' : '140px',
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
  }
  const safety: Column<ProjectSummary> = {
    key: 'safety',
    title: '',
    width: '24px',
    render: (row) => <SafetyTag safety={row.safety} compact />,
  }
  if (narrow) return [name, stage, safety]
  return [name, stage, ...choosable.filter(({ key }) => shown.includes(key)), safety]
}
