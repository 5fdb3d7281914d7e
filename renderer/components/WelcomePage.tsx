import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageChoice, ThemeChoice } from './PreferenceChoices.tsx'

interface Props {
  readonly title: string
  /** Sentences that say why this page is there. */
  readonly reasons: readonly string[]
  readonly children: ReactNode
}

/** A page before the frame: one panel in the middle, language and appearance at its foot. */
export function WelcomePage({ title, reasons, children }: Props) {
  const { t } = useTranslation('common')
  return (
    <div className="op-welcome">
      <main className="op-welcome-panel">
        <div className="op-welcome-brand">{t('app')}</div>
        <h1>{title}</h1>
        {reasons.map((reason) => (
          <p key={reason}>{reason}</p>
        ))}
        {children}
      </main>
      <footer className="op-welcome-foot">
        <LanguageChoice />
        <ThemeChoice />
      </footer>
    </div>
  )
}
