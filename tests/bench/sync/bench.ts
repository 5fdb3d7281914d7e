import { type ChildProcess, fork } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hostFlags } from '../../../electron/main/host/host-flags.ts'
import { say } from '../../../scripts/command-line.ts'
import type { PeerFigures } from '../peers/bench-peers.ts'
import type { ClientOrder, Measured, ServerMessage } from './messages.ts'
import { serverFlags } from './server-flags.ts'
import { printTable } from './table.ts'

export interface Figure {
  readonly seconds: number
  /** Times the limit of the same run, where there is one. */
  readonly ratio: number | null
  /** Highest memory of the device's process above what it had before. */
  readonly peakRssMiB: number
  readonly records: number
  /** What it must be: seconds, or times the limit. */
  readonly target: string | null
  readonly met: boolean | null
  readonly notes?: Readonly<Record<string, number>>
}

export interface BenchResults {
  readonly at: string
  readonly machine: {
    readonly cpus: number
    readonly model: string
    readonly memoryMiB: number
    readonly node: string
  }
  readonly recordBytes: number
  readonly rounds: number
  readonly limit100k: Figure
  readonly pull10k: Figure
  readonly pull100k: Figure
  readonly firstPull100k: Figure
  readonly push10k: Figure
  readonly pull1: Figure
  readonly coldOutbox100k: Figure
  readonly peakRssMiB: number
  readonly peers?: Readonly<Record<string, PeerFigures>>
}

const small = 10_000
const large = 100_000
const limitTimes = 2.5
const memoryMiB = 150

/**
 * Measures sync on this machine in one run. The server and every device are processes of their own; what is compared
 * is done by turns, and the middle one of the rounds counts.
 */
