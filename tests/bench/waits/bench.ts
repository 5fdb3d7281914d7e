import { type ChildProcess, fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hostFlags } from '../../../electron/main/host/host-flags.ts'
import { say } from '../../../scripts/command-line.ts'
import { serverFlags } from '../sync/server-flags.ts'
import type { PhaseWaits, ServerMessage, ServerOrder } from './messages.ts'

/** Records that stay with the device, that leave it, changes that come, operations that go, and seconds of indexing. */
interface Size {
  readonly staying: number
  readonly leaving: number
  readonly changes: number
  readonly offline: number
  readonly indexSeconds: number
}

const sizes = {
  full: { staying: 100_000, leaving: 20_000, changes: 5000, offline: 10_000, indexSeconds: 20 },
  small: { staying: 10_000, leaving: 3000, changes: 500, offline: 1000, indexSeconds: 3 },
} as const satisfies Record<string, Size>

/** How long the calls of one phase waited, in milliseconds: the middle one of the rounds of each number. */
export interface PhaseFigures {
  readonly phase: string
  readonly seconds: number
  readonly calls: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly worstMs: number
  readonly worstCall: string
  /** The same without the time in which the thread had no processor. */
  readonly cpu: { readonly p50Ms: number; readonly p95Ms: number; readonly worstMs: number }
  /** What kept the store longest, in the round whose worst wait is the middle one. */
  readonly holds: readonly string[]
}

/**
 * Measures how long a user waits for an answer while the device pulls, pushes, compares and removes: twenty calls a
 * second beside each phase of sync at 100,000 records.
 */
export async function benchWaits(options: { readonly rounds: number; readonly small: boolean }) {
  const size = options.small ? sizes.small : sizes.full
  const folder = await mkdtemp(join(tmpdir(), 'outpost-bench-'))
  try {
    const rounds: PhaseWaits[][] = []
    for (let round = 0; round < options.rounds; round += 1) {
      const server = await startServer(join(folder, String(round)), size)
      try {
        rounds.push(await runDevice(server, size))
      } finally {
        await server.stop()
      }
      say(`round ${round + 1}: ${rounds.at(-1)?.map(shortly).join(', ')}`)
    }
    const phases = (rounds[0] ?? []).map(({ phase }) =>
      figuresOf(rounds.flatMap((round) => round.filter((one) => one.phase === phase))),
    )
    print(phases)
    return { at: new Date().toISOString(), cpus: cpus().length, size, rounds: options.rounds, phases }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function shortly({ phase, waits }: PhaseWaits): string {
  return `${phase} ${Math.round(Math.max(...waits.map(({ ms }) => ms)))}`
}

function figuresOf(rounds: readonly PhaseWaits[]): PhaseFigures {
  const one = (round: PhaseWaits) => {
    const sorted = round.waits.toSorted((a, b) => a.ms - b.ms)
    const at = (part: number) => sorted[Math.floor((sorted.length - 1) * part)]?.ms ?? 0
    return { round, p50: at(0.5), p95: at(0.95), worst: sorted.at(-1) }
  }
  const all = rounds.map(one).sort((a, b) => (a.worst?.ms ?? 0) - (b.worst?.ms ?? 0))
  const middle = all[all.length >> 1]
  if (!middle) throw new Error('nothing was measured')
  const median = (of: (each: (typeof all)[number]) => number) => {
    const values = all.map(of).sort((a, b) => a - b)
    return Math.round((values[values.length >> 1] ?? 0) * 10) / 10
  }
  return {
    phase: middle.round.phase,
    seconds: median(({ round }) => round.seconds),
    calls: middle.round.waits.length,
    p50Ms: median(({ p50 }) => p50),
    p95Ms: median(({ p95 }) => p95),
    worstMs: median(({ worst }) => worst?.ms ?? 0),
    worstCall: middle.worst?.call ?? '',
    cpu: {
      p50Ms: median(({ round }) => cpuAt(round, 0.5)),
      p95Ms: median(({ round }) => cpuAt(round, 0.95)),
      worstMs: median(({ round }) => cpuAt(round, 1)),
    },
    holds: middle.round.holds
      .slice(0, 4)
      .map(({ what, ms, cpuMs }) => `${Math.round(ms)} ms, ${Math.round(cpuMs)} of processor: ${what}`),
  }
}

function cpuAt({ waits }: PhaseWaits, part: number): number {
  const sorted = waits.map(({ cpuMs }) => cpuMs).sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * part)] ?? 0
}

function print(phases: readonly PhaseFigures[]): void {
  for (const { phase, seconds, calls, p50Ms, p95Ms, worstMs, worstCall, cpu, holds } of phases) {
    say(
      `${phase.padEnd(13)} ${seconds.toFixed(1).padStart(5)} s ${String(calls).padStart(5)} calls  p50 ${p50Ms}  p95 ${p95Ms}  worst ${worstMs} ms (${worstCall}); processor ${cpu.p50Ms}, ${cpu.p95Ms}, ${cpu.worstMs}`,
    )
    for (const hold of holds) say(`              ${hold}`)
  }
}

interface WaitsServer {
  readonly url: string
  readonly process: ChildProcess
  readonly stop: () => Promise<void>
}

async function startServer(folder: string, size: Size): Promise<WaitsServer> {
  const script = fileURLToPath(new URL('./server.ts', import.meta.url))
  const child = fork(script, [folder, String(size.staying), String(size.leaving)], {
    execArgv: serverFlags(),
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: ServerMessage) => {
      if (message.type === 'ready') resolve(message.url)
    })
    child.once('exit', (code) => reject(new Error(`the server of the measurement ended with ${code}`)))
  })
  return {
    url,
    process: child,
    stop: async () => {
      child.send({ type: 'stop' } satisfies ServerOrder)
      await ended
    },
  }
}

async function runDevice(server: WaitsServer, size: Size): Promise<PhaseWaits[]> {
  const script = fileURLToPath(new URL('./device.ts', import.meta.url))
  const given = [server.url, String(size.changes), String(size.offline), String(size.indexSeconds)]
  const child = fork(script, given, { execArgv: [...hostFlags], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const printed: Buffer[] = []
  child.stdout?.on('data', (part: Buffer) => printed.push(part))
  child.on('message', (order) => {
    server.process.once('message', (done) => child.send(done as object))
    server.process.send(order as object)
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`the device of the measurement ended with ${code}`)
  return JSON.parse(Buffer.concat(printed).toString('utf8').trim().split('\n').at(-1) ?? '')
}
