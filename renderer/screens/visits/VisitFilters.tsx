import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { outcomeLevels, visitTypes } from '#shared/domain/enumerations.ts'
import { ColumnChoice } from '../../components/ColumnChoice.tsx'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import { DateInput } from '../../components/fields/DateField.tsx'
import { SavedViews } from '../../components/SavedViews.tsx'
import { SearchInput } from '../../components/SearchInput.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'
import { plainFilter } from '../../lib/view-filter.ts'
import { choosableColumns } from './VisitTable.tsx'
import { knownOf, useVisitList } from './visit-list-store.ts'

/** Filters of the list of visits. */
export function VisitFilters() {
  const { t } = useTranslation(['visits', 'enums'])
  const filter = useVisitList((state) => state.filter)
  const show = useVisitList((state) => state.show)
  const { columns, setColumns, take } = useVisitList()
  const users = useLiveQuery('users.list', {})
  return (
    <div className="op-row op-visit-filters">
      <SearchInput
        label={t('filter.text')}
        value={filter.text ?? ''}
        onChange={(text) => show({ text })}
        width={168}
      />
      <DateInput
        label={t('filter.from')}
        placeholder={t('filter.from')}
        value={filter.from ?? null}
        onChange={(from) => show({ from })}
      />
      <DateInput
        label={t('filter.to')}
        placeholder={t('filter.to')}
        value={filter.to ?? null}
        onChange={(to) => show({ to })}
      />
      <FilterSelect
        label={t('field.type')}
        value={filter.type ?? null}
        options={visitTypes.map((value) => ({ value, label: t(`enums:visitTypes.${value}`) }))}
        onChange={(type) => show({ type })}
        width={100}
      />
      <FilterSelect
        label={t('field.outcomeLevel')}
        value={filter.outcomeLevel ?? null}
        options={outcomeLevels.map((value) => ({ value, label: t(`enums:outcomeLevels.${value}`) }))}
        onChange={(outcomeLevel) => show({ outcomeLevel })}
        width={112}
      />
      <FilterSelect
        label={t('column.author')}
        value={filter.authorId ?? null}
        options={(users.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(authorId) => show({ authorId })}
        width={100}
      />
      <Checkbox
        checked={filter.onlyLocal ?? false}
        onChange={(event) => show({ onlyLocal: event.target.checked })}
      >
        {t('common:safety.local')}
      </Checkbox>
      <ColumnChoice
        label={t('views:columns')}
        resetLabel={t('views:columnsReset')}
        options={choosableColumns.map((key) => ({ key, title: t(`column.${key}`) }))}
        shown={columns ?? choosableColumns}
        onChange={setColumns}
      />
      <SavedViews
        place="visits"
        filter={plainFilter(filter)}
        columns={columns}
        onShow={(view) => take(knownOf(view.filter), view.columns)}
      />
    </div>
  )
}
