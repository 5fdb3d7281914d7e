import { useTranslation } from 'react-i18next'
import { formatDay } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'

/** Demands and commitments of the enterprise that are still open. */
export function BriefPromises({ enterpriseId }: { readonly enterpriseId: string }) {
  const { t } = useTranslation('visits')
  const demands = useLiveQuery('demands.list', { enterpriseId, show: 'open', limit: 5 })
  const commitments = useLiveQuery('commitments.list', { enterpriseId, show: 'open', limit: 5 })
  const lists = [
    { title: t('brief.demands'), rows: demands.data?.rows ?? [] },
    { title: t('brief.commitments'), rows: commitments.data?.rows ?? [] },
  ]
  return lists.map(
    ({ title, rows }) =>
      rows.length > 0 && (
        <section key={title}>
          <h3>{title}</h3>
          <ul>
            {rows.map((row) => (
              <li key={row.id}>
                {row.content}
                {row.dueOn && (
                  <span className={row.overdue ? 'op-meta op-late' : 'op-meta'}>
                    {' '}
                    {t(row.overdue ? 'brief.overdue' : 'brief.due', { day: formatDay(row.dueOn) })}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      ),
  )
}
