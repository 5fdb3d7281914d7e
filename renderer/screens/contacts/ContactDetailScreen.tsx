import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { ContactDetail } from '#shared/contract/contacts.ts'
import { AttachmentSection } from '../../components/attachments/AttachmentSection.tsx'
import { FoundRecord } from '../../components/FoundRecord.tsx'
import { RecordScreen } from '../../components/RecordScreen.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'
import { MergedRecords } from '../duplicates/MergedRecords.tsx'
import { useStandingRecord } from '../duplicates/use-standing-record.ts'
import { ContactFacts } from './ContactFacts.tsx'
import { ContactPosts } from './ContactPosts.tsx'
import { ContactVisits } from './ContactVisits.tsx'

/** One person: how to reach them, which posts they held, and when we met. */
export function ContactDetailScreen() {
  const { t } = useTranslation('contacts')
  const { id = '' } = useParams()
  const found = useLiveQuery('contacts.get', { id })
  useStandingRecord('contacts', found.data === null ? id : null)
  return (
    <FoundRecord
      query={found}
      title={t('title')}
      gone={t('detail.notFound')}
      isAsked={(data) => data.contact.id === id}
    >
      {(detail) => <Shown key={id} detail={detail} />}
    </FoundRecord>
  )
}

function Shown({ detail }: { readonly detail: ContactDetail }) {
  const { t } = useTranslation('contacts')
  const { contact } = detail
  return (
    <RecordScreen
      topic="contacts"
      record={{ table: 'contacts', id: contact.id }}
      name={contact.name}
      state={contact.hometownTie && <span className="op-tag op-tag-warn">{t('field.hometownTie')}</span>}
      foot={detail.foot}
      source={contact}
    >
      <MergedRecords table="contacts" id={contact.id} />
      <div className="op-stack">
        <ContactFacts contact={contact} />
        <ContactPosts posts={detail.posts} />
        <ContactVisits visits={detail.visits} />
        <AttachmentSection owner={{ table: 'contacts', id: contact.id }} />
      </div>
    </RecordScreen>
  )
}
