import { useTranslation } from 'react-i18next'
import type { Safety } from '#shared/contract/records.ts'
import type { Column } from '../../components/DenseTable.tsx'
import { SafetyTag, safetyWidth } from '../../components/SafetyTag.tsx'
import { formatDay } from '../../lib/format.ts'

interface Promised {
  readonly enterpriseName: string | null
  readonly dueOn: string | null
  readonly overdue: boolean
  readonly safety: Safety
}

interface SharedColumns<R> {
  readonly enterprise: Column<R>
  readonly due: Column<R>
  readonly safety: Column<R>
}

/** The columns that follow-ups, demands and commitments have in common; what is overdue stands in red. */
export function useSharedColumns<R extends Promised>(): SharedColumns<R> {
  const { t } = useTranslation('promises')
  return {
    enterprise: {
      key: 'enterprise',
      title: t('field.enterprise'),
      width: 'minmax(80px, 1.2fr)',
      render: (row) => <span title={row.enterpriseName ?? undefined}>{row.enterpriseName}</span>,
    },
    due: {
      key: 'due',
      title: t('field.dueOn'),
      width: '132px',
      render: (row) =>
        row.dueOn && (
          <span className={row.overdue ? 'op-late' : undefined}>
            {formatDay(row.dueOn)} {row.overdue && t('list.overdue')}
          </span>
        ),
    },
    safety: {
      key: 'safety',
      title: t('common:safety-column'),
      width: safetyWidth,
      render: (row) => <SafetyTag safety={row.safety} compact />,
    },
  }
}
