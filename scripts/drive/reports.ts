import type { ElectronApplication, Page } from '@playwright/test'
import { chooseSavePath } from './files.ts'

/** Opens the report of the trip whose page is shown. */
export async function openReport(window: Page): Promise<void> {
  await window.getByRole('button', { name: '查看报告' }).first().click()
  await window.getByRole('button', { name: '导出报告 .docx' }).waitFor()
}

/** Exports the trip report shown in the preview to `path`. */
export async function exportReport(app: ElectronApplication, window: Page, path: string): Promise<void> {
  await chooseSavePath(app, path)
  await window.getByRole('button', { name: '导出报告 .docx' }).click()
  await window
    .getByRole('status')
    .getByText(/^已导出 .*\.docx/)
    .waitFor()
}

/** Exports the ledger of the trip shown in the preview to `path`. */
export async function exportLedger(app: ElectronApplication, window: Page, path: string): Promise<void> {
  await chooseSavePath(app, path)
  await window.getByRole('button', { name: '导出台账 .xlsx' }).click()
  await window
    .getByRole('status')
    .getByText(/^已导出 .*\.xlsx/)
    .waitFor()
}
