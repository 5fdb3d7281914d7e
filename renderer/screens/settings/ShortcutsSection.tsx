import { useTranslation } from 'react-i18next'
import { ShortcutList } from '../../components/ShortcutList.tsx'
import styles from './settings.module.css'

/** Every shortcut of the app. */
export function ShortcutsSection() {
  const { t } = useTranslation('common')
  return (
    <section className={styles.section} aria-label={t('shortcuts.title')}>
      <h2>{t('shortcuts.title')}</h2>
      <ShortcutList />
    </section>
  )
}
