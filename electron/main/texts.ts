import en from '#shared/i18n/en/shell.json' with { type: 'json' }
import zhCN from '#shared/i18n/zh-CN/shell.json' with { type: 'json' }

/** Texts of what the window does not draw itself: menu, dialogs. */
export type MainTexts = typeof zhCN

export type Locale = 'zh-CN' | 'en'

/** The language to speak: the chosen one, else Chinese unless the system speaks another language. */
export function localeFor(chosen: Locale | null, system: string): Locale {
  return chosen ?? (system === '' || system.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en')
}

/** What the menu and the dialogs of the system say in a language. */
export function textsFor(locale: Locale): MainTexts {
  return locale === 'zh-CN' ? zhCN : en
}
