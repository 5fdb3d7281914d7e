import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { told } from '../../components/DuplicatesButton.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'

/** A quiet line when records may be one; nothing when none may. */
export function PossibleDuplicates() {
  const { t } = useTranslation('duplicates')
  const { data } = useLiveQuery('duplicates.counts', {})
  if (!data || data.enterprises + data.contacts === 0) return null
  return (
    <section className="op-panel">
      <h2>{t('title')}</h2>
      <ul className="op-lines">
        {(['enterprises', 'contacts'] as const)
          .filter((table) => data[table] > 0)
          .map((table) => (
            <li key={table}>
              <Link to={`/duplicates?of=${table}`}>
                {t(`waiting.${table}`, { count: told(data[table]) })}
              </Link>
            </li>
          ))}
      </ul>
    </section>
  )
}