export async function benchSync(options: {
  readonly peers: boolean
  readonly rounds: number
}): Promise<BenchResults> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-bench-'))
  let server: BenchServer | null = null
  try {
    say(`a server with libraries of ${small} and ${large} records is being made`)
    server = await startBenchServer(join(folder, 'server'))
    const order = measuring(server)
    const limits: Measured[] = []
    const pulls: Measured[] = []
    const smallPulls: Measured[] = []
    const pushes: Measured[] = []
    say('pulling')
    const first = await order('pull', 'bing', large)
    for (let round = 0; round < options.rounds; round += 1) {
      limits.push(await order('limit', '', large))
      pulls.push(await order('pull', 'bing', large))
      smallPulls.push(await order('pull', 'yi', small))
    }
    say('pushing')
    for (let round = 0; round < options.rounds; round += 1) pushes.push(await order('push', 'ding', small))
    const one = await order('pull-one', 'yi', 21)
    say('starting with a full outbox')
    const store = join(folder, 'outbox')
    await mkdir(store)
    await order('fill-outbox', 'jia', large, store)
    const cold = await order('start-outbox', 'jia', large, store)
    const limit = middle(limits)
    const ratioOf = ({ seconds }: Measured, times = 1) => round(seconds / (limit.seconds * times))
    const pull = middle(pulls)
    const smallPull = middle(smallPulls)
    const results: BenchResults = {
      at: new Date().toISOString(),
      machine: {
        cpus: cpus().length,
        model: cpus()[0]?.model.trim() ?? '',
        memoryMiB: Math.round(totalmem() / 2 ** 20),
        node: process.version,
      },
      recordBytes: server.recordBytes,
      rounds: options.rounds,
      limit100k: figure(limit, { expected: large }),
      pull10k: figure(smallPull, { expected: small, ratio: ratioOf(smallPull, small / large) }),
      pull100k: figure(pull, {
        expected: large,
        ratio: ratioOf(pull),
        maxRatio: limitTimes,
        maxMiB: memoryMiB,
      }),
      firstPull100k: figure(first, { expected: large, ratio: ratioOf(first) }),
      push10k: figure(middle(pushes), { expected: small, maxSeconds: 1.5 }),
      pull1: figure(one, { expected: one.records, maxSeconds: 0.015 }),
      coldOutbox100k: figure(cold, { expected: large, maxSeconds: 2 }),
      peakRssMiB: Math.round(Math.max(...pulls.map(above))),
      ...(options.peers ? { peers: await peersOf() } : {}),
    }
    printTable(results)
    return results
  } finally {
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs one measurement after the other and says what each gave. */
function measuring(server: BenchServer) {
  let seed = 200
  return async (
    task: ClientOrder['task'],
    login: string,
    records: number,
    folder: string | null = null,
  ): Promise<Measured> => {
    const url = task === 'limit' ? server.limitUrl : server.url
    seed += 1
    const measured = await runClient(server, { task, url, login, records, seed, folder })
    say(`${task} ${records}: ${measured.seconds.toFixed(3)} s, ${Math.round(above(measured))} MiB`)
    return measured
  }
}

async function peersOf() {
  const { benchPeers } = await import('../peers/bench-peers.ts')
  return benchPeers()
}

const round = (value: number) => Math.round(value * 1000) / 1000
const above = ({ peakRssMiB, idleRssMiB }: Measured) => peakRssMiB - idleRssMiB

function middle(all: readonly Measured[]): Measured {
  const sorted = [...all].sort((a, b) => a.seconds - b.seconds)
  const found = sorted[sorted.length >> 1]
  if (!found) throw new Error('nothing was measured')
  return found
}

function figure(
  measured: Measured,
  goal: {
    readonly expected: number
    readonly ratio?: number
    readonly maxRatio?: number
    readonly maxSeconds?: number
    readonly maxMiB?: number
  },
): Figure {
  if (measured.records !== goal.expected)
    throw new Error(`${measured.records} records arrived instead of ${goal.expected}`)
  const peakRssMiB = Math.round(above(measured))
  const demands = [
    ...(goal.maxRatio === undefined ? [] : [`${goal.maxRatio} x limit`]),
    ...(goal.maxSeconds === undefined ? [] : [`${goal.maxSeconds} s`]),
    ...(goal.maxMiB === undefined ? [] : [`${goal.maxMiB} MiB`]),
  ]
  const met =
    (goal.maxRatio === undefined || (goal.ratio ?? 0) <= goal.maxRatio) &&
    (goal.maxSeconds === undefined || measured.seconds <= goal.maxSeconds) &&
    (goal.maxMiB === undefined || peakRssMiB <= goal.maxMiB)
  return {
    seconds: Math.round(measured.seconds * 10_000) / 10_000,
    ratio: goal.ratio ?? null,
    peakRssMiB,
    records: measured.records,
    target: demands.length === 0 ? null : demands.join(', '),
    met: demands.length === 0 ? null : met,
    ...(measured.notes ? { notes: notesOf(measured) } : {}),
  }
}

/** Memory in what else was measured stands above idle too. */
function notesOf({ notes = {}, idleRssMiB }: Measured): Readonly<Record<string, number>> {
  const { indexedRssMiB, ...rest } = notes
  return indexedRssMiB === undefined ? rest : { ...rest, indexedMiB: Math.round(indexedRssMiB - idleRssMiB) }
}

interface BenchServer {
  readonly url: string
  readonly limitUrl: string
  readonly recordBytes: number
  readonly process: ChildProcess
  readonly stop: () => Promise<void>
}

async function startBenchServer(folder: string): Promise<BenchServer> {
  const child = fork(
    fileURLToPath(new URL('./server.ts', import.meta.url)),
    [folder, String(small), String(large)],
    { execArgv: serverFlags() },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ready = await new Promise<Extract<ServerMessage, { type: 'ready' }>>((resolve, reject) => {
    child.on('message', (message: ServerMessage) => {
      if (message.type === 'ready') resolve(message)
    })
    child.once('exit', (code) => reject(new Error(`the server of the measurement ended with ${code}`)))
  })
  return {
    ...ready,
    process: child,
    stop: async () => {
      child.send({ type: 'stop' })
      await ended
    },
  }
}

/** Runs one measurement in a process of its own. */
async function runClient(server: BenchServer, order: ClientOrder): Promise<Measured> {
  const child = fork(fileURLToPath(new URL('./client.ts', import.meta.url)), [JSON.stringify(order)], {
    execArgv: ['--expose-gc', ...hostFlags],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const printed: Buffer[] = []
  child.stdout?.on('data', (part: Buffer) => printed.push(part))
  const passOn = (message: unknown) => void child.send(message as object)
  child.on('message', (message) => {
    server.process.once('message', passOn)
    server.process.send(message as object)
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`${order.task} ended with ${code}`)
  return JSON.parse(Buffer.concat(printed).toString('utf8').trim().split('\n').at(-1) ?? '')
}
