import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { ChainSummary } from '#shared/contract/chains.ts'
import { type Column, DenseTable } from '../../components/DenseTable.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Freshness } from '../../components/Freshness.tsx'
import { SafetyTag, safetyWidth } from '../../components/SafetyTag.tsx'
import { Screen } from '../../components/Screen.tsx'
import { useToday } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { formatDay } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { periodDays, useChainView } from './chain-view-store.ts'
import styles from './chains.module.css'
import { PeriodSelect } from './PeriodSelect.tsx'
import { StateTag } from './StateTag.tsx'

/** All industry chains with their leaders, links, gaps and who stands on them; a click opens one. */
export function ChainListScreen() {
  const { t } = useTranslation('chains')
  const navigate = useNavigate()
  const today = useToday()
  const period = useChainView((state) => state.period)
  const list = useLiveQuery('chains.list', periodDays(period, today))
  const columns = useColumns()
  const create = list.data?.mayWrite ? (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => navigate('/chains/new')}>
      {t('list.new')}
    </Button>
  ) : null
  return (
    <Screen
      title={t('title')}
      state={
        list.data && (
          <>
            <span className="op-meta">{t('list.count', { count: list.data.rows.length })}</span>
            <Freshness />
          </>
        )
      }
      actions={create}
      filters={<PeriodSelect />}
      flush
      query={list}
      empty={
        <EmptyState
          text={t(list.data?.mayWrite ? 'list.empty' : 'list.emptyReader')}
          action={create ?? undefined}
        />
      }
    >
      {({ rows }) => (
        <DenseTable
          label={t('list.label')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          autoFocus
          onOpen={(row) => navigate(`/chains/${row.id}`)}
        />
      )}
    </Screen>
  )
}

function useColumns(): readonly Column<ChainSummary>[] {
  const { t } = useTranslation('chains')
  const { label } = useEnums()
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('field.name'),
        width: 'minmax(130px, 1.4fr)',
        render: (row) => <strong>{row.name}</strong>,
      },
      { key: 'chief', title: t('field.chiefLeader'), width: '96px', render: (row) => row.chiefLeader },
      {
        key: 'dept',
        title: t('field.leadDept'),
        width: 'minmax(128px, 1.2fr)',
        render: (row) => row.leadDept,
      },
      {
        key: 'states',
        title: t('list.states'),
        width: '216px',
        render: (row) => (
          <span className={styles.states}>
            <StateTag state="strong" count={row.strong} />
            <StateTag state="weak" count={row.weak} />
            <StateTag state="missing" count={row.missing} />
          </span>
        ),
      },
      { key: 'local', title: t('count.local'), width: '72px', align: 'right', render: (row) => row.local },
      { key: 'target', title: t('count.target'), width: '72px', align: 'right', render: (row) => row.target },
      { key: 'visits', title: t('count.visits'), width: '72px', align: 'right', render: (row) => row.visits },
      {
        key: 'last',
        title: t('count.lastVisitOn'),
        width: '112px',
        render: (row) => row.lastVisitOn && formatDay(row.lastVisitOn),
      },
      {
        key: 'status',
        title: t('field.status'),
        width: '96px',
        render: (row) => label('chainStatuses', row.status),
      },
      {
        key: 'safety',
        title: t('common:safety-column'),
        width: safetyWidth,
        render: (row) => <SafetyTag safety={row.safety} compact />,
      },
    ],
    [t, label],
  )
}
