import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { createInstance, type i18n as I18n, type ResourceLanguage } from 'i18next'
import { initReactI18next } from 'react-i18next'

export type Locale = 'zh-CN' | 'en'

const files = import.meta.glob<ResourceLanguage[string]>('../../shared/i18n/*/*.json', {
  eager: true,
  import: 'default',
})

function texts(locale: Locale): ResourceLanguage {
  return Object.fromEntries(
    Object.entries(files).flatMap(([path, content]) => {
      const [, folder, topic] = /i18n\/([^/]+)\/([^/]+)\.json$/.exec(path) ?? []
      return folder === locale && topic ? [[topic, content]] : []
    }),
  )
}

/** The texts of shared/i18n; a namespace is a file: `useTranslation('visits')`, `t('common:save')`. */
export const i18n: I18n = createInstance()

/** Starts the texts in the user's language, or the system's where none was chosen. */
export async function startTexts(chosen: Locale | null): Promise<void> {
  const lng: Locale = chosen ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en')
  i18n.on('languageChanged', follow)
  await i18n.use(initReactI18next).init({
    lng,
    fallbackLng: 'zh-CN',
    defaultNS: 'common',
    fallbackNS: 'common',
    resources: { 'zh-CN': texts('zh-CN'), en: texts('en') },
    interpolation: { escapeValue: false },
  })
  follow(lng)
}

function follow(lng: string): void {
  document.documentElement.lang = lng
  document.title = i18n.t('common:app')
  dayjs.locale(lng === 'en' ? 'en' : 'zh-cn')
}
