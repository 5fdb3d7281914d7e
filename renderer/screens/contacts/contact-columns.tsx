import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContactSummary } from '#shared/contract/contacts.ts'
import type { LibraryColumn } from '../../components/LibraryScreen.tsx'
import { SafetyTag, safetyWidth } from '../../components/SafetyTag.tsx'

/** Columns of the list of contacts. */
export function useContactColumns(): readonly LibraryColumn<ContactSummary>[] {
  const { t } = useTranslation('contacts')
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('field.name'),
        lead: true,
        width: '120px',
        beside: { width: '92px' },
        render: (row) => row.name,
      },
      {
        key: 'title',
        title: t('field.title'),
        choice: 'usual',
        width: 'minmax(120px, 1fr)',
        beside: { width: 'minmax(72px, 1fr)' },
        render: (row) => (
          <span title={row.title ?? undefined}>
            {row.isDecisionMaker && <span className="op-tag op-tag-warn">{t('field.isDecisionMaker')}</span>}{' '}
            {row.title}
          </span>
        ),
      },
      {
        key: 'enterprise',
        title: t('field.enterprise'),
        choice: 'usual',
        width: 'minmax(160px, 1.6fr)',
        beside: { width: 'minmax(96px, 1.6fr)' },
        render: (row) => <span title={row.enterpriseName ?? undefined}>{row.enterpriseName}</span>,
      },
      {
        key: 'phones',
        title: t('field.phones'),
        choice: 'usual',
        width: 'minmax(128px, 0.8fr)',
        render: (row) => row.phones.join('、'),
      },
      {
        key: 'email',
        title: t('field.email'),
        choice: 'more',
        width: 'minmax(128px, 1fr)',
        render: (row) => <span title={row.email ?? undefined}>{row.email}</span>,
      },
      {
        key: 'nativePlace',
        title: t('field.nativePlace'),
        choice: 'usual',
        width: '112px',
        render: (row) => row.nativePlace,
      },
      {
        key: 'hometownTie',
        title: t('field.hometownTie'),
        choice: 'more',
        width: '112px',
        render: (row) => (row.hometownTie ? t('forms:yes') : ''),
      },
      {
        key: 'safety',
        title: t('common:safety-column'),
        width: safetyWidth,
        beside: {},
        render: (row) => <SafetyTag safety={row.safety} compact />,
      },
    ],
    [t],
  )
}
