import { buildApp } from './build.ts'
import { type Display, withDisplay } from './display.ts'
import { type ElectronBinary, ensureElectron } from './electron-binary.ts'
import { projectRoot } from './paths.ts'
import { ensureSystemLibraries } from './system-libraries.ts'

/** Everything a script needs to open the app. */
export interface PreparedApp {
  readonly electron: ElectronBinary
  readonly display: Display
}

/**
 * Brings a machine from a fresh install to an app that can be opened: Electron, system libraries, build, display.
 * Each step does nothing when it was done before. Throws a SetupError that says what to do.
 */
export async function prepareApp(): Promise<PreparedApp> {
  const electron = await ensureElectron()
  await ensureSystemLibraries(electron.executable)
  await buildApp()
  return { electron, display: await withDisplay() }
}

/** The arguments of Electron that open an app folder (this project's own), followed by those of the caller. */
export function electronArguments(display: Display, args: readonly string[], folder = projectRoot): string[] {
  return [
    folder,
    // Chromium refuses to sandbox as root; for everybody else the sandbox stays on.
    ...(isRoot() ? ['--no-sandbox'] : []),
    // A virtual display has no graphics card; asking for one only costs start time and warnings.
    ...(display.isVirtual ? ['--disable-gpu'] : []),
    ...args,
  ]
}

/** The environment of Electron: this process's, the display, and Node 24 for the data host of an older Electron. */
export function electronEnvironment(
  display: Display,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _, ...inherited } = process.env
  const given = Object.entries(inherited).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...Object.fromEntries(given), OUTPOST_NODE: process.execPath, ...display.environment, ...more }
}

/** Whether this process has all rights of the machine. */
export function isRoot(): boolean {
  return process.getuid?.() === 0
}
