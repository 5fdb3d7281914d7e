import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { EnterpriseContact, EnterpriseDetail } from '#shared/contract/enterprises.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import styles from './enterprises.module.css'

/** Whom we know at an enterprise, with their posts there. */
export function EnterpriseContacts({ detail }: { readonly detail: EnterpriseDetail }) {
  const { t } = useTranslation('enterprises')
  const navigate = useNavigate()
  const { id } = detail.enterprise
  const create = (
    <Button onClick={() => navigate(`/contacts/new?enterprise=${id}`)}>{t('contacts.new')}</Button>
  )
  if (detail.contacts.length === 0) return <EmptyState text={t('contacts.empty')} action={create} />
  return (
    <div className="op-stack">
      <ul className={styles.people}>
        {detail.contacts.map((contact) => (
          <ContactLine key={contact.id} contact={contact} enterpriseId={id} />
        ))}
      </ul>
      <div>{create}</div>
    </div>
  )
}

function ContactLine({
  contact,
  enterpriseId,
}: {
  readonly contact: EnterpriseContact
  readonly enterpriseId: string
}) {
  const { t } = useTranslation('enterprises')
  const here = contact.posts.filter((post) => post.enterpriseId === enterpriseId)
  const posts = here.map((post) =>
    [post.toDate === null ? null : t('contacts.former'), post.title].filter(Boolean).join(' '),
  )
  return (
    <li>
      <Link to={`/contacts/${contact.id}`}>{contact.name}</Link>
      <span>{posts.filter(Boolean).join('、')}</span>
      {here.some((post) => post.isDecisionMaker) && (
        <span className="op-tag op-tag-warn">{t('contacts.decisionMaker')}</span>
      )}
      <span className="op-meta">{contact.phones.join('、')}</span>
    </li>
  )
}
