import { Checkbox } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolicySummary } from '#shared/contract/policies.ts'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import { type LibraryColumn, LibraryScreen } from '../../components/LibraryScreen.tsx'
import { SearchInput } from '../../components/SearchInput.tsx'
import { useEnums } from '../../lib/enums.ts'
import { usePolicyView } from './policy-view-store.ts'

/** The policies that the server published, beside the one that is read. */
export function PolicyListScreen() {
  const { t } = useTranslation('policies')
  const { options } = useEnums()
  const view = usePolicyView()
  const { filter, change, search } = view
  return (
    <LibraryScreen
      topic="policies"
      view={view}
      columns={useColumns()}
      filters={
        <>
          <SearchInput label={t('list.search')} value={filter.text ?? ''} onChange={search} />
          <FilterSelect
            label={t('filter.level')}
            value={filter.level ?? null}
            options={options('policyLevels')}
            onChange={(level) => change({ level })}
          />
          <Checkbox
            checked={filter.onlyInForce ?? false}
            onChange={({ target }) => change({ onlyInForce: target.checked })}
          >
            {t('filter.onlyInForce')}
          </Checkbox>
        </>
      }
      hint={t('list.choose')}
    />
  )
}

function useColumns(): readonly LibraryColumn<PolicySummary>[] {
  const { t } = useTranslation('policies')
  const { label } = useEnums()
  return useMemo(
    () => [
      {
        key: 'title',
        title: t('field.title'),
        width: 'minmax(160px, 1fr)',
        beside: {},
        render: (row) => <span title={row.title}>{row.title}</span>,
      },
      {
        key: 'level',
        title: t('field.level'),
        width: '80px',
        beside: {},
        render: (row) => label('policyLevels', row.level),
      },
      {
        key: 'state',
        title: t('field.valid'),
        width: '96px',
        beside: {},
        render: (row) => (
          <span className={row.inForce ? 'op-meta' : 'op-late'}>
            {t(row.inForce ? 'state.inForce' : 'state.notInForce')}
          </span>
        ),
      },
    ],
    [t, label],
  )
}
