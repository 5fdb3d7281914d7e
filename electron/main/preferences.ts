import { join } from 'node:path'
import { type PreferenceChange, Preferences } from '#shared/contract/window.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'

export interface PreferenceStore {
  readonly get: () => Preferences
  readonly set: (change: PreferenceChange) => Preferences
}

/** The device's few settings outside the store: language, look, last view. `onChange` hears of every change. */
export function openPreferences(
  userData: string,
  onChange: (preferences: Preferences) => void,
): PreferenceStore {
  const file = join(userData, 'preferences.json')
  let current = readJsonFile(file, Preferences)
  return {
    get: () => current,
    set(change) {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
      current = Preferences.parse({ ...current, ...given })
      writeJsonFile(file, current)
      onChange(current)
      return current
    },
  }
}
