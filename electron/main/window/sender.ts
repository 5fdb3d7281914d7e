import type { BrowserWindow, WebFrameMain } from 'electron'
import { isAllowedNavigation } from '../addresses.ts'

interface Sent {
  readonly sender: { readonly id: number }
  readonly senderFrame: Pick<WebFrameMain, 'parent' | 'url'> | null
}

/** Whether a message came from the top frame of our own window showing our own bundle. */
export function isOurWindow(
  event: Sent,
  window: Pick<BrowserWindow, 'webContents' | 'isDestroyed'>,
): boolean {
  const frame = event.senderFrame
  return (
    !window.isDestroyed() &&
    event.sender.id === window.webContents.id &&
    frame !== null &&
    frame.parent === null &&
    isAllowedNavigation(frame.url)
  )
}
