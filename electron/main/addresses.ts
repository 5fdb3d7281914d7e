import { join, normalize, sep } from 'node:path'

/** The window's only origin. */
export const bundleOrigin = 'app://bundle'

/** The file behind an address of the bundle, or undefined for one that leads anywhere else. */
export function bundleFile(folder: string, address: string): string | undefined {
  try {
    const url = new URL(address)
    if (`${url.protocol}//${url.host}` !== bundleOrigin) return undefined
    const path = decodeURIComponent(url.pathname)
    if (path.includes('\0') || path.includes('\\')) return undefined
    const file = normalize(join(folder, path === '/' ? 'index.html' : path))
    return file.startsWith(normalize(folder) + sep) ? file : undefined
  } catch {
    return undefined
  }
}

/** Whether a window may go to an address: only within our own bundle. */
export function isAllowedNavigation(address: string): boolean {
  try {
    const url = new URL(address)
    return `${url.protocol}//${url.host}` === bundleOrigin && url.username === '' && url.password === ''
  } catch {
    return false
  }
}

/** Web permissions the window always may use: copying text by a button, nothing else. */
export function isAllowedPermission(permission: string): boolean {
  return permission === 'clipboard-sanitized-write'
}

/** Whether a window asks to hear: the microphone alone, for our own page, never the camera or the screen. */
export function isMicrophone(permission: string, address: string, media: readonly string[]): boolean {
  return (
    permission === 'media' &&
    isAllowedNavigation(address) &&
    media.length > 0 &&
    media.every((each) => each === 'audio')
  )
}
