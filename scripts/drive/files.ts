import type { ElectronApplication } from '@playwright/test'

/** Answers the next system dialogs as a person who picks this path to save to. */
export async function chooseSavePath(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)
}

/** Answers the next system dialogs as a person who picks this file to open. */
export async function chooseOpenPath(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] })
  }, path)
}
