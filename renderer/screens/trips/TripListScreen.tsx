import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { DenseTable } from '../../components/DenseTable.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import { Freshness } from '../../components/Freshness.tsx'
import { Screen } from '../../components/Screen.tsx'
import { SearchInput } from '../../components/SearchInput.tsx'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useTripColumns } from './trip-columns.tsx'
import { useTripList } from './trip-list-store.ts'

const most = 1000

/** All trips, the newest first; a click opens one. */
export function TripListScreen() {
  const { t } = useTranslation('trips')
  const { options } = useEnums()
  const navigate = useNavigate()
  const { filter, change } = useTripList()
  const columns = useTripColumns()
  const list = useLiveQuery('trips.list', { ...filter, limit: most })
  const narrowed = Boolean(filter.text || filter.kind || filter.state)
  const create = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => navigate('/trips/new')}>
      {t('list.new')}
    </Button>
  )
  return (
    <Screen
      title={t('title')}
      state={
        list.data && (
          <>
            <span className="op-meta">{t('list.count', { count: list.data.total })}</span>
            <Freshness />
          </>
        )
      }
      actions={create}
      filters={
        <>
          <SearchInput
            label={t('list.search')}
            value={filter.text ?? ''}
            onChange={(text) => change({ text })}
          />
          <FilterSelect
            label={t('filter.kind')}
            value={filter.kind ?? null}
            options={options('tripKinds')}
            onChange={(kind) => change({ kind })}
          />
          <FilterSelect
            label={t('filter.state')}
            value={filter.state ?? null}
            options={options('tripStates')}
            onChange={(state) => change({ state })}
          />
        </>
      }
      flush
      query={list}
      empty={
        narrowed ? (
          <EmptyState text={t('list.emptyFiltered')} />
        ) : (
          <EmptyState text={t('list.empty')} action={create} />
        )
      }
    >
      {({ rows }) => (
        <DenseTable
          label={t('list.label')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          autoFocus
          onOpen={(row) => navigate(`/trips/${row.id}`)}
        />
      )}
    </Screen>
  )
}
