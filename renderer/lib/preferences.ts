import { create } from 'zustand'
import type { Preferences } from '#shared/contract/window.ts'
import { bridge } from './client.ts'
import { i18n, type Locale } from './i18n.ts'

interface PreferencesState extends Preferences {
  readonly change: (change: Partial<Preferences>) => void
}

/** Language, theme and the like, as the device remembers them for the window. */
export const usePreferences = create<PreferencesState>()((set) => ({
  locale: null,
  theme: 'system',
  navigationCollapsed: false,
  lastPath: '/',
  change: (change) => {
    set(change)
    void bridge().setPreferences(change)
    if (change.locale) void i18n.changeLanguage(change.locale)
  },
}))

/** The language the texts are shown in. */
export function useLocale(): Locale {
  return usePreferences((state) => state.locale) ?? (i18n.language === 'en' ? 'en' : 'zh-CN')
}

/** Reads what the device remembers. Called once, before anything is shown. */
export async function loadPreferences(): Promise<Preferences> {
  const preferences = await bridge().getPreferences()
  usePreferences.setState(preferences)
  return preferences
}
