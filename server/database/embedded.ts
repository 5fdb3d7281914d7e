import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { exists, initialise, passwordIn, superuser } from './cluster-files.ts'
import { type PostgresAccount, postgresAccount } from './postgres-account.ts'
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.ts'

const run = promisify(execFile)

const databaseName = 'outpost'
const startAttempts = 3
const startTimeoutMs = 60_000
const rejoinMs = 500

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
  const name = `outpost-${randomUUID()}`
  const leave = await stayConnected(addressOf(port, password, 'postgres'), name)
  return {
    url: `${addressOf(port, password, databaseName)}?application_name=${name}`,
    release: async () => {
      await leave()
      await release(cluster, port, password, name, binaries, account)
    },
  }
}

function addressOf(port: number, password: string, database: string): string {
  return `postgresql://${superuser}:${password}@127.0.0.1:${port}/${database}`
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
  name: string,
  binaries: PostgresBinaries,
  account: PostgresAccount,
): Promise<void> {
  if (await isUsedByOthers(port, password, name)) {
    // Connections of a process that has just ended go away in a moment.
    await sleep(300)
    if (await isUsedByOthers(port, password, name)) return
  }
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

/**
 * Holds one connection open for as long as the cluster is used, and opens it again when it breaks: a server whose
 * pool is idle has none, and a command beside it would take the cluster for unused. @returns how to leave.
 */
async function stayConnected(url: string, name: string): Promise<() => Promise<void>> {
  let current: pg.Client | null = null
  let left = false
  const join = async () => {
    const client = new pg.Client({ connectionString: url, application_name: name, keepAlive: true })
    client.on('error', () => undefined)
    client.once('end', () => {
      if (!left) setTimeout(() => void join().catch(() => undefined), rejoinMs).unref()
    })
    if (left) return
    current = client
    await client.connect()
  }
  await join()
  return async () => {
    left = true
    await current?.end().catch(() => undefined)
  }
}

/** Whether anybody is connected but us: connections of ours may still be closing. */
async function isUsedByOthers(port: number, password: string, name: string): Promise<boolean> {
  return withClient(port, password, async (client) => {
    const { rowCount } = await client.query(
      `select from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> $1`,
      [name],
    )
    return (rowCount ?? 0) > 0
  }).catch(() => false)
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
