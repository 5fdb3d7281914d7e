import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Freshness } from '../../components/Freshness.tsx'
import { LibraryScreen } from '../../components/LibraryScreen.tsx'
import { ProjectBoard } from './ProjectBoard.tsx'
import { ProjectFilters } from './ProjectFilters.tsx'
import { useProjectColumns } from './project-columns.tsx'
import { knownOf, useProjectView } from './project-view-store.ts'

/** The project library: a dense table, or a board; beside one that is open only the table's main columns. */
export function ProjectListScreen() {
  const { t } = useTranslation('projects')
  const navigate = useNavigate()
  const view = useProjectView()
  const create = (
    <Button icon={<PlusOutlined aria-hidden />} onClick={() => navigate('/projects/new')}>
      {t('list.new')}
    </Button>
  )
  return (
    <LibraryScreen
      topic="projects"
      view={view}
      columns={useProjectColumns()}
      saved={{ place: 'projects', known: knownOf }}
      create={create}
      state={<Freshness />}
      actions={create}
      filters={<ProjectFilters />}
      instead={view.layout === 'board' && <ProjectBoard />}
    />
  )
}
