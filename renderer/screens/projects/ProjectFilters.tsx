import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { SearchInput } from '../../components/SearchInput.tsx'
import { useEnums } from '../../lib/enums.ts'
import { useProjectView } from './project-view-store.ts'

const sorts = ['updated', 'stage', 'waiting', 'invest', 'name'] as const
const layouts = ['list', 'board'] as const

/** Layout, text and quick filters above the list of projects. */
export function ProjectFilters() {
  const { t } = useTranslation('projects')
  const { options } = useEnums()
  const { filter, change, search, layout, setLayout } = useProjectView()
  return (
    <>
      <Choices
        id="project-layout"
        label={t('layout.label')}
        value={layout}
        options={layouts.map((value) => ({ value, label: t(`layout.${value}`) }))}
        onChange={(value) => setLayout(value === 'board' ? 'board' : 'list')}
      />
      <SearchInput label={t('list.search')} value={filter.text ?? ''} onChange={search} width={232} />
      <FilterSelect
        label={t('filter.stage')}
        value={filter.stage ?? null}
        options={options('projectStages')}
        onChange={(stage) => change({ stage })}
      />
      <FilterSelect
        label={t('filter.class')}
        value={filter.class ?? null}
        options={options('projectClasses')}
        onChange={(value) => change({ class: value })}
        width={88}
      />
      <Checkbox
        checked={filter.onlyKey ?? false}
        onChange={({ target }) => change({ onlyKey: target.checked })}
      >
        {t('filter.onlyKey')}
      </Checkbox>
      <Checkbox
        checked={filter.onlyPending ?? false}
        onChange={({ target }) => change({ onlyPending: target.checked })}
      >
        {t('filter.onlyPending')}
      </Checkbox>
      {layout === 'list' && (
        <FilterSelect
          label={t('filter.sort')}
          value={filter.sort ?? 'updated'}
          options={sorts.map((value) => ({ value, label: t(`sort.${value}`) }))}
          onChange={(sort) => change({ sort: sort ?? 'updated' })}
          width={132}
          clearable={false}
        />
      )}
    </>
  )
}
