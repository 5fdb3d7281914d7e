import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { VisitDetail } from '#shared/contract/visits.ts'
import type { Attendee } from '#shared/domain/visits.ts'
import { Facts } from '../../components/Facts.tsx'
import { formatDay, formatMoney } from '../../lib/format.ts'

const people = (list: readonly Attendee[]): string =>
  list.map(({ name, post }) => (post ? `${name}（${post}）` : name)).join('、')

/** The facts in two columns, then what was said and what came of it. */
export function VisitFacts({ detail }: { readonly detail: VisitDetail }) {
  const { t } = useTranslation(['visits', 'enums'])
  const { visit, enterpriseName, tripTitle } = detail
  const time = [visit.startTime, visit.endTime].filter(Boolean).join('–')
  const invest = visit.investIntent
  const fact = (key: string, value: ReactNode) => ({ key, name: t(`field.${key}`), value })
  return (
    <>
      <Facts
        label={t('detail.facts')}
        rows={[
          fact(
            'enterprise',
            enterpriseName && <Link to={`/enterprises/${visit.enterpriseId}`}>{enterpriseName}</Link>,
          ),
          fact('occurredOn', [formatDay(visit.occurredOn), time].filter(Boolean).join(' ')),
          fact('type', `${t(`enums:visitTypes.${visit.type}`)} · ${t(`enums:visitModes.${visit.mode}`)}`),
          fact('tripId', tripTitle && <Link to={`/trips/${visit.tripId}`}>{tripTitle}</Link>),
          fact('place', visit.place),
          fact('confidentiality', t(`enums:confidentialities.${visit.confidentiality}`)),
          fact('ourPeople', people(visit.ourPeople)),
          fact('theirPeople', people(visit.theirPeople) || visit.noCounterpartReason),
          fact('investIntent', invest !== null && formatMoney(invest)),
          {
            key: 'leader',
            name: t('leader.label'),
            value: visit.leaderActions
              .map(({ item, leader }) => `${leader} ${t(`enums:leaderActionItems.${item}`)}`)
              .join('；'),
          },
        ]}
      />
      <Text title={t('field.topics')} text={visit.topics} />
      <Text title={t('field.outcome')} text={visit.outcome} />
      <Text title={t('field.nextStep')} text={visit.nextStep}>
        <p className="op-meta">
          {[visit.nextDue && t('brief.due', { day: formatDay(visit.nextDue) }), visit.nextOwner]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </Text>
    </>
  )
}

interface TextProps {
  readonly title: string
  readonly text: string | null
  readonly children?: ReactNode
}

function Text({ title, text, children }: TextProps) {
  if (!text) return null
  return (
    <section>
      <h2>{title}</h2>
      <div className="op-prose">{text}</div>
      {children}
    </section>
  )
}
