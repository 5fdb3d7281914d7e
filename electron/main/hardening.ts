import { app, type Session } from 'electron'
import { isAllowedNavigation, isAllowedPermission } from './addresses.ts'

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

/** Denies every permission but the allowed, and every device. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_, permission, answer) => answer(isAllowedPermission(permission)))
  session.setPermissionCheckHandler((_, permission) => isAllowedPermission(permission))
  session.setDevicePermissionHandler(() => false)
}
