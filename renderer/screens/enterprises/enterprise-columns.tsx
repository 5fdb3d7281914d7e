import { useTranslation } from 'react-i18next'
import type { EnterpriseSummary } from '#shared/contract/enterprises.ts'
import type { Column } from '../../components/DenseTable.tsx'
import { SafetyTag } from '../../components/SafetyTag.tsx'
import { useEnums } from '../../lib/enums.ts'
import { formatAmount, formatDay } from '../../lib/format.ts'
import { BadgeTags } from './BadgeTags.tsx'

/** Columns of the list: all of them on the whole width, the main ones beside an open enterprise. */
export function useEnterpriseColumns(narrow: boolean): Column<EnterpriseSummary>[] {
  const { t } = useTranslation('enterprises')
  const { label } = useEnums()
  const name: Column<EnterpriseSummary> = {
    key: 'name',
    title: t('field.name'),
    width: narrow ? 'minmax(120px, 1fr)' : 'minmax(180px, 2fr)',
    render: (row) => <span title={row.name}>{row.name}</span>,
  }
  const city: Column<EnterpriseSummary> = {
    key: 'city',
    title: t('field.city'),
    width: '64px',
    render: (row) => row.city,
  }
  const lastVisit: Column<EnterpriseSummary> = {
    key: 'lastVisit',
    title: t('field.lastVisit'),
    width: '136px',
    render: (row) =>
      row.lastVisitOn ? formatDay(row.lastVisitOn) : <span className="op-meta">{t('list.never')}</span>,
  }
  const safety: Column<EnterpriseSummary> = {
    key: 'safety',
    title: '',
    width: '24px',
    render: (row) => <SafetyTag safety={row.safety} compact />,
  }
  if (narrow) return [name, city, lastVisit, safety]
  return [
    name,
    {
      key: 'badges',
      title: t('field.badges'),
      width: 'minmax(120px, 1.4fr)',
      render: (row) => <BadgeTags badges={row.badges} short />,
    },
    city,
    {
      key: 'chain',
      title: t('field.industryChain'),
      width: 'minmax(90px, 1fr)',
      render: (row) => row.industryChain,
    },
    {
      key: 'status',
      title: t('field.status'),
      width: '96px',
      render: (row) => label('enterpriseStatuses', row.status),
    },
    {
      key: 'priority',
      title: t('field.priority'),
      width: '88px',
      render: (row) => label('priorities', row.priority),
    },
    lastVisit,
    {
      key: 'visits',
      title: t('field.visits'),
      width: '64px',
      align: 'right',
      render: (row) => row.visitCount || '',
    },
    {
      key: 'investIntent',
      title: t('list.investIntent'),
      width: '132px',
      align: 'right',
      render: (row) => (row.investIntent === null ? '' : formatAmount(row.investIntent)),
    },
    safety,
  ]
}
