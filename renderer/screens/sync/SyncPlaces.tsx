import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import styles from './sync.module.css'

const places = [
  { path: '/sync', key: 'overview' },
  { path: '/sync/log', key: 'log' },
  { path: '/sync/exchange', key: 'exchange' },
  { path: '/sync/clearance', key: 'clearance' },
] as const

/** The four pages of the sync centre. */
export function SyncPlaces() {
  const { t } = useTranslation('sync')
  return (
    <nav className={styles.places} aria-label={t('place.label')}>
      {places.map(({ path, key }) => (
        <NavLink
          key={path}
          to={path}
          end
          className={({ isActive }) => `${styles.place} ${isActive ? styles.placeHere : ''}`}
        >
          {t(`place.${key}`)}
        </NavLink>
      ))}
    </nav>
  )
}
