import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import type { Project } from '#shared/domain/projects.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
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
  if (found.data) return <StoredForm id={id} project={found.data.project} />
  return (
    <Screen title={t('form.edit')}>
      <Answered query={found} empty={<EmptyState text={t('form.nothingToChange')} />}>
        {() => null}
      </Answered>
    </Screen>
  )
}

/** The form keeps the record it was opened with; what others change meanwhile is merged field by field on saving. */
function StoredForm({ id, project }: { readonly id: string; readonly project: Project }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a different record opens another form
  const opened = useMemo(() => project, [id])
  return <ProjectForm id={id} project={opened} enterpriseId={null} />
}
