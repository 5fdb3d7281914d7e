import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import { StoredRecord } from '../../components/FoundRecord.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useNewId } from '../../lib/use-new-id.ts'
import { ProjectForm } from './ProjectForm.tsx'

/** A new project, or an existing one to be changed. */
export function ProjectFormScreen() {
  const { id } = useParams()
  return id ? <EditProject key={id} id={id} /> : <NewProject />
}

function NewProject() {
  const id = useNewId()
  const [search] = useSearchParams()
  return <ProjectForm id={id} project={null} enterpriseId={search.get('enterprise')} />
}

function EditProject({ id }: { readonly id: string }) {
  const { t } = useTranslation('projects')
  const found = useLiveQuery('projects.get', { id })
  return (
    <StoredRecord query={found} title={t('form.edit')} gone={t('form.nothingToChange')}>
      {({ project }) => <ProjectForm id={id} project={project} enterpriseId={null} />}
    </StoredRecord>
  )
}
