import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { ListedTarget, TargetListSummary } from '#shared/contract/target-lists.ts'
import { type Column, DenseTable } from '../../components/DenseTable.tsx'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { Notice } from '../../components/Notice.tsx'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { listName } from './list-name.ts'
import styles from './targets.module.css'

interface Shown extends ListedTarget {
  readonly change: 'isAdded' | 'isRemoved' | 'stillInTalks' | null
}

interface Props {
  readonly list: TargetListSummary
  /** Earlier versions, the newest first. */
  readonly others: readonly TargetListSummary[]
}

/** One version: its enterprises, or what changed from an earlier one, who was dropped while talks go on first. */
export function ListDifference({ list, others }: Props) {
  const { t } = useTranslation('targetLists')
  const navigate = useNavigate()
  const [otherId, setOtherId] = useState(others[0]?.id ?? null)
  const other = others.find(({ id }) => id === otherId) ?? null
  const [view, setView] = useState<'change' | 'all'>(other ? 'change' : 'all')
  const items = useLiveQuery('targetLists.items', { id: list.id })
  const difference = useLiveQuery(
    'targetLists.difference',
    other ? { olderId: other.id, newerId: list.id } : null,
  )
  const columns = useColumns(view === 'change')
  const { added = [], removed = [], kept = 0 } = difference.data ?? {}
  const dropped = removed.filter(({ stillInTalks }) => stillInTalks).length
  const changed: Shown[] = [
    ...removed.map((item) => ({
      ...item,
      change: item.stillInTalks ? ('stillInTalks' as const) : ('isRemoved' as const),
    })),
    ...added.map((item) => ({ ...item, change: 'isAdded' as const })),
  ]
  const all = (items.data ?? []).map((item) => ({ ...item, change: null }))
  return (
    <section className={styles.detail} aria-label={listName(list)}>
      <div className={styles.head}>
        <Choices
          id="target-list-view"
          label={t('change')}
          options={[
            { value: 'change', label: t('change') },
            { value: 'all', label: t('all') },
          ]}
          value={view}
          onChange={(value) => setView(value === 'all' ? 'all' : 'change')}
        />
        {others.length > 0 && view === 'change' && (
          <FilterSelect
            label={t('change')}
            value={otherId}
            options={others.map((each) => ({
              value: each.id,
              label: t('compare', { name: listName(each) }),
            }))}
            onChange={setOtherId}
            width={260}
            clearable={false}
          />
        )}
        {view === 'change' && other && (
          <span className="op-meta">
            {[
              t('added', { count: added.length }),
              t('removed', { count: removed.length }),
              t('kept', { count: kept }),
            ].join(' · ')}
          </span>
        )}
      </div>
      {view === 'change' && dropped > 0 && (
        <div className={styles.warning}>
          <Notice kind="warn" title={t('warn', { count: dropped })} />
        </div>
      )}
      {view === 'change' && !other ? (
        <p className="op-empty">{t('firstVersion')}</p>
      ) : (
        <DenseTable
          label={listName(list)}
          columns={columns}
          rows={view === 'change' ? changed : all}
          rowKey={(row) => row.id}
          onOpen={(row) => row.enterpriseId && navigate(`/enterprises/${row.enterpriseId}`)}
        />
      )}
    </section>
  )
}

function useColumns(withChange: boolean): Column<Shown>[] {
  const { t } = useTranslation('targetLists')
  const { label } = useEnums()
  const change: Column<Shown> = {
    key: 'change',
    title: t('change'),
    width: '140px',
    render: ({ change: kind }) =>
      kind && <span className={kind === 'stillInTalks' ? 'op-tag op-tag-warn' : 'op-tag'}>{t(kind)}</span>,
  }
  return [
    ...(withChange ? [change] : []),
    {
      key: 'name',
      title: t('name'),
      width: 'minmax(160px, 2fr)',
      render: (row) => <span title={row.name}>{row.name}</span>,
    },
    { key: 'city', title: t('city'), width: '60px', render: (row) => row.city },
    { key: 'category', title: t('category'), width: 'minmax(64px, 1fr)', render: (row) => row.category },
    {
      key: 'reason',
      title: t('reason'),
      width: 'minmax(96px, 1.4fr)',
      render: (row) => <span title={row.reason ?? ''}>{row.reason}</span>,
    },
    {
      key: 'status',
      title: t('status'),
      width: '96px',
      render: (row) =>
        row.enterpriseId === null ? (
          <span className="op-meta">{t('notInLibrary')}</span>
        ) : (
          label('enterpriseStatuses', row.status) || t('inLibrary')
        ),
    },
  ]
}
