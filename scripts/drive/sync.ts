import type { Page } from '@playwright/test'

const pill = (window: Page, text: RegExp) => window.getByRole('button', { name: text })

/** Waits until the pill says that everything is on the server. */
export async function untilUploaded(window: Page, timeout = 60_000): Promise<void> {
  await pill(window, /^同步状态：全部已上传/).waitFor({ timeout })
}

/** Waits until the pill says that something is only on this device. @returns its text. */
export async function untilOnlyHere(window: Page): Promise<string> {
  const shown = pill(window, /^同步状态：.*仅在本机/)
  await shown.waitFor({ timeout: 30_000 })
  return (await shown.textContent()) ?? ''
}

/** Opens the sync centre and syncs now. */
export async function syncNow(window: Page): Promise<void> {
  await pill(window, /^同步状态/).click()
  await window.getByRole('button', { name: '立即同步' }).click()
}
