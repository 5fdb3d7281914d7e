import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { EnterpriseSummary } from '#shared/contract/enterprises.ts'
import type { LibraryColumn } from '../../components/LibraryScreen.tsx'
import { SafetyTag, safetyWidth } from '../../components/SafetyTag.tsx'
import { useEnums } from '../../lib/enums.ts'
import { formatAmount, formatDay } from '../../lib/format.ts'
import { FirstBadge } from './BadgeTags.tsx'
import { ContactLightTag } from './ContactLightTag.tsx'

interface Choosing {
  readonly chosen: ReadonlySet<string>
  readonly choose: (ids: Iterable<string>) => void
}

/** Columns of the list of enterprises. The first one chooses those that are to be changed together. */
export function useEnterpriseColumns({
  chosen,
  choose,
}: Choosing): readonly LibraryColumn<EnterpriseSummary>[] {
  const { t } = useTranslation('enterprises')
  const { label } = useEnums()
  return useMemo(
    () => [
      {
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
      },
      {
        key: 'name',
        title: t('field.name'),
        lead: true,
        width: 'minmax(180px, 2fr)',
        beside: { width: 'minmax(120px, 1fr)' },
        render: (row) => <span title={row.name}>{row.name}</span>,
      },
      {
        key: 'badges',
        choice: 'usual',
        title: t('field.badges'),
        width: 'minmax(108px, 1.4fr)',
        render: (row) => <FirstBadge badges={row.badges} />,
      },
      {
        key: 'city',
        choice: 'usual',
        beside: {},
        title: t('field.city'),
        width: '64px',
        render: (row) => row.city,
      },
      {
        key: 'chain',
        choice: 'usual',
        title: t('field.industryChain'),
        width: 'minmax(90px, 1fr)',
        render: (row) => row.industryChain,
      },
      {
        key: 'status',
        choice: 'usual',
        title: t('field.status'),
        width: '92px',
        render: (row) => label('enterpriseStatuses', row.status),
      },
      {
        key: 'priority',
        choice: 'usual',
        title: t('field.priority'),
        width: '60px',
        render: (row) => label('priorities', row.priority),
      },
      {
        key: 'light',
        choice: 'usual',
        beside: {},
        title: t('field.light'),
        width: '108px',
        render: (row) => <ContactLightTag light={row.light} dueInDays={row.dueInDays} />,
      },
      {
        key: 'lastVisit',
        choice: 'usual',
        title: t('field.lastVisit'),
        width: '132px',
        render: (row) =>
          row.lastVisitOn ? formatDay(row.lastVisitOn) : <span className="op-meta">{t('list.never')}</span>,
      },
      {
        key: 'visits',
        choice: 'more',
        title: t('field.visits'),
        width: '64px',
        align: 'right',
        render: (row) => row.visitCount || '',
      },
      {
        key: 'liaisonLeader',
        choice: 'more',
        title: t('field.liaisonLeader'),
        width: '88px',
        render: (row) => row.liaisonLeader,
      },
      {
        key: 'targetLevel',
        choice: 'more',
        title: t('field.targetLevel'),
        width: '80px',
        render: (row) => label('targetLevels', row.targetLevel),
      },
      {
        key: 'targetCategory',
        choice: 'more',
        title: t('field.targetCategory'),
        width: 'minmax(80px, 0.8fr)',
        render: (row) => row.targetCategory,
      },
      {
        key: 'isLocal',
        choice: 'more',
        title: t('field.isLocal'),
        width: '80px',
        render: (row) => (row.isLocal ? t('forms:yes') : ''),
      },
      {
        key: 'investIntent',
        choice: 'usual',
        title: t('list.investIntent'),
        width: '116px',
        align: 'right',
        render: (row) => (row.investIntent === null ? '' : formatAmount(row.investIntent)),
      },
      {
        key: 'safety',
        title: t('common:safety-column'),
        width: safetyWidth,
        beside: {},
        render: (row) => <SafetyTag safety={row.safety} compact />,
      },
    ],
    [t, label, chosen, choose],
  )
}
