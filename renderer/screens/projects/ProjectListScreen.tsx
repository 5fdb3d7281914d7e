import { PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useOutlet, useParams } from 'react-router'
import { projectClasses, projectStages } from '#shared/domain/enumerations.ts'
import { ColumnChoice } from '../../components/ColumnChoice.tsx'
import { DenseTable } from '../../components/DenseTable.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { MasterDetail } from '../../components/MasterDetail.tsx'
import { SavedViews } from '../../components/SavedViews.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
import { SearchInput } from '../../components/SearchInput.tsx'
import { useEnums } from '../../lib/enums.ts'
import { useLongList } from '../../lib/long-list.ts'
import { useTextFromAddress } from '../../lib/text-from-address.ts'
import { plainFilter } from '../../lib/view-filter.ts'
import { ProjectBoard } from './ProjectBoard.tsx'
import { useChoosableColumns, useProjectColumns, usualColumns } from './project-columns.tsx'
import { isNarrowed, knownOf, useProjectView } from './project-view-store.ts'

/** The project library: a dense table; beside one that is open only its main columns. */
export function ProjectListScreen() {
  const { t } = useTranslation('projects')
  const { id = null } = useParams()
  const detail = useOutlet()
  const navigate = useNavigate()
  const { filter, change, clear, layout, columns: keys } = useProjectView()
  const { query: list, source } = useLongList('projects.list', filter)
  const columns = useProjectColumns(id !== null, keys ?? usualColumns)
  useTextFromAddress((text) => change({ text }))
  const create = (
    <Button icon={<PlusOutlined aria-hidden />} onClick={() => navigate('/projects/new')}>
      {t('list.new')}
    </Button>
  )
  const empty = isNarrowed(filter) ? (
    <EmptyState
      text={t('list.emptyFiltered')}
      action={<Button onClick={clear}>{t('list.clearFilters')}</Button>}
    />
  ) : (
    <EmptyState text={t('list.empty')} action={create} />
  )
  return (
    <Screen
      title={t('title')}
      state={list.data && <span className="op-meta">{t('list.count', { count: list.data.total })}</span>}
      actions={create}
      filters={<Filters />}
      flush
    >
      {layout === 'board' && id === null && list.data?.total !== 0 ? (
        <ProjectBoard />
      ) : (
        <MasterDetail
          list={
            <Answered query={list} empty={empty}>
              {() => (
                <DenseTable
                  label={t('list.label')}
                  columns={columns}
                  source={source}
                  rowKey={(row) => row.id}
                  chosenKey={id}
                  autoFocus
                  onOpen={(row) => navigate(`/projects/${row.id}`, { replace: id !== null })}
                />
              )}
            </Answered>
          }
          detail={detail}
        />
      )}
    </Screen>
  )
}

const sorts = ['updated', 'stage', 'waiting', 'invest', 'name'] as const
const layouts = ['list', 'board'] as const

function Filters() {
  const { t } = useTranslation('projects')
  const { label } = useEnums()
  const { filter, change, clear, show, layout, setLayout, columns, setColumns } = useProjectView()
  const choosable = useChoosableColumns()
  return (
    <>
      <Choices
        id="project-layout"
        label={t('layout.label')}
        value={layout}
        options={layouts.map((value) => ({ value, label: t(`layout.${value}`) }))}
        onChange={(value) => setLayout(value === 'board' ? 'board' : 'list')}
      />
      <SearchInput
        label={t('list.search')}
        value={filter.text ?? ''}
        onChange={(text) => change({ text })}
        width={208}
      />
      <FilterSelect
        label={t('filter.stage')}
        value={filter.stage ?? null}
        options={projectStages.map((value) => ({ value, label: label('projectStages', value) }))}
        onChange={(stage) => change({ stage })}
      />
      <FilterSelect
        label={t('filter.class')}
        value={filter.class ?? null}
        options={projectClasses.map((value) => ({ value, label: label('projectClasses', value) }))}
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
      {layout === 'list' && (
        <ColumnChoice
          label={t('views:columns')}
          resetLabel={t('views:columnsReset')}
          options={choosable}
          shown={columns ?? usualColumns}
          onChange={setColumns}
        />
      )}
      <SavedViews
        place="projects"
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
