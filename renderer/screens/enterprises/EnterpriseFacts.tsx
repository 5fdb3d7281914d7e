import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { EnterpriseDetail } from '#shared/contract/enterprises.ts'
import type { Site } from '#shared/domain/enterprises.ts'
import { ChainPlaces } from '../../components/ChainPlaces.tsx'
import { Facts } from '../../components/Facts.tsx'
import { useEnums } from '../../lib/enums.ts'
import { formatAmount } from '../../lib/format.ts'
import { NotesPanel } from '../notes/NotesPanel.tsx'
import { ContactLightTag } from './ContactLightTag.tsx'

/** Key facts of an enterprise in two columns, what is open, and a place to write a note at once. */
export function EnterpriseFacts({ detail }: { readonly detail: EnterpriseDetail }) {
  const { t } = useTranslation('enterprises')
  const { label } = useEnums()
  const { enterprise, visitCount, openDemands, openCommitments } = detail
  const amount = (value: number | null) => (value === null ? null : formatAmount(value))
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['uscc', enterprise.uscc ?? enterprise.usccMissingReason],
    ['city', [enterprise.country, enterprise.city].filter(Boolean).join(' ')],
    ['industryChain', enterprise.industryChain],
    [
      'chainLinkIds',
      (enterprise.chainLinkIds ?? []).length > 0 && <ChainPlaces ids={enterprise.chainLinkIds} />,
    ],
    ['industrySection', label('industrySections', enterprise.industrySection)],
    ['ownership', label('ownerships', enterprise.ownership)],
    ['investIntent', amount(enterprise.investIntent)],
    ['regCapital', amount(enterprise.regCapital)],
    ['revenue', amount(enterprise.revenue)],
    ['employees', amount(enterprise.employees)],
    ['targetLevel', label('targetLevels', enterprise.targetLevel)],
    ['targetCategory', enterprise.targetCategory],
    ['contactIntervalDays', amount(enterprise.contactIntervalDays)],
    ['light', detail.light && <ContactLightTag light={detail.light} dueInDays={detail.dueInDays} />],
    ['liaisonLeader', enterprise.liaisonLeader],
    ['parent', detail.parent && <Link to={`/enterprises/${detail.parent.id}`}>{detail.parent.name}</Link>],
    ['isLocal', enterprise.isLocal ? t('forms:yes') : null],
    ['shortName', enterprise.shortName],
    ['website', enterprise.website],
  ]
  return (
    <div className="op-stack">
      <div className="op-row">
        <span className="op-tag">{t('detail.visitCount', { count: visitCount })}</span>
        {openDemands > 0 && (
          <span className="op-tag op-tag-warn">{t('detail.openDemands', { count: openDemands })}</span>
        )}
        {openCommitments > 0 && (
          <span className="op-tag op-tag-warn">
            {t('detail.openCommitments', { count: openCommitments })}
          </span>
        )}
      </div>
      <Facts
        label={t('detail.facts')}
        rows={facts.map(([field, value]) => ({ key: field, name: t(`field.${field}`), value }))}
        wide={[
          { key: 'address', name: t('field.address'), value: enterprise.address },
          {
            key: 'sites',
            name: t('field.sites'),
            value: sitesText(enterprise.sites, (kind) => label('siteKinds', kind)),
          },
          {
            key: 'subsidiaries',
            name: t('field.subsidiaries'),
            value: detail.subsidiaries.length > 0 && (
              <span className="op-row">
                {detail.subsidiaries.map(({ id, name }) => (
                  <Link key={id} to={`/enterprises/${id}`}>
                    {name}
                  </Link>
                ))}
              </span>
            ),
          },
          { key: 'mainProducts', name: t('field.mainProducts'), value: enterprise.mainProducts },
          { key: 'remarks', name: t('field.remarks'), value: enterprise.remarks },
        ]}
      />
      <NotesPanel
        owner={{ table: 'enterprises', id: enterprise.id }}
        enterpriseId={enterprise.id}
        withoutList
      />
    </div>
  )
}

/** `宜宾基地（工厂，宜宾）；…`: where an enterprise works. */
function sitesText(sites: readonly Site[], kindText: (kind: string) => string): string {
  return sites
    .map(({ name, kind, city, address }) => {
      const facts = [kindText(kind), city, address].filter(Boolean).join(' · ')
      return `${name} (${facts})`
    })
    .join('；')
}
