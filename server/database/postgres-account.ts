import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** PostgreSQL refuses to run as root; it then runs as this account of the system. */
const accountName = 'postgres'

/** How to start a PostgreSQL program on this machine. */
export interface PostgresAccount {
  /** The account that owns the cluster's files, null when it is the one we run as. */
  readonly owner: { readonly uid: number; readonly gid: number } | null
  /** Puts the account's change in front of a command. */
  readonly command: (program: string, args: readonly string[]) => { file: string; args: string[] }
  /** What `spawn` needs besides. */
  readonly spawnOptions: { readonly uid?: number; readonly gid?: number }
}

/**
 * Decides under which account PostgreSQL runs. As root it is `postgres`, made when it is missing. Where a folder
 * above `paths` is closed to that account (root's home usually is), the programs run through `setpriv` with the
 * one capability to pass closed folders, so that nobody has to open them.
 */
export async function postgresAccount(paths: readonly string[]): Promise<PostgresAccount> {
  if (process.getuid?.() !== 0) {
    return { owner: null, spawnOptions: {}, command: (file, args) => ({ file, args: [...args] }) }
  }
  const owner = (await findAccount()) ?? (await createAccount())
  const closed = await Promise.all(paths.map(passesClosedFolder))
  if (!closed.includes(true)) {
    return { owner, spawnOptions: owner, command: (file, args) => ({ file, args: [...args] }) }
  }
  await run('setpriv', ['--version']).catch(() => {
    throw new Error(
      `PostgreSQL does not run as root, and its account may not enter the folders above ${paths.join(' or ')}. ` +
        'Start the server as another user or choose another folder with --data.',
    )
  })
  const privileges = [
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    '--clear-groups',
    // Without this bit access(2) would ignore the capability, and initdb asks by access(2).
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ]
  return {
    owner,
    spawnOptions: {},
    command: (program, args) => ({ file: 'setpriv', args: [...privileges, program, ...args] }),
  }
}

async function findAccount() {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', accountName]), run('id', ['-g', accountName])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

async function createAccount() {
  await run('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    accountName,
  ])
  const account = await findAccount()
  if (!account)
    throw new Error(`The account ${accountName} could not be made; run the server as another user.`)
  return account
}

/** Whether some folder on the way to `path` may not be entered by everybody. */
async function passesClosedFolder(path: string): Promise<boolean> {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const mode = await stat(folder).then(
      (found) => found.mode,
      () => 0o777,
    )
    if ((mode & 0o001) === 0) return true
    if (dirname(folder) === folder) return false
  }
}
