import { ImportOutlined, PlusOutlined, UnorderedListOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useOutlet, useParams } from 'react-router'
import { DenseTable } from '../../components/DenseTable.tsx'
import { DuplicatesButton } from '../../components/DuplicatesButton.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Freshness } from '../../components/Freshness.tsx'
import { MasterDetail } from '../../components/MasterDetail.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
import { useLongList } from '../../lib/long-list.ts'
import { useTextFromAddress } from '../../lib/text-from-address.ts'
import { BulkBar } from './BulkBar.tsx'
import { BulkHistory } from './BulkHistory.tsx'
import { EnterpriseFilters } from './EnterpriseFilters.tsx'
import { useEnterpriseColumns, usualColumns } from './enterprise-columns.tsx'
import { isNarrowed, useEnterpriseView } from './enterprise-view-store.ts'
import styles from './enterprises.module.css'

/** The enterprises as a dense table; beside one that is open only their main columns. */
export function EnterpriseListScreen() {
  const { t } = useTranslation('enterprises')
  const { id = null } = useParams()
  const detail = useOutlet()
  const navigate = useNavigate()
  const { filter, change, clear, columns: keys, chosen, choose } = useEnterpriseView()
  const shown = keys ?? usualColumns
  const columns = useEnterpriseColumns({ narrow: id !== null, shown, chosen, choose })
  const { query: list, source } = useLongList('enterprises.list', filter)
  useTextFromAddress((text) => change({ text }))

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
      {() => (
        <DenseTable
          label={t('list.label')}
          columns={columns}
          source={source}
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
          {list.data && (
            <span className="op-meta">
              {list.data.more
                ? t('common:at-least', { total: list.data.total })
                : t('list.count', { count: list.data.total })}
            </span>
          )}
          <Freshness />
        </>
      }
      actions={
        <>
          <Button icon={<UnorderedListOutlined aria-hidden />} onClick={() => navigate('/target-lists')}>
            {t('targetLists:title')}
          </Button>
          <DuplicatesButton table="enterprises" />
          <BulkHistory />
          <Button icon={<ImportOutlined aria-hidden />} onClick={() => navigate('/imports')}>
            {t('list.import')}
          </Button>
          {create}
        </>
      }
      filters={<EnterpriseFilters />}
      flush
    >
      <div className={styles.withBulk}>
        {id === null && <BulkBar total={list.data?.total ?? 0} />}
        <MasterDetail list={table} detail={detail} />
      </div>
    </Screen>
  )
}
