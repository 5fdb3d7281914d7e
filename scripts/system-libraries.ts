import { access } from 'node:fs/promises'
import { collect, runVisibly, SetupError, say } from './command-line.ts'

/** What a Linux machine lacks to show Electron's window with Chinese text. */
export interface MissingPieces {
  /** Shared libraries the program needs and the loader does not find, e.g. `libgtk-3.so.0`. */
  readonly libraries: readonly string[]
  /** True when there is no display and no Xvfb to stand in for one. */
  readonly virtualDisplay: boolean
  /** True when no font covers Chinese, so that its text would show as boxes. */
  readonly chineseFonts: boolean
}

const libraryPackages = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libdrm2',
]

/**
 * Makes sure that Electron can start on this machine: shared libraries, a display or Xvfb, Chinese fonts.
 * On Debian and its children as root it installs what is missing and says so; elsewhere it throws a SetupError
 * with the exact command to run. Does nothing on other systems than Linux.
 */
export async function ensureSystemLibraries(electronExecutable: string): Promise<void> {
  if (process.platform !== 'linux') return
  const missing = await findMissing(electronExecutable)
  if (isComplete(missing)) return
  say(`missing on this machine: ${listOf(missing)}`)
  if (!(await hasApt()) || process.getuid?.() !== 0) {
    throw new SetupError(
      `Outpost needs ${listOf(missing)}. On Debian or Ubuntu run\n\n  ${installCommand(missing)}\n\nand start again; on other systems install the packages of the same purpose.`,
    )
  }
  await install(packagesFor(missing))
  const left = await findMissing(electronExecutable)
  if (!isComplete(left)) throw new SetupError(`Still missing after the installation: ${listOf(left)}.`)
}

/** The libraries `ldd` could not find, each once, in its order. Takes the text that `ldd PROGRAM` prints. */
export function missingLibraries(lddOutput: string): string[] {
  const found = [...lddOutput.matchAll(/^\s*(\S+) => not found\s*$/gm)].map((match) => match[1] ?? '')
  return [...new Set(found)]
}

/** The Debian packages that bring the missing pieces. */
export function packagesFor(missing: MissingPieces): string[] {
  return [
    ...(missing.libraries.length > 0 ? libraryPackages : []),
    ...(missing.virtualDisplay ? ['xvfb', 'xauth'] : []),
    ...(missing.chineseFonts ? ['fontconfig', 'fonts-noto-cjk'] : []),
  ]
}

/** The command a person with the right to install would type. */
export function installCommand(missing: MissingPieces): string {
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packagesFor(missing).join(' ')}`
}

async function findMissing(electronExecutable: string): Promise<MissingPieces> {
  const [ldd, xvfb, fonts] = await Promise.all([
    collect('ldd', [electronExecutable]),
    collect('sh', ['-c', 'command -v Xvfb']),
    collect('fc-list', [':lang=zh', 'family']),
  ])
  return {
    libraries: missingLibraries(ldd?.stdout ?? ''),
    virtualDisplay: !hasDisplay() && xvfb?.code !== 0,
    chineseFonts: fonts === undefined || fonts.stdout.trim() === '',
  }
}

/** Whether this session already has a screen to open windows on. */
export function hasDisplay(environment: NodeJS.ProcessEnv = process.env): boolean {
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY)
}

function isComplete(missing: MissingPieces): boolean {
  return packagesFor(missing).length === 0
}

function listOf(missing: MissingPieces): string {
  const pieces = [
    ...(missing.libraries.length > 0 ? [`the libraries ${missing.libraries.join(', ')}`] : []),
    ...(missing.virtualDisplay ? ['Xvfb (there is no display)'] : []),
    ...(missing.chineseFonts ? ['a font with Chinese characters'] : []),
  ]
  return pieces.join('; ')
}

async function hasApt(): Promise<boolean> {
  return access('/usr/bin/apt-get').then(
    () => true,
    () => false,
  )
}

async function install(packages: readonly string[]): Promise<void> {
  await apt(['update', '-qq'])
  const names = await Promise.all(packages.map(nameOnThisRelease))
  say(`installing with apt-get: ${names.join(' ')}`)
  await apt(['install', '-y', '-qq', '--no-install-recommends', ...names])
}

/** Debian 13 and Ubuntu 24.04 renamed libraries with a 64-bit time to `<name>t64`. */
async function nameOnThisRelease(name: string): Promise<string> {
  const renamed = await collect('apt-cache', ['show', '--no-all-versions', `${name}t64`])
  return renamed?.code === 0 && renamed.stdout.includes('Package:') ? `${name}t64` : name
}

async function apt(args: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const code = await runVisibly('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  if (code !== 0) throw new SetupError(`apt-get ${args.join(' ')} failed with code ${code}.`)
}
