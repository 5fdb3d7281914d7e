import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { say } from '../../../scripts/command-line.ts'
import type { ServerMessage } from './messages.ts'
import { serverFlags } from './server-flags.ts'

export interface Fleet {
  readonly devices: number
  readonly records: number
}

/** What a fleet of devices cost the server that all of them read at once. */
export interface FleetFigure extends Fleet {
  /** From the first request to the last device's last record, the making of the snapshot included. */
  readonly seconds: number
  /** Records that arrived, of all devices. */
  readonly received: number
  readonly idleRssMiB: number
  readonly peakRssMiB: number
  readonly target: string
  readonly met: boolean
}

const mostMiB = 400

/** @throws when the text is not two numbers. @example fleetOf('200,1000000') */
export function fleetOf(text: string): Fleet {
  const [devices = 0, records = 0] = text.split(',').map(Number)
  if (!(devices > 0 && records > 0)) throw new Error('--fleet takes devices,records, such as 200,1000000')
  return { devices, records }
}

/**
 * Lets devices read one library at the same moment, as on the first morning. They are one process, which checks what
 * arrives (length, hash, contiguity) as a device does, and stores nothing: measured is the server, whose memory is
 * read from the system. PostgreSQL's own processes are not counted.
 */
export async function benchFleet({ devices, records }: Fleet): Promise<FleetFigure> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-fleet-'))
  const data = join(folder, 'server')
  say(`a server with a library of ${records} records is being made`)
  const program = fileURLToPath(new URL('./fleet-server.ts', import.meta.url))
  const filling = fork(program, ['fill', data, String(records), String(devices)])
  const code = await new Promise((resolve) => filling.once('exit', resolve))
  if (code !== 0) throw new Error(`the library could not be made: ${code}`)
  const server = fork(program, ['serve', data], { execArgv: serverFlags() })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  try {
    const { url } = await readyOf(server)
    const idleRssMiB = rssMiB(server)
    let peakRssMiB = idleRssMiB
    const watch = setInterval(() => {
      peakRssMiB = Math.max(peakRssMiB, rssMiB(server))
    }, 50)
    say(`${devices} devices read it`)
    const { seconds, received } = await readAll(url, join(data, 'tokens.json')).finally(() =>
      clearInterval(watch),
    )
    if (received < devices * records) throw new Error(`${received} records arrived in all`)
    const figure: FleetFigure = {
      devices,
      records,
      seconds: Math.round(seconds * 100) / 100,
      received,
      idleRssMiB: Math.round(idleRssMiB),
      peakRssMiB: Math.round(peakRssMiB),
      target: `server RSS <= ${mostMiB} MiB`,
      met: peakRssMiB <= mostMiB,
    }
    say(
      `${devices} devices, ${records} records each: ${figure.seconds} s, server ${figure.idleRssMiB} MiB before, ` +
        `${figure.peakRssMiB} MiB at most (must be <= ${mostMiB}): ${figure.met ? 'met' : 'MISSED'}`,
    )
    return figure
  } finally {
    if (server.connected) server.send({ type: 'stop' })
    await ended
    await rm(folder, { recursive: true, force: true })
  }
}

function readyOf(server: ChildProcess): Promise<Extract<ServerMessage, { type: 'ready' }>> {
  return new Promise((resolve, reject) => {
    server.on('message', (message: ServerMessage) => {
      if (message.type === 'ready') resolve(message)
    })
    server.once('exit', (code) => reject(new Error(`the server of the measurement ended with ${code}`)))
  })
}

/** Memory of a process as Linux counts it; other systems have no such file. */
function rssMiB({ pid }: ChildProcess): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1] ?? 0) / 1024
}

function readAll(url: string, tokens: string): Promise<{ seconds: number; received: number }> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./fleet-devices.ts', import.meta.url)), [url, tokens])
    child.once('message', (done: { seconds: number; received: number }) => resolve(done))
    child.once('exit', (code) => reject(new Error(`the devices ended with ${code}`)))
  })
}
