import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { Enterprise } from '#shared/domain/enterprises.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useNewId } from '../../lib/use-new-id.ts'
import { EnterpriseForm } from './EnterpriseForm.tsx'

/** A new enterprise, or an existing one to be changed. */
export function EnterpriseFormScreen() {
  const { id } = useParams()
  return id ? <EditEnterprise key={id} id={id} /> : <NewEnterprise />
}

function NewEnterprise() {
  const id = useNewId()
  return <EnterpriseForm id={id} enterprise={null} />
}

function EditEnterprise({ id }: { readonly id: string }) {
  const { t } = useTranslation('enterprises')
  const found = useLiveQuery('enterprises.get', { id })
  if (found.data) return <StoredForm id={id} enterprise={found.data.enterprise} />
  return (
    <Screen title={t('form.edit')}>
      <Answered query={found} empty={<EmptyState text={t('form.nothingToChange')} />}>
        {() => null}
      </Answered>
    </Screen>
  )
}

/** The form keeps the record it was opened with; what others change meanwhile is merged field by field on saving. */
function StoredForm({ id, enterprise }: { readonly id: string; readonly enterprise: Enterprise }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a different record opens another form
  const opened = useMemo(() => enterprise, [id])
  return <EnterpriseForm id={id} enterprise={opened} />
}
