import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { collect, say } from '../../../scripts/command-line.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const peers = { pouchdb: 'pouchdb.ts', rxdb: 'rxdb.ts', actual: 'actual.ts' } as const
const needed = ['express-pouchdb', 'pouchdb', 'rxdb', '@actual-app/crdt', '@actual-app/sync-server']
const longestMs = 300_000

/** What a peer gave, or why it gave nothing. */
export type PeerFigures =
  | {
      readonly pull: number
      readonly push: number
      readonly pulled: number
      readonly pushed: number
      readonly remarks: string
    }
  | { readonly failed: string }

/** Measures other engines on the same records, each in a process of its own. Their packages are installed on demand. */
export async function benchPeers(): Promise<Readonly<Record<string, PeerFigures>>> {
  const figures: Record<string, PeerFigures> = {}
  if (!needed.every((name) => existsSync(join(here, 'node_modules', name)))) {
    say("installing the peers' packages")
    const installed = await collect('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here })
    if (installed?.code !== 0) {
      const failed = `its packages could not be installed: ${installed?.stderr.slice(-300) ?? 'there is no npm'}`
      return Object.fromEntries(Object.keys(peers).map((name) => [name, { failed }]))
    }
  }
  for (const [name, file] of Object.entries(peers)) {
    figures[name] = await run(join(here, file))
    say(`${name}: ${JSON.stringify(figures[name])}`)
  }
  return figures
}

function run(file: string): Promise<PeerFigures> {
  return new Promise((resolve) => {
    const child = fork(file, ['100000', '10000'], {
      cwd: here,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own: a server that it started ends with it.
      detached: process.platform !== 'win32',
    })
    const printed: Buffer[] = []
    child.stdout?.on('data', (part: Buffer) => printed.push(part))
    child.stderr?.on('data', (part: Buffer) => printed.push(part))
    const late = setTimeout(() => {
      resolve({ failed: `not done after ${longestMs / 1000} s` })
      if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL')
      else process.kill(-child.pid, 'SIGKILL')
    }, longestMs)
    child.on('message', (figures: PeerFigures) => resolve(figures))
    child.on('close', (code) => {
      clearTimeout(late)
      resolve({ failed: `ended with ${code}: ${Buffer.concat(printed).toString('utf8').slice(-300)}` })
    })
  })
}
