import { type ChildProcess, spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../../server/cli.ts', import.meta.url))

export interface Finished {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** The environment of a person who set nothing up: the embedded database is used. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name !== 'DATABASE_URL'),
)

/** Runs one command of the server as a process of its own. */
export async function runServerCommand(
  args: readonly string[],
  input = '',
  env: NodeJS.ProcessEnv = {},
): Promise<Finished> {
  const child = spawn(process.execPath, [cli, ...args], { env: { ...environment, ...env } })
  child.stdin.end(input)
  const ended = new Promise<number | null>((done) => child.on('close', done))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, out, err }
}

export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** What it has printed so far. */
  readonly printed: () => string
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>
}

/** Starts `serve` as a process of its own and waits for its address. */
export async function startServerProcess(
  dataDir: string,
  port = 0,
  { more = [], env = {} }: { readonly more?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<ServerProcess> {
  const args = [cli, 'serve', '--port', String(port), '--data', dataDir, ...more]
  const child: ChildProcess = spawn(process.execPath, args, { env: { ...environment, ...env } })
  const printed: string[] = []
  const ended = new Promise<number | null>((done) => child.on('close', done))
  const url = await new Promise<string>((found, fail) => {
    const look = (chunk: Buffer) => {
      printed.push(chunk.toString())
      const address = /http:\/\/\S+/.exec(printed.join(''))
      if (address) found(address[0])
    }
    child.stdout?.on('data', look)
    child.stderr?.on('data', look)
    child.on('close', () => fail(new Error(printed.join(''))))
  })
  return {
    url,
    pid: child.pid ?? 0,
    printed: () => printed.join(''),
    end: async (signal) => {
      child.kill(signal)
      return ended
    },
  }
}
