import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { EnterpriseDetail } from '#shared/contract/enterprises.ts'
import { Facts } from '../../components/Facts.tsx'
import { useEnums } from '../../lib/enums.ts'
import { formatAmount } from '../../lib/format.ts'
import { NotesPanel } from '../notes/NotesPanel.tsx'

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
    ['industrySection', label('industrySections', enterprise.industrySection)],
    ['ownership', label('ownerships', enterprise.ownership)],
    ['investIntent', amount(enterprise.investIntent)],
    ['regCapital', amount(enterprise.regCapital)],
    ['revenue', amount(enterprise.revenue)],
    ['employees', amount(enterprise.employees)],
    ['targetLevel', label('targetLevels', enterprise.targetLevel)],
    ['targetCategory', enterprise.targetCategory],
    ['contactIntervalDays', amount(enterprise.contactIntervalDays)],
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
