import { execFile } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, chown, link, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PostgresAccount } from './postgres-account.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'

const run = promisify(execFile)

/** The account inside the cluster that the server uses. */
export const superuser = 'outpost'

/** The cluster's password, made at random the first time, in a file that its owner alone can read. */
export async function passwordIn(folder: string): Promise<string> {
  const file = join(folder, 'postgres-password')
  const fresh = `${file}.${randomUUID()}`
  const known = await readFile(file, 'utf8').catch(() => null)
  if (known) return known.trim()
  await writeFile(fresh, randomBytes(24).toString('base64url'), { mode: 0o600 })
  // A link appears whole or not at all, and fails when another process was first.
  await link(fresh, file).catch(() => undefined)
  await rm(fresh)
  return (await readFile(file, 'utf8')).trim()
}

/** Makes the cluster's files under another name first: a killed initdb leaves nothing that looks like a cluster. */
export async function initialise(
  folder: string,
  cluster: string,
  binaries: PostgresBinaries,
  account: PostgresAccount,
  password: string,
): Promise<void> {
  if (await exists(join(cluster, 'PG_VERSION'))) return
  const fresh = `${cluster}.new-${randomUUID()}`
  const passwordFile = join(folder, `initial-password-${randomUUID()}`)
  try {
    await rm(fresh, { recursive: true, force: true })
    await mkdir(fresh, { mode: 0o700 })
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
    if (account.owner) {
      await chown(fresh, account.owner.uid, account.owner.gid)
      await chown(passwordFile, account.owner.uid, account.owner.gid)
    }
    if (process.platform !== 'win32') {
      for (const program of Object.values(binaries)) await chmod(program, 0o755).catch(() => undefined)
    }
    const { file, args } = account.command(binaries.initdb, [
      `--pgdata=${fresh}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--locale=C',
      '--builtin-locale=C.UTF-8',
    ])
    await run(file, args, { ...account.spawnOptions, cwd: account.owner ? '/' : folder })
    await rename(fresh, cluster).catch(async (error: unknown) => {
      if (!(await exists(join(cluster, 'PG_VERSION')))) throw error
    })
  } finally {
    await rm(passwordFile, { force: true })
    await rm(fresh, { recursive: true, force: true })
  }
}

/** Whether a file or folder is there and readable. */
export async function exists(file: string): Promise<boolean> {
  return open(file, 'r').then(
    async (handle) => {
      await handle.close()
      return true
    },
    () => false,
  )
}
