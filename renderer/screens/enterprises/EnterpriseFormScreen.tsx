import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { StoredRecord } from '../../components/FoundRecord.tsx'
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
  return (
    <StoredRecord query={found} title={t('form.edit')} gone={t('form.nothingToChange')}>
      {({ enterprise }) => <EnterpriseForm id={id} enterprise={enterprise} />}
    </StoredRecord>
  )
}
