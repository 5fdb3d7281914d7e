import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isUpToDate, sourceStamp } from './build-stamp.ts'
import { runMain, SetupError, say } from './command-line.ts'
import { outputFolder, projectRoot } from './paths.ts'

const sources = [
  'electron',
  'renderer',
  'shared',
  'resources',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
]
const parts = ['main', 'preload', 'renderer']
const entries = ['main/index.cjs', 'main/data-host.cjs', 'preload/index.cjs', 'renderer/index.html']
const stampFile = join(outputFolder, 'build-stamp')

/**
 * Builds the app into `out/` when its sources changed since the last build.
 * Everything is built aside first, so a failed build leaves the last good one as it was.
 * Throws when the sources do not build.
 */
export async function buildApp(): Promise<void> {
  const stamp = await sourceStamp(projectRoot, sources)
  const outputs = entries.map((entry) => join(outputFolder, entry))
  if (await isUpToDate(stampFile, stamp, outputs)) {
    say('the app is built already')
    return
  }
  const started = performance.now()
  const aside = join(outputFolder, `.building-${process.pid}`)
  try {
    await buildInto(aside)
    await addOcr(join(aside, 'main', 'ocr'))
    await rm(stampFile, { force: true })
    for (const part of parts) await replaceFolder(join(aside, part), join(outputFolder, part))
    await writeFile(stampFile, stamp)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  say(`built the app in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}

async function buildInto(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  // electron-vite reads package.json of the working directory and its config reads the folder from here.
  process.chdir(projectRoot)
  process.env.OUTPOST_BUILD_FOLDER = folder
  process.env.NODE_ENV_ELECTRON_VITE = 'production'
  const { build } = await import('electron-vite')
  await build({ root: projectRoot, logLevel: 'warn' })
  const chunks = (await readdir(join(folder, 'preload'))).filter((name) => !name.startsWith('index.cjs'))
  if (chunks.length > 0)
    throw new SetupError(`The preload must be one file, but the build made ${chunks.join(', ')}.`)
}

/** The engine that reads business cards, with its languages: files that no bundler takes along. */
const ocrFiles = [
  'tesseract.js-core/tesseract-core-simd-lstm.wasm',
  '@tesseract.js-data/chi_sim/4.0.0_best_int/chi_sim.traineddata.gz',
  '@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz',
]

/** Where they are not installed the app works without: cards are then typed by hand. */
async function addOcr(folder: string): Promise<void> {
  const files = ocrFiles.map((file) => join(projectRoot, 'node_modules', file))
  if (!files.every((file) => existsSync(file))) return say('built without the reading of business cards')
  await mkdir(folder, { recursive: true })
  for (const file of files) await copyFile(file, join(folder, basename(file)))
}

async function replaceFolder(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true })
  await rename(from, to)
}

if (import.meta.main) {
  await runMain(async () => {
    await buildApp()
    return 0
  })
}
