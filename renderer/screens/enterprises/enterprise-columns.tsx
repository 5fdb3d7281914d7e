import { useTranslation } from 'react-i18next'
import type { EnterpriseSummary } from '#shared/contract/enterprises.ts'
import type { RecordColumn } from '../../components/RecordTable.tsx'
import { SafetyTag } from '../../components/SafetyTag.tsx'
import { useEnums } from '../../lib/enums.ts'
import { formatAmount, formatDay } from '../../lib/format.ts'
import { BadgeTags } from './BadgeTags.tsx'

/** Columns of the list: all of them on the whole width, the main ones beside an open enterprise. */
export function useEnterpriseColumns(narrow: boolean): RecordColumn<EnterpriseSummary>[] {
  const { t } = useTranslation('enterprises')
  const { label } = useEnums()
  const name: RecordColumn<EnterpriseSummary> = {
    key: 'name',
    title: t('field.name'),
    width: 'minmax(180px, 2fr)',
    cell: (row) => <span title={row.name}>{row.name}</span>,
  }
  const city: RecordColumn<EnterpriseSummary> = {
    key: 'city',
    title: t('field.city'),
    width: '80px',
    cell: (row) => row.city,
  }
  const lastVisit: RecordColumn<EnterpriseSummary> = {
    key: 'lastVisit',
    title: t('field.lastVisit'),
    width: '116px',
    cell: (row) =>
      row.lastVisitOn ? formatDay(row.lastVisitOn) : <span className="op-meta">{t('list.never')}</span>,
  }
  const safety: RecordColumn<EnterpriseSummary> = {
    key: 'safety',
    title: '',
    width: '40px',
    cell: (row) => <SafetyTag safety={row.safety} compact />,
  }
  if (narrow) return [name, city, lastVisit, safety]
  return [
    name,
    {
      key: 'badges',
      title: t('field.badges'),
      width: 'minmax(120px, 1.4fr)',
      cell: (row) => <BadgeTags badges={row.badges} short />,
    },
    city,
    {
      key: 'chain',
      title: t('field.industryChain'),
      width: 'minmax(90px, 1fr)',
      cell: (row) => row.industryChain,
    },
    {
      key: 'status',
      title: t('field.status'),
      width: '96px',
      cell: (row) => label('enterpriseStatuses', row.status),
    },
    {
      key: 'priority',
      title: t('field.priority'),
      width: '88px',
      cell: (row) => label('priorities', row.priority),
    },
    {
      key: 'investIntent',
      title: t('field.investIntent'),
      width: '132px',
      align: 'right',
      cell: (row) => (row.investIntent === null ? '' : formatAmount(row.investIntent)),
    },
    lastVisit,
    {
      key: 'visits',
      title: t('field.visits'),
      width: '64px',
      align: 'right',
      cell: (row) => row.visitCount || '',
    },
    safety,
  ]
}
