import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PreferenceChange, Preferences } from '#shared/contract/window.ts'
import { readJsonFile, writeJsonFile } from '../../../electron/main/json-file.ts'
import { openPreferences } from '../../../electron/main/preferences.ts'
import { localeFor } from '../../../electron/main/texts.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outpost-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('falls back to the settings before when a crash tore the newest', () => {
  const file = join(folder, 'preferences.json')
  writeJsonFile(file, { theme: 'dark' })
  writeJsonFile(file, { theme: 'light' })
  writeFileSync(file, '{"theme": "da')
  expect(readJsonFile(file, Preferences).theme).toBe('dark')
})

it('starts with usual settings when there are none or all are damaged', () => {
  expect(readJsonFile(join(folder, 'none.json'), Preferences)).toEqual(Preferences.parse({}))
  expect(existsSync(join(folder, 'none.json'))).toBe(false)
})

it('keeps a changed setting over a restart and says what changed', () => {
  const heard: string[] = []
  const store = openPreferences(folder, ({ theme }) => heard.push(theme))
  store.set({ theme: 'dark', locale: undefined })
  expect(heard).toEqual(['dark'])
  expect(openPreferences(folder, () => undefined).get()).toMatchObject({ theme: 'dark', locale: null })
})

it('leaves the language and the look alone when only the place changes', () => {
  const store = openPreferences(folder, () => undefined)
  store.set(PreferenceChange.parse({ locale: 'en', theme: 'dark' }))
  store.set(PreferenceChange.parse({ lastPath: '/visits' }))
  expect(store.get()).toMatchObject({ locale: 'en', theme: 'dark', lastPath: '/visits' })
})

it.each([
  [null, 'zh-CN', 'zh-CN'],
  [null, 'en-US', 'en'],
  [null, '', 'zh-CN'],
  ['en', 'zh-CN', 'en'],
] as const)('speaks (chosen %s, system %s) %s', (chosen, system, spoken) => {
  expect(localeFor(chosen, system)).toBe(spoken)
})
