import { useTranslation } from 'react-i18next'
import { Facts } from '../../components/Facts.tsx'
import { bridge } from '../../lib/client.ts'
import styles from './settings.module.css'

/** The versions somebody asks for who helps. */
export function AboutSection() {
  const { t } = useTranslation('settings')
  const { app, electron, platform } = bridge().versions
  return (
    <section className={styles.section} aria-label={t('about.title')}>
      <h2>{t('about.title')}</h2>
      <Facts
        label={t('about.title')}
        rows={[]}
        wide={[
          { key: 'app', name: t('about.app'), value: app },
          { key: 'electron', name: t('about.electron'), value: `Electron ${electron}` },
          { key: 'platform', name: t('about.platform'), value: platform },
        ]}
      />
    </section>
  )
}
