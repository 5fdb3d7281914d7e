import type { ElectronApplication, Page } from '@playwright/test'
import { chooseOpenPath } from './files.ts'
import { goTo } from './navigate.ts'

/** Imports a file of enterprises as the preview proposes. @returns the sentence that tells the result. */
export async function importFile(app: ElectronApplication, window: Page, path: string): Promise<string> {
  await chooseFile(app, window, path)
  await window.getByRole('button', { name: /^导入 \d+ 行$/ }).click()
  const result = window.getByText(/^新增 \d+ 家/)
  await result.waitFor()
  return (await result.textContent()) ?? ''
}

/** Chooses a file on the import screen and looks at what becomes of it. */
export async function chooseFile(app: ElectronApplication, window: Page, path: string): Promise<void> {
  await goTo(window, '导入')
  await chooseOpenPath(app, path)
  await window
    .getByRole('button', { name: /选择文件|换一个文件|再导入一个文件/ })
    .first()
    .click()
}
