import type { ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test'
import { withDisplay } from './display.ts'
import { findElectron } from './electron-binary.ts'
import { projectRoot } from './paths.ts'
import { electronArguments, electronEnvironment, isRoot } from './prepare-app.ts'

/** How to open the app for a test or a demonstration. */
export interface LaunchOptions {
  /** The folder that holds everything of this user: `--user-data-dir`. */
  readonly profile: string
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  /** Path of a CommonJS module that the main process loads before the app; it must itself load `readyHolder`. */
  readonly preload?: string
  /** The language the system reports, e.g. `zh-CN` or `en-US`; the machine's own when absent. */
  readonly language?: string
}

/** A running app with its first window. */
export interface LaunchedApp {
  readonly app: ElectronApplication
  readonly window: Page
  /** What the main process (from the moment it is attached to) and the window's console printed so far. */
  output(): string
  /** Quits like a user would and waits for the end; kills the program when it takes longer than 15 s. */
  close(): Promise<void>
}

/**
 * Playwright's own loader holds back the app's `ready` until Playwright listens. It adds it only to an Electron that
 * it finds itself; without it a window that opens at the wrong moment leaves the launch waiting for ever.
 */
export const readyHolder = join(
  dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')),
  'lib/server/electron/loader.js',
)

/**
 * Opens the built app in the ensured Electron and waits for its first window.
 * The app must be built (`npm run build`). Throws with everything the app printed when no window comes within 30 s.
 *
 * @example
 * const { window, close } = await launchApp({ profile: test.info().outputPath('profile') })
 */
export async function launchApp(options: LaunchOptions): Promise<LaunchedApp> {
  const [binary, display] = await Promise.all([findElectron(), withDisplay()])
  const language = options.language === undefined ? [] : [`--lang=${options.language}`]
  const args = [`--user-data-dir=${options.profile}`, ...language, ...(options.args ?? [])]
  const languageVariables = options.language === undefined ? {} : { LANGUAGE: options.language }
  const app = await electron.launch({
    executablePath: binary.executable,
    args: ['-r', options.preload ?? readyHolder, ...electronArguments(display, args)],
    env: electronEnvironment(display, { ...languageVariables, ...options.env }),
    cwd: projectRoot,
    chromiumSandbox: !isRoot(),
    timeout: 30_000,
  })
  const program = app.process()
  const close = () => closeApp(app, program)
  const printed = collectOutput(app, program)
  try {
    const window = await app.firstWindow({ timeout: 30_000 })
    return { app, window, output: () => printed.join(''), close }
  } catch (error) {
    await close()
    throw new Error(`The app opened no window. It printed:\n${printed.join('')}`, { cause: error })
  }
}

function collectOutput(app: ElectronApplication, program: ChildProcess): string[] {
  const printed: string[] = []
  for (const stream of [program.stdout, program.stderr]) {
    stream?.on('data', (chunk: Buffer) => printed.push(chunk.toString()))
  }
  app.on('window', (window) => {
    window.on('console', (message) => printed.push(`[window ${message.type()}] ${message.text()}\n`))
    window.on('pageerror', (error) => printed.push(`[window error] ${error.stack ?? error.message}\n`))
  })
  return printed
}

async function closeApp(app: ElectronApplication, program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return
  const ended = new Promise<void>((settle) => program.once('exit', () => settle()))
  const killer = setTimeout(() => program.kill('SIGKILL'), 15_000)
  await app.close().catch(() => {})
  await ended
  clearTimeout(killer)
}
