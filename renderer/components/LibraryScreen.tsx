import { Button } from 'antd'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useOutlet, useParams } from 'react-router'
import type { SavedView, ViewPlace } from '#shared/domain/saved-views.ts'
import type { ListView } from '../lib/list-view.ts'
import { type ListFilter, type ListRow, type LongList, useLongList } from '../lib/long-list.ts'
import { useTextFromAddress } from '../lib/text-from-address.ts'
import { type Column, DenseTable } from './DenseTable.tsx'
import { EmptyState } from './EmptyState.tsx'
import { MasterDetail } from './MasterDetail.tsx'
import { Answered, Screen } from './Screen.tsx'
import { ViewControls } from './ViewControls.tsx'

export interface LibraryColumn<R> extends Column<R> {
  /** The user may leave it out: `usual` stands there until then, `more` only where it was chosen. */
  readonly choice?: 'usual' | 'more'
  /** Stands beside an open record as well, with this width, or there alone. */
  readonly beside?: { readonly width?: string; readonly only?: boolean }
}

interface Props<T extends LongList> {
  /** Of the list: its call (`topic.list`), its words and its address. */
  readonly topic: T
  readonly view: ListView<ListFilter<T>>
  readonly columns: readonly LibraryColumn<ListRow<T>>[]
  /** Where views of it are kept, and what of a kept filter this version knows; without it none are. */
  readonly saved?: {
    readonly place: ViewPlace
    readonly known: (filter: SavedView['filter']) => ListFilter<T>
  }
  readonly filters: ReactNode
  readonly actions?: ReactNode
  /** Beside the count. */
  readonly state?: ReactNode
  /** What makes the first record, where there is none. */
  readonly create?: ReactNode
  /** Takes the place of the table while nothing is open; null for the table. */
  readonly instead?: ReactNode
  /** Over the table while nothing is open. */
  readonly over?: (total: number) => ReactNode
  /** One sentence in place of the detail while nothing is open; without it the table takes the whole width. */
  readonly hint?: string
}

/**
 * A library of any length: a dense table on the whole width, and beside an open record its main columns. Filters,
 * columns and kept views live in the topic's store (`listView`); the open record stands in the address.
 */
export function LibraryScreen<T extends LongList>(props: Props<T>) {
  const { topic, view, filters, actions, state, create, instead, over, hint } = props
  const { t } = useTranslation(topic)
  const { id = null } = useParams()
  const detail = useOutlet()
  const navigate = useNavigate()
  const { query: list, source } = useLongList(topic, view.filter)
  useTextFromAddress(view.search)
  const open = (key: string) => navigate(`/${topic}/${key}`, { replace: id !== null })
  const total = list.data?.total
  const isReplaced = id === null && Boolean(instead)
  const options = props.columns.filter(({ choice }) => choice)
  const choice = instead || options.length === 0 ? null : { options, usual: usualOf(options) }
  const columns = useShownColumns(props.columns, view.columns, id !== null || hint !== undefined)
  const table = (
    <Answered query={list} empty={<NoRows topic={topic} view={view} create={create} />}>
      {() => (
        <DenseTable
          label={t('list.label')}
          columns={columns}
          source={source}
          rowKey={(row) => row.id}
          chosenKey={id}
          autoFocus
          onOpen={(row) => open(row.id)}
        />
      )}
    </Answered>
  )
  const split = <MasterDetail list={table} detail={detail} {...(hint === undefined ? {} : { hint })} />
  return (
    <Screen
      title={t('title')}
      state={
        <>
          {list.data && (
            <span className="op-meta">
              {list.data.more ? t('common:at-least', { total }) : t('list.count', { count: total })}
            </span>
          )}
          {state}
        </>
      }
      actions={actions}
      filters={
        <>
          {filters}
          <ViewControls view={view} columns={choice} saved={props.saved ?? null} />
        </>
      }
      flush
    >
      {isReplaced && total !== 0 ? (
        instead
      ) : over ? (
        <div className="op-under">
          {id === null && over(total ?? 0)}
          {split}
        </div>
      ) : (
        split
      )}
    </Screen>
  )
}

/** Why the table is empty, and what to do about it. */
function NoRows<F>({
  topic,
  view,
  create,
}: {
  readonly topic: string
  readonly view: ListView<F>
  readonly create: ReactNode
}) {
  const { t } = useTranslation(topic)
  if (!view.narrowed) return <EmptyState text={t('list.empty')} action={create} />
  const clear = <Button onClick={view.clear}>{t('views:clearFilters')}</Button>
  return <EmptyState text={t('list.emptyFiltered')} action={clear} />
}

/** Made anew only when something of them changed: other columns draw every row anew. */
function useShownColumns<R>(
  columns: readonly LibraryColumn<R>[],
  chosen: readonly string[] | null,
  isBeside: boolean,
): readonly LibraryColumn<R>[] {
  return useMemo(() => {
    if (isBeside)
      return columns.flatMap(({ beside, ...column }) =>
        beside ? [{ ...column, width: beside.width ?? column.width }] : [],
      )
    const shown = chosen ?? usualOf(columns)
    return columns.filter(({ key, choice, beside }) => !beside?.only && (!choice || shown.includes(key)))
  }, [columns, chosen, isBeside])
}

const usualOf = <R,>(columns: readonly LibraryColumn<R>[]): readonly string[] =>
  columns.filter(({ choice }) => choice === 'usual').map(({ key }) => key)
