import { useTranslation } from 'react-i18next'
import { LanguageChoice, ThemeChoice } from '../../components/PreferenceChoices.tsx'
import { Screen } from '../../components/Screen.tsx'
import { AboutSection } from './AboutSection.tsx'
import { AccountSection } from './AccountSection.tsx'
import { AttachmentsSection } from './AttachmentsSection.tsx'
import { PassphraseSection } from './PassphraseSection.tsx'
import { ShortcutsSection } from './ShortcutsSection.tsx'
import styles from './settings.module.css'

/** Language and looks, whose device this is, the passphrase, shortcuts and versions. */
export function SettingsScreen() {
  const { t } = useTranslation('settings')
  return (
    <Screen title={t('title')}>
      <div className={styles.columns}>
        <div>
          <section className={styles.section} aria-label={t('display')}>
            <h2>{t('display')}</h2>
            <div className={styles.choice}>
              <span className="op-label">{t('language')}</span>
              <LanguageChoice />
            </div>
            <div className={styles.choice}>
              <span className="op-label">{t('theme')}</span>
              <ThemeChoice />
            </div>
          </section>
          <AccountSection />
          <PassphraseSection />
        </div>
        <div>
          <AttachmentsSection />
          <ShortcutsSection />
          <AboutSection />
        </div>
      </div>
    </Screen>
  )
}
