import { useTranslation } from 'react-i18next'
import type { EnterpriseSummary } from '#shared/contract/enterprises.ts'
import type { Column } from '../../components/DenseTable.tsx'
import { SafetyTag } from '../../components/SafetyTag.tsx'
import { useEnums } from '../../lib/enums.ts'
import { formatAmount, formatDay } from '../../lib/format.ts'
import { BadgeTags } from './BadgeTags.tsx'
import { ContactLightTag } from './ContactLightTag.tsx'

type EnterpriseColumn = Column<EnterpriseSummary>

/** Columns that are shown unless others are chosen. */
export const usualColumns: readonly string[] = [
  ...['badges', 'city', 'chain', 'status', 'priority', 'light', 'lastVisit', 'investIntent'],
]

/** Every column that can be chosen, in the order in which they stand; the name always stands first. */
export function useChoosableColumns(): EnterpriseColumn[] {
  const { t } = useTranslation('enterprises')
  const { label } = useEnums()
  return [
    {
      key: 'badges',
      title: t('field.badges'),
      width: 'minmax(108px, 1.4fr)',
      render: (row) => <BadgeTags badges={row.badges} short />,
    },
    { key: 'city', title: t('field.city'), width: '64px', render: (row) => row.city },
    {
      key: 'chain',
      title: t('field.industryChain'),
      width: 'minmax(90px, 1fr)',
      render: (row) => row.industryChain,
    },
    {
      key: 'status',
      title: t('field.status'),
      width: '104px',
      render: (row) => label('enterpriseStatuses', row.status),
    },
    {
      key: 'priority',
      title: t('field.priority'),
      width: '72px',
      render: (row) => label('priorities', row.priority),
    },
    {
      key: 'light',
      title: t('field.light'),
      width: '108px',
      render: (row) => <ContactLightTag light={row.light} dueInDays={row.dueInDays} />,
    },
    {
      key: 'lastVisit',
      title: t('field.lastVisit'),
      width: '132px',
      render: (row) =>
        row.lastVisitOn ? formatDay(row.lastVisitOn) : <span className="op-meta">{t('list.never')}</span>,
    },
    {
      key: 'visits',
      title: t('field.visits'),
      width: '64px',
      align: 'right',
      render: (row) => row.visitCount || '',
    },
    {
      key: 'liaisonLeader',
      title: t('field.liaisonLeader'),
      width: '88px',
      render: (row) => row.liaisonLeader,
    },
    {
      key: 'targetLevel',
      title: t('field.targetLevel'),
      width: '80px',
      render: (row) => label('targetLevels', row.targetLevel),
    },
    {
      key: 'targetCategory',
      title: t('field.targetCategory'),
      width: 'minmax(80px, 0.8fr)',
      render: (row) => row.targetCategory,
    },
    {
      key: 'isLocal',
      title: t('field.isLocal'),
      width: '80px',
      render: (row) => (row.isLocal ? t('forms:yes') : ''),
    },
    {
      key: 'investIntent',
      title: t('list.investIntent'),
      width: '116px',
      align: 'right',
      render: (row) => (row.investIntent === null ? '' : formatAmount(row.investIntent)),
    },
  ]
}

interface Choosing {
  readonly narrow: boolean
  readonly shown: readonly string[]
  readonly chosen: ReadonlySet<string>
  readonly choose: (ids: Iterable<string>) => void
}

/** Columns of the list: the chosen ones on the whole width, the main ones beside an open enterprise. */
export function useEnterpriseColumns({ narrow, shown, chosen, choose }: Choosing): EnterpriseColumn[] {
  const { t } = useTranslation('enterprises')
  const choosable = useChoosableColumns()
  const name: EnterpriseColumn = {
    key: 'name',
    title: t('field.name'),
    lead: true,
    width: narrow ? 'minmax(120px, 1fr)' : 'minmax(180px, 2fr)',
    render: (row) => <span title={row.name}>{row.name}</span>,
  }
  const safety: EnterpriseColumn = {
    key: 'safety',
    title: '',
    width: '24px',
    render: (row) => <SafetyTag safety={row.safety} compact />,
  }
  if (narrow) {
    const beside = choosable.filter(({ key }) => key === 'city' || key === 'light')
    return [name, ...beside, safety]
  }
  const pick: EnterpriseColumn = {
    key: 'pick',
    title: '',
    width: '24px',
    render: (row) => (
      // biome-ignore lint/a11y/noStaticElementInteractions: only keeps a click on the box from opening the row
      // biome-ignore lint/a11y/useKeyWithClickEvents: the box itself answers the keyboard
      <span onClick={(event) => event.stopPropagation()}>
        <input
          type="checkbox"
          className="op-table-check"
          aria-label={t('list.choose', { name: row.name })}
          checked={chosen.has(row.id)}
          onChange={({ target }) =>
            choose(target.checked ? [...chosen, row.id] : [...chosen].filter((id) => id !== row.id))
          }
        />
      </span>
    ),
  }
  return [pick, name, ...choosable.filter(({ key }) => shown.includes(key)), safety]
}
