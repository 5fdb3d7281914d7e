import { useTranslation } from 'react-i18next'
import type { EnterpriseDetail } from '#shared/contract/enterprises.ts'
import type { LiveQuery } from '../../lib/live-query.ts'
import { BriefPromises } from './BriefPromises.tsx'
import { BriefTimeline } from './BriefTimeline.tsx'
import { SimilarEnterprises } from './SimilarEnterprises.tsx'
import type { VisitFormApi } from './VisitFields.tsx'

interface Props {
  readonly form: VisitFormApi
  readonly enterprise: LiveQuery<EnterpriseDetail | null>
  /** The visit being written, which is no news in its own brief. */
  readonly visitId: string
}

/** What is known of the chosen enterprise: last visits by anybody, open demands and promises, contacts. */
export function EnterpriseBrief({ form, enterprise, visitId }: Props) {
  const { t } = useTranslation('visits')
  const name = form.watch('enterpriseName')
  const isNew = form.watch('enterpriseIsNew')
  const detail = enterprise.stale ? null : enterprise.data
  return (
    <aside className="op-brief" aria-label={t('brief.title')}>
      <h2>{name || t('brief.title')}</h2>
      {!name && <p className="op-meta">{t('brief.nothing')}</p>}
      {isNew && name && <SimilarEnterprises form={form} name={name} />}
      {detail && (
        <>
          <BriefFacts detail={detail} />
          <BriefTimeline timeline={detail.timeline.filter((entry) => entry.id !== visitId)} />
          <BriefPromises enterpriseId={detail.enterprise.id} />
          <BriefContacts detail={detail} />
        </>
      )}
    </aside>
  )
}

function BriefFacts({ detail: { enterprise } }: { readonly detail: EnterpriseDetail }) {
  const { t } = useTranslation('enums')
  const facts = [
    enterprise.city,
    enterprise.industryChain,
    enterprise.status && t(`enterpriseStatuses.${enterprise.status}`),
  ].filter(Boolean)
  return (
    <>
      {facts.length > 0 && <p className="op-meta">{facts.join(' · ')}</p>}
      {enterprise.badges.length > 0 && (
        <div className="op-row">
          {enterprise.badges.map((badge) => (
            <span key={`${badge.type} ${badge.listYear}`} className="op-tag">
              {[badge.listYear, t(`badgeTypes.${badge.type}`)].filter(Boolean).join(' ')}
            </span>
          ))}
        </div>
      )}
      {enterprise.mainProducts && <p>{enterprise.mainProducts}</p>}
    </>
  )
}

function BriefContacts({ detail }: { readonly detail: EnterpriseDetail }) {
  const { t } = useTranslation('visits')
  if (detail.contacts.length === 0) return null
  return (
    <section>
      <h3>{t('brief.contacts')}</h3>
      <ul>
        {detail.contacts.slice(0, 6).map((contact) => {
          const post = contact.posts.find((each) => each.toDate === null)
          return (
            <li key={contact.id}>
              {contact.name} {post?.title}
              <span className="op-meta"> {contact.phones[0]}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
