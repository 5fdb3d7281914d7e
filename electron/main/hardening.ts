import { app, type Session } from 'electron'
import { isAllowedNavigation, isAllowedPermission, isMicrophone } from './addresses.ts'

/** Closes, for every window ever made, the doors that web content could leave by. */
export function hardenEveryWindow(): void {
  app.on('web-contents-created', (_, contents) => {
    const stay = (event: { preventDefault: () => void; url: string }) => {
      if (!isAllowedNavigation(event.url)) event.preventDefault()
    }
    contents.on('will-navigate', stay)
    contents.on('will-redirect', stay)
    contents.on('will-frame-navigate', stay)
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

/**
 * Denies every permission but the allowed, and every device.
 * @param recording whether a person records at this moment; only then our page may hear the microphone
 */
export function denyPermissions(session: Session, recording: () => boolean): void {
  session.setPermissionRequestHandler((_, permission, answer, details) => {
    const media = 'mediaTypes' in details ? (details.mediaTypes ?? []) : []
    const hears = recording() && isMicrophone(permission, details.requestingUrl, media)
    answer(hears || isAllowedPermission(permission))
  })
  session.setPermissionCheckHandler((_, permission, origin, { mediaType }) => {
    const hears = recording() && isMicrophone(permission, origin, mediaType ? [mediaType] : [])
    return hears || isAllowedPermission(permission)
  })
  session.setDevicePermissionHandler(() => false)
}
