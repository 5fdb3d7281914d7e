import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AfterPackContext } from 'electron-builder'

/** electron-builder's hook: a packed app must not carry the default app, which opens any folder it is given. */
export async function afterPack({ packager, appOutDir }: AfterPackContext): Promise<void> {
  await rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true })
}
