import { useTranslation } from 'react-i18next'
import type { VisitDetail } from '#shared/contract/visits.ts'
import { formatDay } from '../../lib/format.ts'

/** Demands and commitments captured in the visit. */
export function VisitPromises({ detail }: { readonly detail: VisitDetail }) {
  const { t } = useTranslation(['visits', 'enums'])
  const lists = [
    {
      title: t('demand.label'),
      rows: detail.demands.map((demand) => ({
        id: demand.id,
        text: demand.content,
        tags: [t(`enums:demandCategories.${demand.category}`), t(`enums:demandStates.${demand.state}`)],
        responsible: demand.responsible,
        dueOn: demand.dueOn,
      })),
    },
    {
      title: t('commitment.label'),
      rows: detail.commitments.map((commitment) => ({
        id: commitment.id,
        text: commitment.content,
        tags: [commitment.fulfilledOn ? t('commitment.kept') : t('commitment.open')],
        responsible: commitment.responsible,
        dueOn: commitment.dueOn,
      })),
    },
  ]
  return lists.map(
    ({ title, rows }) =>
      rows.length > 0 && (
        <section key={title}>
          <h2>{title}</h2>
          {rows.map((row) => (
            <div key={row.id} className="op-note">
              <div>{row.text}</div>
              <div className="op-row op-meta">
                {row.tags.map((tag) => (
                  <span key={tag} className="op-tag">
                    {tag}
                  </span>
                ))}
                {[row.responsible, row.dueOn && t('brief.due', { day: formatDay(row.dueOn) })]
                  .filter(Boolean)
                  .join(' · ')}
              </div>
            </div>
          ))}
        </section>
      ),
  )
}
