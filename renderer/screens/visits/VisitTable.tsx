import { useTranslation } from 'react-i18next'
import type { VisitSummary } from '#shared/contract/visits.ts'
import { type Column, DenseTable } from '../../components/DenseTable.tsx'
import type { RowSource } from '../../components/row-source.ts'
import { SafetyTag } from '../../components/SafetyTag.tsx'
import { formatDay } from '../../lib/format.ts'
import { useVisitList } from './visit-list-store.ts'

interface Props {
  readonly source: RowSource<VisitSummary>
  /** Beside an open visit only the columns by which a visit is known. */
  readonly narrow: boolean
  readonly chosenId: string | null
  readonly onOpen: (visit: VisitSummary) => void
}

/** Columns that can be left out; day and enterprise always stand first. */
export const choosableColumns = ['type', 'theirPeople', 'topics', 'outcome', 'author'] as const

/** The table of visits. */
export function VisitTable({ source, narrow, chosenId, onOpen }: Props) {
  const { t } = useTranslation(['visits', 'enums'])
  const column = (
    key: string,
    width: string,
    render: Column<VisitSummary>['render'],
  ): Column<VisitSummary> => ({
    key,
    title: t(`column.${key}`),
    width,
    render,
  })
  const shown = useVisitList((state) => state.columns) ?? choosableColumns
  const lead = { lead: true } as const
  const day = { ...column('day', '132px', (visit) => formatDay(visit.occurredOn)), ...lead }
  const enterprise = {
    ...column('enterprise', 'minmax(120px, 1.4fr)', (visit) => visit.enterpriseName ?? '—'),
    ...lead,
  }
  const outcome = column('outcome', '84px', (visit) =>
    visit.outcomeLevel ? t(`enums:outcomeLevels.${visit.outcomeLevel}`) : '',
  )
  const author = column('author', '72px', (visit) => visit.authorName ?? '')
  const safety = column('safety', narrow ? '24px' : '136px', (visit) => (
    <SafetyTag safety={visit.safety} compact={narrow} />
  ))
  const columns: readonly Column<VisitSummary>[] = narrow
    ? [day, enterprise, outcome, { ...safety, title: '' }]
    : [
        day,
        enterprise,
        ...[
          column('type', '112px', (visit) => t(`enums:visitTypes.${visit.type}`)),
          column('theirPeople', 'minmax(80px, 0.8fr)', (visit) => visit.theirPeople),
          column('topics', 'minmax(120px, 1.6fr)', (visit) => (
            <>
              {visit.lateEntryDays > 0 && <span className="op-tag">{t('late-entry')}</span>}{' '}
              {visit.gaps.length > 0 && <span className="op-tag op-tag-warn">{t('gap.short')}</span>}{' '}
              {visit.topics}
            </>
          )),
          outcome,
          author,
        ].filter(({ key }) => shown.includes(key)),
        safety,
      ]
  return (
    <DenseTable
      label={t('list.title')}
      columns={columns}
      source={source}
      rowKey={(visit) => visit.id}
      chosenKey={chosenId}
      onOpen={onOpen}
      autoFocus
    />
  )
}
