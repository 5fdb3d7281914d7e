import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import { StoredRecord } from '../../components/FoundRecord.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useNewId } from '../../lib/use-new-id.ts'
import { ContactForm } from './ContactForm.tsx'

/** A new contact, or an existing one to be changed. `?enterprise=` starts with a post there. */
export function ContactFormScreen() {
  const { id } = useParams()
  return id ? <EditContact key={id} id={id} /> : <NewContact />
}

function NewContact() {
  const [search] = useSearchParams()
  const id = useNewId()
  return <ContactForm id={id} detail={null} enterpriseId={search.get('enterprise')} />
}

function EditContact({ id }: { readonly id: string }) {
  const { t } = useTranslation('contacts')
  const found = useLiveQuery('contacts.get', { id })
  return (
    <StoredRecord query={found} title={t('form.edit')} gone={t('form.notFound')}>
      {(opened) => <ContactForm id={id} detail={opened} enterpriseId={null} />}
    </StoredRecord>
  )
}
