import { ImportOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useOutlet, useParams } from 'react-router'
import { DenseTable } from '../../components/DenseTable.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Freshness } from '../../components/Freshness.tsx'
import { MasterDetail } from '../../components/MasterDetail.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'
import { EnterpriseFilters } from './EnterpriseFilters.tsx'
import { useEnterpriseColumns } from './enterprise-columns.tsx'
import { isNarrowed, useEnterpriseView } from './enterprise-view-store.ts'

/** As many enterprises as a list shows; who looks for more narrows it. */
const most = 1000

/** The enterprises as a dense table; beside one that is open only their main columns. */
export function EnterpriseListScreen() {
  const { t } = useTranslation('enterprises')
  const { id = null } = useParams()
  const detail = useOutlet()
  const navigate = useNavigate()
  const { filter, clear } = useEnterpriseView()
  const columns = useEnterpriseColumns(id !== null)
  const list = useLiveQuery('enterprises.list', { ...filter, limit: most })

  const create = (
    <Button icon={<PlusOutlined aria-hidden />} onClick={() => navigate('/enterprises/new')}>
      {t('list.new')}
    </Button>
  )
  const empty = isNarrowed(filter) ? (
    <EmptyState
      text={t('list.emptyFiltered')}
      action={<Button onClick={clear}>{t('list.clearFilters')}</Button>}
    />
  ) : (
    <EmptyState text={t('list.empty')} action={create} />
  )
  const table = (
    <Answered query={list} empty={empty}>
      {({ rows }) => (
        <DenseTable
          label={t('list.label')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          chosenKey={id}
          autoFocus
          onOpen={(row) => navigate(`/enterprises/${row.id}`, { replace: id !== null })}
        />
      )}
    </Answered>
  )
  return (
    <Screen
      title={t('title')}
      state={
        <>
          {list.data && <span className="op-meta">{t('list.count', { count: list.data.total })}</span>}
          <Freshness />
        </>
      }
      actions={
        <>
          <Button icon={<ImportOutlined aria-hidden />} onClick={() => navigate('/imports')}>
            {t('list.import')}
          </Button>
          {create}
        </>
      }
      filters={<EnterpriseFilters />}
      flush
    >
      <MasterDetail list={table} detail={detail} />
    </Screen>
  )
}
