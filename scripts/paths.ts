import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The folder that holds package.json, whatever the working directory is. */
export const projectRoot = resolve(import.meta.dirname, '..')

/** Where `npm run build` puts the app and where reports of test runs go. */
export const outputFolder = join(projectRoot, 'out')

/**
 * The per-user cache of this project: `$XDG_CACHE_HOME/outpost`, else the platform's usual place.
 * It outlives `npm ci`, so Electron is fetched once per user and not once per checkout.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = environment
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'outpost')
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'outpost', 'cache')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'outpost')
  return join(homedir(), '.cache', 'outpost')
}
