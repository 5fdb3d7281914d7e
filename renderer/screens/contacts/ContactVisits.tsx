import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ContactDetail } from '#shared/contract/contacts.ts'
import { formatDay } from '../../lib/format.ts'
import styles from './contacts.module.css'

/** The visits at which the person was met. */
export function ContactVisits({ visits }: Pick<ContactDetail, 'visits'>) {
  const { t } = useTranslation('contacts')
  return (
    <section aria-label={t('detail.visits')}>
      <h2>{t('detail.visits')}</h2>
      {visits.length === 0 && <p className="op-meta">{t('detail.noVisits')}</p>}
      <ul className={styles.lines}>
        {visits.map((visit) => (
          <li key={visit.id}>
            <Link to={`/visits/${visit.id}`}>{formatDay(visit.occurredOn)}</Link>
            <span>{visit.enterpriseName}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
