import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import type { ContactDetail } from '#shared/contract/contacts.ts'
import { RecordFormPage } from '../../components/RecordFormPage.tsx'
import { call } from '../../lib/client.ts'
import { useLeave } from '../../lib/use-leave.ts'
import { useRecordForm } from '../../lib/use-record-form.ts'
import { contactSchema, initialContact } from './contact-form.ts'
import { PersonSection } from './PersonSection.tsx'
import { PostsSection } from './PostsSection.tsx'

/** The form of a contact with the history of posts. Saving leads to the contact's page. */
export function ContactForm({
  id,
  detail,
  enterpriseId,
}: {
  readonly id: string
  readonly detail: ContactDetail | null
  /** Where a new contact has a post from the start. */
  readonly enterpriseId: string | null
}) {
  const { t } = useTranslation('contacts')
  const navigate = useNavigate()
  /** Who came by a link to one field goes back to where the link was. */
  const [search] = useSearchParams()
  const leave = useLeave(detail ? `/contacts/${id}` : '/contacts')
  const initial = useMemo(() => initialContact(detail, enterpriseId), [detail, enterpriseId])
  const work = useRecordForm({
    draftKey: detail ? `contact:${id}` : 'contact:new',
    schema: contactSchema,
    initial,
    save: async (values, seen) => {
      await call('contacts.save', { ...values, id, seen })
      if (search.has('field')) leave()
      else navigate(`/contacts/${id}`, { replace: true })
    },
  })
  return (
    <RecordFormPage title={detail ? t('form.edit') : t('form.new')} work={work} onCancel={leave}>
      <PersonSection control={work.form.control} isNew={detail === null} id={id} />
      <PostsSection control={work.form.control} />
    </RecordFormPage>
  )
}
