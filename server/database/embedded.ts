import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, chown, link, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { type PostgresAccount, postgresAccount } from './postgres-account.ts'
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.ts'

const run = promisify(execFile)

const superuser = 'outpost'
const databaseName = 'outpost'
const startAttempts = 3
const startTimeoutMs = 60_000

export interface EmbeddedPostgres {
  /** Address of the database `outpost` in the cluster. */
  readonly url: string
  /** Stops the cluster, unless another process is still connected to it: the last one out stops it. */
  readonly release: () => Promise<void>
}

export interface EmbeddedOptions {
  /** Settings such as `fsync=off` for clusters that only live for a test. */
  readonly settings?: readonly string[]
}

/**
 * Makes sure that a PostgreSQL cluster runs on `dataDir` and returns its address. A cluster that is there already
 * is used again, a running one is joined, so commands work beside a running server. It listens on 127.0.0.1 on a
 * free port; the password is random and stands in `dataDir` readable by the owner alone.
 * @throws with the end of PostgreSQL's own log when it does not start.
 */
export async function embeddedPostgres(
  dataDir: string,
  { settings = [] }: EmbeddedOptions = {},
): Promise<EmbeddedPostgres> {
  const folder = resolve(dataDir)
  const cluster = join(folder, 'postgres')
  const binaries = await postgresBinaries()
  await mkdir(folder, { recursive: true })
  const account = await postgresAccount([join(cluster, 'data'), binaries.postgres])
  const password = await passwordIn(folder)
  await initialise(folder, cluster, binaries, account, password)
  const port = await start(folder, cluster, binaries, account, password, settings)
  await createDatabase(port, password)
  return {
    url: addressOf(port, password, databaseName),
    release: () => release(cluster, port, password, binaries, account),
  }
}

function addressOf(port: number, password: string, database: string): string {
  return `postgresql://${superuser}:${password}@127.0.0.1:${port}/${database}`
}

async function passwordIn(folder: string): Promise<string> {
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
async function initialise(
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

/** @returns the port of the running cluster. */
async function start(
  folder: string,
  cluster: string,
  binaries: PostgresBinaries,
  account: PostgresAccount,
  password: string,
  settings: readonly string[],
): Promise<number> {
  const log = join(folder, 'postgres.log')
  const deadline = Date.now() + startTimeoutMs
  let child: ChildProcess | undefined
  for (let attempt = 0; Date.now() < deadline; await sleep(50)) {
    const port = await runningPort(cluster)
    if (port !== undefined && (await answers(port, password))) {
      child?.unref()
      return port
    }
    if (child && child.exitCode === null && child.signalCode === null) continue
    if (attempt === startAttempts) break
    if (attempt > 0) await sleep(500)
    attempt++
    child = await launch(log, cluster, binaries, account, settings)
  }
  const tail = await readFile(log, 'utf8').catch(() => '')
  throw new Error(`PostgreSQL did not start on ${cluster}:\n${tail.split('\n').slice(-15).join('\n')}`)
}

async function launch(
  log: string,
  cluster: string,
  binaries: PostgresBinaries,
  account: PostgresAccount,
  settings: readonly string[],
): Promise<ChildProcess> {
  const options = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=100',
    'log_min_messages=warning',
    'log_checkpoints=off',
    'log_statement=none',
    // A statement's text may hold what somebody wrote down; the log is no place for it.
    'log_min_error_statement=panic',
    'log_parameter_max_length_on_error=0',
    'log_error_verbosity=terse',
    ...settings,
  ]
  const { file, args } = account.command(binaries.postgres, [
    '-D',
    cluster,
    '-p',
    String(await freePort()),
    ...options.flatMap((option) => ['-c', option]),
  ])
  const output = await open(log, 'a', 0o600)
  // Its own process group: Ctrl+C in the terminal reaches the server alone, which then stops the cluster in order.
  const child = spawn(file, args, {
    ...account.spawnOptions,
    cwd: account.owner ? '/' : cluster,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', output.fd, output.fd],
  })
  child.on('error', () => undefined)
  await output.close()
  return child
}

/** The port in the file that a running cluster keeps; a stale file is told by nobody answering there. */
async function runningPort(cluster: string): Promise<number | undefined> {
  const lines = await readFile(join(cluster, 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  )
  const port = Number(lines[3])
  return lines[7]?.trim() === 'ready' && Number.isInteger(port) && port > 0 ? port : undefined
}

async function answers(port: number, password: string): Promise<boolean> {
  return withClient(port, password, async () => true).catch(() => false)
}

async function createDatabase(port: number, password: string): Promise<void> {
  await withClient(port, password, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName])
    if (rowCount) return
    await client.query(`create database ${databaseName}`).catch((error: unknown) => {
      const [duplicate, duplicateRow] = ['42P04', '23505']
      const code = error instanceof pg.DatabaseError ? error.code : undefined
      if (code !== duplicate && code !== duplicateRow) throw error
    })
  })
}

async function release(
  cluster: string,
  port: number,
  password: string,
  binaries: PostgresBinaries,
  account: PostgresAccount,
): Promise<void> {
  const others = await withClient(port, password, async (client) => {
    const { rows } = await client.query(
      `select count(*)::int as others from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    )
    return Number(rows[0]?.others)
  }).catch(() => 0)
  if (others > 0) return
  const pidFile = join(cluster, 'postmaster.pid')
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 0) return
  if (process.platform === 'win32') {
    const { file, args } = account.command(binaries.pg_ctl, ['stop', '-D', cluster, '-m', 'fast', '-w'])
    await run(file, args)
    return
  }
  try {
    process.kill(pid, 'SIGINT')
  } catch {
    return
  }
  const deadline = Date.now() + startTimeoutMs
  while ((await exists(pidFile)) && Date.now() < deadline) await sleep(20)
}

async function withClient<T>(
  port: number,
  password: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: addressOf(port, password, 'postgres'),
    connectionTimeoutMillis: 5000,
  })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((done, fail) => {
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? done(address.port) : fail(new Error('no port')),
      )
    })
  })
}

async function exists(file: string): Promise<boolean> {
  return open(file, 'r').then(
    async (handle) => {
      await handle.close()
      return true
    },
    () => false,
  )
}
