import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { say } from './command-line.ts'

const electronPackage = dirname(createRequire(import.meta.url).resolve('electron/package.json'))

/** A download that brings no byte for this long is given up. */
const stalledAfterMs = 20_000
/** A failed download is not tried again for this long, so that a blocked network does not delay every start. */
const retryAfterMs = 24 * 60 * 60 * 1000

/** Why an official Electron is not there, in one line. */
export interface DownloadFailure {
  readonly at: string
  readonly source: string
  readonly reason: string
}

/** The version of the `electron` package that this project pins. */
export async function officialVersion(): Promise<string> {
  const manifest: { version?: unknown } = JSON.parse(
    await readFile(join(electronPackage, 'package.json'), 'utf8'),
  )
  return String(manifest.version)
}

/** The dist folder inside the `electron` package when its download is there and whole, else `undefined`. */
export async function officialDist(): Promise<string | undefined> {
  const dist = join(electronPackage, 'dist')
  try {
    // The electron package writes path.txt after everything else, so it stands for a finished download.
    const program = await readFile(join(electronPackage, 'path.txt'), 'utf8')
    const version = (await readFile(join(dist, 'version'), 'utf8')).replace(/^v/, '')
    await stat(join(dist, program))
    return version === (await officialVersion()) ? dist : undefined
  } catch {
    return undefined
  }
}

/** The path of the program inside a dist folder of Electron on this platform. */
export function programIn(dist: string): string {
  if (process.platform === 'darwin') return join(dist, 'Electron.app/Contents/MacOS/Electron')
  return join(dist, process.platform === 'win32' ? 'electron.exe' : 'electron')
}

/**
 * Lets the `electron` package download its program and returns why that failed, or `undefined` when it is there.
 * A failure is remembered in `cache` for a day, per download source.
 */
export async function downloadOfficial(cache: string): Promise<DownloadFailure | undefined> {
  const version = await officialVersion()
  const memory = join(cache, `official-${version}-failed.json`)
  const remembered = await recentFailure(memory, Date.now())
  if (remembered) return remembered
  say(`downloading Electron ${version} from ${downloadSource()} ...`)
  const reason = await runInstaller()
  if (reason === undefined) {
    await rm(memory, { force: true })
    return undefined
  }
  const failure = { at: new Date().toISOString(), source: downloadSource(), reason }
  await mkdir(cache, { recursive: true })
  await writeFile(memory, JSON.stringify(failure))
  return failure
}

/** The remembered failure of the present download source, unless it is older than a day or unreadable. */
export async function recentFailure(memory: string, now: number): Promise<DownloadFailure | undefined> {
  try {
    const { at, source, reason }: Record<string, unknown> = JSON.parse(await readFile(memory, 'utf8'))
    if (typeof at !== 'string' || typeof source !== 'string' || typeof reason !== 'string') return undefined
    const age = now - Date.parse(at)
    return source === downloadSource() && age >= 0 && age < retryAfterMs ? { at, source, reason } : undefined
  } catch {
    return undefined
  }
}

function downloadSource(): string {
  const { ELECTRON_MIRROR, npm_config_electron_mirror } = process.env
  return npm_config_electron_mirror || ELECTRON_MIRROR || 'GitHub'
}

/** Runs the package's installer, watching the bytes that arrive; returns the reason of a failure. */
async function runInstaller(): Promise<string | undefined> {
  const temporary = await mkdtemp(join(tmpdir(), 'outpost-electron-'))
  const watched = [temporary, join(electronPackage, 'dist')]
  const child = spawn(process.execPath, [join(electronPackage, 'install.js')], {
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const stderr: string[] = []
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk.toString()))
  const stall = watchForStall(watched, () => child.kill('SIGKILL'))
  try {
    const code = await new Promise<number | null>((settle, fail) => {
      child.once('error', fail)
      child.once('close', settle)
    })
    if (code === 0) return undefined
    return stall.happened() ? `no data for ${stalledAfterMs / 1000} s` : rootCause(stderr.join(''))
  } finally {
    stall.stop()
    await rm(temporary, { recursive: true, force: true })
  }
}

function watchForStall(folders: readonly string[], giveUp: () => void) {
  let bytes = 0
  let lastProgress = Date.now()
  let stalled = false
  const timer = setInterval(async () => {
    const now = (await Promise.all(folders.map(bytesIn))).reduce((sum, each) => sum + each, 0)
    if (now !== bytes) lastProgress = Date.now()
    bytes = now
    if (Date.now() - lastProgress < stalledAfterMs || stalled) return
    stalled = true
    giveUp()
  }, 1000)
  return { happened: () => stalled, stop: () => clearInterval(timer) }
}

async function bytesIn(folder: string): Promise<number> {
  let total = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue
    const found = await stat(join(entry.parentPath, entry.name)).catch(() => undefined)
    total += found?.size ?? 0
  }
  return total
}

/** The reason of a failure in a few words: the message of the last error that the installer printed. */
export function rootCause(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const message = lines.filter((line) => /Error\b.*:/.test(line)).at(-1) ?? lines[0] ?? 'no reason given'
  const words = message.replace(/^.*?Error\b[^:]*:\s*/, '').replace(/\s*\{$/, '')
  return words === 'fetch failed' ? 'the host cannot be reached' : words
}
