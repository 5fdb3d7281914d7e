import type { Page } from '@playwright/test'

/** Opens a place of the main navigation by its Chinese name; there once its screen has been read in. */
export async function goTo(window: Page, place: string): Promise<void> {
  const navigation = window.getByRole('navigation', { name: '主导航' })
  await navigation.getByText(place, { exact: true }).click()
  await navigation.locator('[aria-current=page]', { hasText: place }).waitFor()
}

/** Opens an address inside the app, as a restart would; there once its screen has taken the place of the one before. */
export async function openPath(window: Page, path: string): Promise<void> {
  await window.evaluate(`location.hash = ${JSON.stringify(path)}`)
  const { pathname } = new URL(path, 'app://outpost')
  await window.locator(`main[data-path=${JSON.stringify(pathname)}]`).waitFor()
}
