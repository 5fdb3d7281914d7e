import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { collect, say } from '../../../scripts/command-line.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const peers = { pouchdb: 'pouchdb.ts', rxdb: 'rxdb.ts' } as const
const longestMs = 180_000

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
  const figures: Record<string, PeerFigures> = {
    actual: {
      failed:
        'not measured: its server keeps opaque messages and has no part that runs without its own client',
    },
  }
  if (!existsSync(join(here, 'node_modules'))) {
    say("installing the peers' packages")
    const installed = await collect('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here })
    if (installed?.code !== 0)
      return { all: { failed: `npm ci: ${installed?.stderr.slice(-300) ?? 'no npm'}` } }
  }
  for (const [name, file] of Object.entries(peers)) {
    figures[name] = await run(join(here, file))
    say(`${name}: ${JSON.stringify(figures[name])}`)
  }
  return figures
}

function run(file: string): Promise<PeerFigures> {
  return new Promise((resolve) => {
    const child = fork(file, ['100000', '10000'], { cwd: here, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    const printed: Buffer[] = []
    child.stdout?.on('data', (part: Buffer) => printed.push(part))
    child.stderr?.on('data', (part: Buffer) => printed.push(part))
    const late = setTimeout(() => {
      resolve({ failed: `not done after ${longestMs / 1000} s` })
      child.kill('SIGKILL')
    }, longestMs)
    child.on('message', (figures: PeerFigures) => resolve(figures))
    child.on('close', (code) => {
      clearTimeout(late)
      resolve({ failed: `ended with ${code}: ${Buffer.concat(printed).toString('utf8').slice(-300)}` })
    })
  })
}
