import { Button, Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useOutlet, useParams } from 'react-router'
import type { PolicySummary } from '#shared/contract/policies.ts'
import { policyLevels } from '#shared/domain/enumerations.ts'
import { type Column, DenseTable } from '../../components/DenseTable.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import { MasterDetail } from '../../components/MasterDetail.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
import { SearchInput } from '../../components/SearchInput.tsx'
import { useEnums } from '../../lib/enums.ts'
import { useLongList } from '../../lib/long-list.ts'
import { useTextFromAddress } from '../../lib/text-from-address.ts'
import { usePolicyView } from './policy-view-store.ts'

/** The policies that the server published, beside the one that is read. */
export function PolicyListScreen() {
  const { t } = useTranslation('policies')
  const { label } = useEnums()
  const { id = null } = useParams()
  const detail = useOutlet()
  const navigate = useNavigate()
  const { filter, change, clear } = usePolicyView()
  const { query: list, source } = useLongList('policies.list', filter)
  const columns = useColumns()
  useTextFromAddress((text) => change({ text }))
  const isNarrowed = Boolean(filter.text || filter.level || filter.onlyInForce)
  return (
    <Screen
      title={t('title')}
      state={list.data && <span className="op-meta">{t('list.count', { count: list.data.total })}</span>}
      filters={
        <>
          <SearchInput
            label={t('list.search')}
            value={filter.text ?? ''}
            onChange={(text) => change({ text })}
          />
          <FilterSelect
            label={t('filter.level')}
            value={filter.level ?? null}
            options={policyLevels.map((value) => ({ value, label: label('policyLevels', value) }))}
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
      flush
    >
      <MasterDetail
        list={
          <Answered
            query={list}
            empty={
              isNarrowed ? (
                <EmptyState
                  text={t('list.emptyFiltered')}
                  action={<Button onClick={clear}>{t('list.clearFilters')}</Button>}
                />
              ) : (
                <EmptyState text={t('list.empty')} />
              )
            }
          >
            {() => (
              <DenseTable
                label={t('list.label')}
                columns={columns}
                source={source}
                rowKey={(row) => row.id}
                chosenKey={id}
                autoFocus
                onOpen={(row) => navigate(`/policies/${row.id}`, { replace: id !== null })}
              />
            )}
          </Answered>
        }
        detail={detail}
        hint={t('list.choose')}
      />
    </Screen>
  )
}

function useColumns(): Column<PolicySummary>[] {
  const { t } = useTranslation('policies')
  const { label } = useEnums()
  return [
    {
      key: 'title',
      title: t('field.title'),
      width: 'minmax(160px, 1fr)',
      render: (row) => <span title={row.title}>{row.title}</span>,
    },
    {
      key: 'level',
      title: t('field.level'),
      width: '80px',
      render: (row) => label('policyLevels', row.level),
    },
    {
      key: 'state',
      title: t('field.valid'),
      width: '96px',
      render: (row) => (
        <span className={row.inForce ? 'op-meta' : 'op-late'}>
          {t(row.inForce ? 'state.inForce' : 'state.notInForce')}
        </span>
      ),
    },
  ]
}
