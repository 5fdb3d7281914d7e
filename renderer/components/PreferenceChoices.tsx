import { useTranslation } from 'react-i18next'
import { useLocale, usePreferences } from '../lib/preferences.ts'
import { Choices } from './fields/ChoiceField.tsx'

/** Chinese or English, at once. */
export function LanguageChoice() {
  const { t } = useTranslation('common')
  const locale = useLocale()
  const change = usePreferences((state) => state.change)
  return (
    <Choices
      id="language"
      label={t('language.label')}
      value={locale}
      options={(['zh-CN', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
      onChange={(value) => change({ locale: value === 'en' ? 'en' : 'zh-CN' })}
    />
  )
}

/** Light, dark, or as the system. */
export function ThemeChoice() {
  const { t } = useTranslation('common')
  const theme = usePreferences((state) => state.theme)
  const change = usePreferences((state) => state.change)
  return (
    <Choices
      id="theme"
      label={t('theme.label')}
      value={theme}
      options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`theme.${value}`) }))}
      onChange={(value) => change({ theme: value === 'light' || value === 'dark' ? value : 'system' })}
    />
  )
}
