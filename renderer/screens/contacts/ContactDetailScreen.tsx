import { DeleteOutlined, EditOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import type { ContactDetail } from '#shared/contract/contacts.ts'
import { AttachmentSection } from '../../components/attachments/AttachmentSection.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { RecordFoot } from '../../components/RecordFoot.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useShortcut } from '../../lib/shortcuts.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
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
  if (found.data && found.data.contact.id === id) return <Shown key={id} detail={found.data} />
  return (
    <Screen title={t('title')}>
      <Answered query={found} empty={<EmptyState text={t('detail.notFound')} />}>
        {() => null}
      </Answered>
    </Screen>
  )
}

function Shown({ detail }: { readonly detail: ContactDetail }) {
  const { t } = useTranslation('contacts')
  const { contact } = detail
  const navigate = useNavigate()
  const edit = () => navigate(`/contacts/${contact.id}/edit`)
  useShortcut('e', edit)
  const target = { table: 'contacts' as const, id: contact.id }
  const remove = useAction(async () => {
    await call('records.delete', target)
    showToast(t('detail.deleted', { name: contact.name }), () => call('records.undelete', target))
    navigate('/contacts')
  })
  return (
    <Screen
      title={contact.name}
      state={contact.hometownTie && <span className="op-tag op-tag-warn">{t('field.hometownTie')}</span>}
      actions={
        <>
          <Button icon={<EditOutlined aria-hidden />} title="E" onClick={edit}>
            {t('detail.edit')}
          </Button>
          <Button
            aria-label={t('detail.delete')}
            title={t('detail.delete')}
            icon={<DeleteOutlined aria-hidden />}
            loading={remove.busy}
            onClick={() => remove.run()}
          />
        </>
      }
      foot={<RecordFoot foot={detail.foot} source={detail.contact} />}
    >
      <ErrorNotice error={remove.error} onClose={remove.clearError} />
      <MergedRecords table="contacts" id={contact.id} />
      <div className="op-stack">
        <ContactFacts contact={contact} />
        <ContactPosts posts={detail.posts} />
        <ContactVisits visits={detail.visits} />
        <AttachmentSection owner={{ table: 'contacts', id: contact.id }} />
      </div>
    </Screen>
  )
}
