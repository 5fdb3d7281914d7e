import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SavedView, ViewPlace } from '#shared/domain/saved-views.ts'
import type { ListView } from '../lib/list-view.ts'
import { plainFilter } from '../lib/view-filter.ts'
import { ColumnChoice } from './ColumnChoice.tsx'
import { SavedViews } from './SavedViews.tsx'

interface Props<F> {
  readonly view: ListView<F>
  /** Columns that can be left out, and those shown as long as none are chosen; null where there is no choice now. */
  readonly columns: {
    readonly options: readonly { readonly key: string; readonly title: string }[]
    readonly usual: readonly string[]
  } | null
  /** Where views are kept, and what of a kept filter this version knows; null where none are. */
  readonly saved: { readonly place: ViewPlace; readonly known: (filter: SavedView['filter']) => F } | null
}

/** What stands behind the filters of every long list: its columns, the views kept under a name, and clearing. */
export function ViewControls<F extends object>({ view, columns, saved }: Props<F>) {
  const { t } = useTranslation('views')
  return (
    <>
      {columns && (
        <ColumnChoice
          label={t('columns')}
          resetLabel={t('columnsReset')}
          options={columns.options}
          shown={view.columns ?? columns.usual}
          onChange={view.setColumns}
        />
      )}
      {saved && (
        <SavedViews
          place={saved.place}
          filter={plainFilter(view.filter)}
          columns={view.columns}
          onShow={({ filter, columns: shown }) => view.show(saved.known(filter), shown)}
        />
      )}
      {view.narrowed && (
        <Button type="link" onClick={view.clear}>
          {t('clearFilters')}
        </Button>
      )}
    </>
  )
}
