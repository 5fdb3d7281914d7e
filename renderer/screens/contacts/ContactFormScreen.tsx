import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import type { ContactDetail } from '#shared/contract/contacts.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
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
  if (found.data) return <StoredForm id={id} detail={found.data} />
  return (
    <Screen title={t('form.edit')}>
      <Answered query={found} empty={<EmptyState text={t('form.notFound')} />}>
        {() => null}
      </Answered>
    </Screen>
  )
}

/** The form keeps the record it was opened with; what others change meanwhile is merged field by field on saving. */
function StoredForm({ id, detail }: { readonly id: string; readonly detail: ContactDetail }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a different record opens another form
  const opened = useMemo(() => detail, [id])
  return <ContactForm id={id} detail={opened} enterpriseId={null} />
}
