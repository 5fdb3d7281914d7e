import { type BrowserWindow, systemPreferences } from 'electron'
import { z } from 'zod'

/** The permission to hear the microphone, which lasts as long as a recording. */
export interface Microphone {
  readonly isOpen: () => boolean
  /** Answers the window: opens it before a recording and closes it after. @returns false where the system refuses */
  readonly set: (input: unknown) => Promise<boolean>
  /** A window that ends, reloads or breaks down records no more. */
  readonly follow: (window: BrowserWindow) => void
}

export function microphonePermission(): Microphone {
  let open = false
  const close = () => {
    open = false
  }
  return {
    isOpen: () => open,
    async set(input) {
      open = z.boolean().parse(input)
      if (!open || process.platform !== 'darwin') return true
      // macOS asks the person itself, once.
      open = await systemPreferences.askForMediaAccess('microphone')
      return open
    },
    follow(window) {
      window.on('closed', close)
      window.webContents.on('render-process-gone', close)
      window.webContents.on('did-start-navigation', ({ isSameDocument, isMainFrame }) => {
        if (isMainFrame && !isSameDocument) close()
      })
    },
  }
}
