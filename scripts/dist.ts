import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { buildApp } from './build.ts'
import { runMain, runVisibly, SetupError, say } from './command-line.ts'
import { ensureElectron } from './electron-binary.ts'
import { expectedFuses } from './fuse-settings.ts'
import { projectRoot } from './paths.ts'

const platformFlag = { linux: '--linux', darwin: '--mac', win32: '--win' } as const

/**
 * `npm run dist` packs the app for this machine into `release/` as a plain folder and checks the fuses of the result.
 * Further arguments are electron-builder targets (`npm run dist -- AppImage deb`); those fetch tools from GitHub.
 */
await runMain(async () => {
  const electron = await ensureElectron()
  await buildApp()
  const flag = Object.entries(platformFlag).find(([platform]) => platform === process.platform)?.[1]
  if (flag === undefined) throw new SetupError(`There is no installer for ${process.platform}.`)
  const targets = process.argv.length > 2 ? process.argv.slice(2) : ['dir']
  const code = await runVisibly(
    process.execPath,
    [
      join(projectRoot, 'node_modules/electron-builder/cli.js'),
      flag,
      ...targets,
      `-c.electronDist=${electron.dist}`,
      `-c.electronVersion=${electron.version}`,
    ],
    { cwd: projectRoot },
  )
  if (code !== 0) return code
  await checkFuses(await packedProgram())
  return 0
})

/** Throws a SetupError unless the packed program carries exactly the fuses that electron-builder.yml asks for. */
async function checkFuses(program: string): Promise<void> {
  const wire = await getCurrentFuseWire(program)
  const expected = expectedFuses(await readFile(join(projectRoot, 'electron-builder.yml'), 'utf8'))
  const wrong = expected.filter(({ name, on }) => {
    const state = wire[FuseV1Options[name]]
    return state !== (on ? FuseState.ENABLE : FuseState.DISABLE)
  })
  if (wrong.length > 0) {
    throw new SetupError(`Fuses not as configured: ${wrong.map(({ name }) => name).join(', ')}`)
  }
  say(`packed ${program}; its ${expected.length} fuses are as configured`)
}

async function packedProgram(): Promise<string> {
  const release = join(projectRoot, 'release')
  const names = { linux: 'outpost', darwin: 'Outpost.app/Contents/MacOS/Outpost', win32: 'Outpost.exe' }
  const name = Object.entries(names).find(([platform]) => platform === process.platform)?.[1] ?? 'outpost'
  const folders = (await readdir(release)).filter((folder) => /unpacked$|^mac/.test(folder))
  for (const folder of folders) {
    const program = join(release, folder, name)
    if (await exists(program)) return program
  }
  throw new SetupError(`No packed program was found in ${release}.`)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
