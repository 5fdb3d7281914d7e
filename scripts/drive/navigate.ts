import type { Page } from '@playwright/test'

/** Opens a place of the main navigation by its Chinese name. */
export async function goTo(window: Page, place: string): Promise<void> {
  await window.getByRole('navigation', { name: '主导航' }).getByText(place, { exact: true }).click()
}

/** Opens an address inside the app, as a restart would. */
export async function openPath(window: Page, path: string): Promise<void> {
  await window.evaluate(`location.hash = ${JSON.stringify(path)}`)
}
