import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { badgeTypes, enterpriseStatuses, priorities, regions } from '#shared/domain/enumerations.ts'
import { ColumnChoice } from '../../components/ColumnChoice.tsx'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { SavedViews } from '../../components/SavedViews.tsx'
import { SearchInput } from '../../components/SearchInput.tsx'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { plainFilter } from '../../lib/view-filter.ts'
import { useChoosableColumns, usualColumns } from './enterprise-columns.tsx'
import { isNarrowed, knownOf, useEnterpriseView } from './enterprise-view-store.ts'
import { MoreFilters } from './MoreFilters.tsx'

const libraries = ['target', 'customer', 'project', 'all'] as const
const sorts = ['updated', 'name', 'last-visit'] as const

/** Library, text and quick filters above the list of enterprises. */
export function EnterpriseFilters() {
  const { t } = useTranslation('enterprises')
  const { label } = useEnums()
  const { filter, change, clear, show, columns, setColumns } = useEnterpriseView()
  const choosable = useChoosableColumns()
  const facets = useLiveQuery('enterprises.facets', {})
  const known = (values: readonly string[] = []) => values.map((value) => ({ value, label: value }))
  return (
    <>
      <Choices
        id="enterprise-library"
        label={t('library.label')}
        options={libraries.map((value) => ({ value, label: t(`library.${value}`) }))}
        value={filter.library ?? 'all'}
        onChange={(value) => change({ library: libraries.find((each) => each === value) ?? 'all' })}
      />
      <SearchInput
        label={t('list.search')}
        value={filter.text ?? ''}
        onChange={(text) => change({ text })}
        width={176}
      />
      <FilterSelect
        label={t('filter.city')}
        value={filter.city ?? null}
        options={known(facets.data?.cities)}
        onChange={(city) => change({ city })}
        width={84}
      />
      <FilterSelect
        label={t('filter.chain')}
        value={filter.chain ?? null}
        options={known(facets.data?.chains)}
        onChange={(chain) => change({ chain })}
        width={92}
      />
      <FilterSelect
        label={t('filter.badge')}
        value={filter.badge ?? null}
        options={badgeTypes.map((value) => ({ value, label: label('badgeTypes', value) }))}
        onChange={(badge) => change({ badge })}
        width={88}
      />
      <FilterSelect
        label={t('filter.priority')}
        value={filter.priority ?? null}
        options={priorities.map((value) => ({ value, label: label('priorities', value) }))}
        onChange={(priority) => change({ priority })}
        width={96}
      />
      <FilterSelect
        label={t('filter.status')}
        value={filter.status ?? null}
        options={enterpriseStatuses.map((value) => ({ value, label: label('enterpriseStatuses', value) }))}
        onChange={(status) => change({ status })}
        width={92}
      />
      <FilterSelect
        label={t('filter.region')}
        value={filter.region ?? null}
        options={regions.map((value) => ({ value, label: label('regions', value) }))}
        onChange={(region) => change({ region })}
        width={96}
      />
      <FilterSelect
        label={t('filter.sort')}
        value={filter.sort ?? 'updated'}
        options={sorts.map((value) => ({ value, label: t(`sort.${value}`) }))}
        onChange={(sort) => change({ sort: sort ?? 'updated' })}
        width={132}
        clearable={false}
      />
      <MoreFilters />
      <ColumnChoice
        label={t('view.columns')}
        resetLabel={t('view.columnsReset')}
        options={choosable}
        shown={columns ?? usualColumns}
        onChange={setColumns}
      />
      <SavedViews
        place="enterprises"
        filter={plainFilter(filter)}
        columns={columns}
        onShow={(view) => show(knownOf(view.filter), view.columns)}
      />
      {isNarrowed(filter) && (
        <Button type="link" onClick={clear}>
          {t('list.clearFilters')}
        </Button>
      )}
    </>
  )
}
