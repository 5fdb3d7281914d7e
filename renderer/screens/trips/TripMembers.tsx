import { useTranslation } from 'react-i18next'
import type { TripDetail } from '#shared/contract/trips.ts'
import { useEnums } from '../../lib/enums.ts'
import styles from './trips.module.css'

/** The delegation in rank order. */
export function TripMembers({ members }: Pick<TripDetail, 'members'>) {
  const { t } = useTranslation('trips')
  const { label } = useEnums()
  return (
    <section aria-label={t('detail.members')}>
      <h2>
        {t('detail.members')} <span className="op-meta">{t('list.members', { count: members.length })}</span>
      </h2>
      {members.length === 0 && <p className="op-meta">{t('member.empty')}</p>}
      <ol className={styles.lines}>
        {members.map((member) => (
          <li key={member.id}>
            <strong>{member.name}</strong>
            <span className={member.role === 'leader' ? 'op-tag op-tag-warn' : 'op-tag'}>
              {label('tripRoles', member.role)}
            </span>
            <span>{[member.organisation, member.post].filter(Boolean).join(' ')}</span>
            <span className="op-meta">{[member.duty, member.phone].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
