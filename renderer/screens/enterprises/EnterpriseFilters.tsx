import { useTranslation } from 'react-i18next'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { SearchInput } from '../../components/SearchInput.tsx'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useEnterpriseView } from './enterprise-view-store.ts'
import { MoreFilters } from './MoreFilters.tsx'

const libraries = ['target', 'customer', 'project', 'all'] as const
const sorts = ['updated', 'name', 'last-visit'] as const

/** Library, text and quick filters above the list of enterprises. */
export function EnterpriseFilters() {
  const { t } = useTranslation('enterprises')
  const { options } = useEnums()
  const { filter, change, search } = useEnterpriseView()
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
      <SearchInput label={t('list.search')} value={filter.text ?? ''} onChange={search} width={272} />
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
        options={options('badgeTypes')}
        onChange={(badge) => change({ badge })}
        width={88}
      />
      <FilterSelect
        label={t('filter.priority')}
        value={filter.priority ?? null}
        options={options('priorities')}
        onChange={(priority) => change({ priority })}
        width={96}
      />
      <FilterSelect
        label={t('filter.status')}
        value={filter.status ?? null}
        options={options('enterpriseStatuses')}
        onChange={(status) => change({ status })}
        width={92}
      />
      <FilterSelect
        label={t('filter.region')}
        value={filter.region ?? null}
        options={options('regions')}
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
    </>
  )
}
