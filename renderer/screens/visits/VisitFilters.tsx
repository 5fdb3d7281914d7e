import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import { DateInput } from '../../components/fields/DateField.tsx'
import { SearchInput } from '../../components/SearchInput.tsx'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useVisitList } from './visit-list-store.ts'

/** Filters of the list of visits. */
export function VisitFilters() {
  const { t } = useTranslation('visits')
  const { filter, change, search } = useVisitList()
  const { options } = useEnums()
  const users = useLiveQuery('users.list', {})
  return (
    <div className="op-row op-visit-filters">
      <SearchInput label={t('filter.text')} value={filter.text ?? ''} onChange={search} width={168} />
      <DateInput
        label={t('filter.from')}
        placeholder={t('filter.from')}
        value={filter.from ?? null}
        onChange={(from) => change({ from })}
      />
      <DateInput
        label={t('filter.to')}
        placeholder={t('filter.to')}
        value={filter.to ?? null}
        onChange={(to) => change({ to })}
      />
      <FilterSelect
        label={t('field.type')}
        value={filter.type ?? null}
        options={options('visitTypes')}
        onChange={(type) => change({ type })}
        width={100}
      />
      <FilterSelect
        label={t('field.outcomeLevel')}
        value={filter.outcomeLevel ?? null}
        options={options('outcomeLevels')}
        onChange={(outcomeLevel) => change({ outcomeLevel })}
        width={112}
      />
      <FilterSelect
        label={t('column.author')}
        value={filter.authorId ?? null}
        options={(users.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(authorId) => change({ authorId })}
        width={100}
      />
      <Checkbox
        checked={filter.onlyLocal ?? false}
        onChange={(event) => change({ onlyLocal: event.target.checked })}
      >
        {t('common:safety.local')}
      </Checkbox>
    </div>
  )
}
