import { type BrowserWindow, ipcMain } from 'electron'
import { isOurWindow } from './sender.ts'

/** A window that does not answer is closed all the same: its drafts were saved 400 ms after the last key. */
const patienceMs = 3000

/**
 * Lets the window save what is being typed before it closes: the first close is held back, the window is asked
 * to flush, and closed when it answers.
 */
export function flushBeforeClose(window: BrowserWindow): void {
  let flushed = false
  window.on('close', (event) => {
    if (flushed || window.webContents.isDestroyed() || window.webContents.isCrashed()) return
    event.preventDefault()
    void flushDrafts(window).then(() => {
      flushed = true
      if (!window.isDestroyed()) window.close()
    })
  })
}

/** Asks the window to save its drafts; resolves when it has, or when it does not answer. */
export function flushDrafts(window: BrowserWindow): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      ipcMain.removeListener('outpost:flushed', answered)
      resolve()
    }
    const answered = (event: Electron.IpcMainEvent) => {
      if (isOurWindow(event, window)) done()
    }
    const timer = setTimeout(done, patienceMs)
    ipcMain.on('outpost:flushed', answered)
    window.webContents.send('outpost:flush')
  })
}
