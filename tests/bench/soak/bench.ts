import { type ChildProcess, fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { say } from '../../../scripts/command-line.ts'
import { seeded } from '../sync/records.ts'
import { act, checksumsOf, learn, type SoakLaptop, startLaptops } from './laptops.ts'
import type { SoakServerMessage, SoakServerOrder } from './messages.ts'

export interface SoakOptions {
  readonly laptops: number
  /** Records of all libraries together. */
  readonly records: number
  /** Hours of the laptops' and the server's clocks. */
  readonly hours: number
}

/** What a day of many laptops came to. */
export interface SoakFigure extends SoakOptions {
  readonly seconds: number
  /** Operations that users were told were saved. */
  readonly operations: number
  readonly rounds: number
  /** Scopes of laptops whose checksum was compared with the server's at the end, and how many differed. */
  readonly compared: number
  readonly differing: number
  /** Operations that never reached the server: waiting or refused. */
  readonly left: number
  /** Memory in MiB after each hour. */
  readonly laptopsMiB: readonly number[]
  readonly serverMiB: readonly number[]
  /** Growth over the last two thirds of the hours, as a part of what was there before them. */
  readonly growth: { readonly laptops: number; readonly server: number }
  readonly met: boolean
}

const laptopsOfATeam = 2
const stepMs = 300_000
const hourMs = 3_600_000
const mostGrowth = 0.15

/**
 * Lets laptops work through a day at once, over the real engine, stores and server; only the clock runs faster. Each
 * writes, goes offline for hours now and then, and syncs every five minutes. At the end every operation must have
 * reached the server, every laptop must have what the server has, by checksum, and memory must not have grown.
 */
export async function benchSoak({ laptops, records, hours }: SoakOptions): Promise<SoakFigure> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-soak-'))
  const begin = Date.UTC(2026, 2, 2)
  const teams = Math.max(1, Math.round(laptops / laptopsOfATeam))
  const sizes = [begin, teams, laptopsOfATeam, Math.round(records / teams)].map(String)
  const program = fileURLToPath(new URL('./server.ts', import.meta.url))
  say(`a server with ${teams} libraries of ${sizes[3]} records is being made`)
  const server = fork(program, [join(folder, 'server'), ...sizes])
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const all: SoakLaptop[] = []
  const restore = nameAddresses()
  try {
    const ready = await heard(server, 'ready')
    const started = performance.now()
    let now = begin
    for (const team of ready.teams) all.push(...(await startLaptops(ready.url, team, () => now)))
    say(`${all.length} laptops read their libraries`)
    for (const laptop of all) {
      await laptop.device.sync()
      await learn(laptop, 200)
    }
    const random = seeded(8)
    const offlineUntil = all.map(() => 0)
    const memory = { laptops: [] as number[], server: [] as number[] }
    let rounds = 0
    for (let hour = 0; hour < hours; hour += 1) {
      for (let step = 0; step < hourMs / stepMs; step += 1) {
        now += stepMs
        await ordered(server, { type: 'clock', now }, 'at')
        for (const [index, laptop] of all.entries()) {
          for (let action = random() < 0.5 ? 1 + Math.floor(random() * 3) : 0; action > 0; action -= 1)
            await act(laptop, random, now + action)
          if (random() < 0.002) offlineUntil[index] = now + hourMs * (1 + random() * 5)
          if (now < (offlineUntil[index] ?? 0)) continue
          await laptop.device.sync()
          rounds += 1
        }
      }
      globalThis.gc?.()
      memory.laptops.push(Math.round(process.memoryUsage.rss() / 2 ** 20))
      memory.server.push(Math.round((await ordered(server, { type: 'state' }, 'state')).rssMiB))
      say(
        `hour ${hour + 1}: laptops ${memory.laptops.at(-1)} MiB, server ${memory.server.at(-1)} MiB, ` +
          `${rounds} rounds, ${Math.round((performance.now() - started) / 1000)} s`,
      )
    }
    // Two rounds for all: what one brings in the first, its colleague hears of in the second.
    for (let round = 0; round < 2; round += 1) for (const laptop of all) await laptop.device.sync()
    const { compared, differing } = await compare(server, all)
    let left = 0
    for (const { device } of all) left += (await device.count('outbox')) + (await device.count('quarantine'))
    const growth = { laptops: growthOf(memory.laptops), server: growthOf(memory.server) }
    const figure: SoakFigure = {
      ...{ laptops: all.length, records, hours },
      seconds: Math.round((performance.now() - started) / 1000),
      operations: all.reduce((sum, { saved }) => sum + saved, 0),
      ...{ rounds, compared, differing, left, growth },
      laptopsMiB: memory.laptops,
      serverMiB: memory.server,
      met:
        compared > 0 && differing + left === 0 && growth.laptops <= mostGrowth && growth.server <= mostGrowth,
    }
    say(
      `${figure.laptops} laptops, ${hours} hours, ${figure.operations} operations in ${rounds} rounds: ` +
        `${compared} scopes compared, ${differing} differ, ${left} operations left; memory grew by ` +
        `${percent(growth.laptops)} (laptops) and ${percent(growth.server)} (server): ${figure.met ? 'met' : 'MISSED'}`,
    )
    return figure
  } finally {
    restore()
    for (const { device } of all) await device.remove()
    if (server.connected) server.send({ type: 'stop' } satisfies SoakServerOrder)
    await ended
    await rm(folder, { recursive: true, force: true })
  }
}

const percent = (part: number) => `${Math.round(part * 100)} %`

/** Highest of the last third against the highest of the first; 0 where there is too little to compare. */
function growthOf(values: readonly number[]): number {
  const third = Math.floor(values.length / 3)
  if (third === 0) return 0
  const before = Math.max(...values.slice(0, third))
  return Math.round((Math.max(...values.slice(-third)) / before - 1) * 1000) / 1000
}

async function compare(server: ChildProcess, all: readonly SoakLaptop[]) {
  const { scopes } = await ordered(server, { type: 'state' }, 'state')
  let compared = 0
  let differing = 0
  for (const { device } of all)
    for (const [scope, { seq, checksum }] of Object.entries(await checksumsOf(device))) {
      compared += 1
      if (scopes[scope]?.seq !== seq || scopes[scope]?.checksum !== checksum) differing += 1
    }
  return { compared, differing }
}

type Heard<T extends SoakServerMessage['type']> = Extract<SoakServerMessage, { type: T }>

function ordered<T extends SoakServerMessage['type']>(
  server: ChildProcess,
  order: SoakServerOrder,
  type: T,
): Promise<Heard<T>> {
  const answer = heard(server, type)
  server.send(order)
  return answer
}

function heard<T extends SoakServerMessage['type']>(server: ChildProcess, type: T): Promise<Heard<T>> {
  return new Promise((resolve, reject) => {
    const end = (code: number | null) => reject(new Error(`the server of the soak ended with ${code}`))
    const listen = (message: SoakServerMessage) => {
      if (message.type !== type) return
      server.off('exit', end)
      server.off('message', listen)
      // Told apart by its type a line above.
      resolve(message as Heard<T>)
    }
    server.on('message', listen)
    server.once('exit', end)
  })
}

/**
 * Lets each laptop come from an address of its own, as laptops do: all are this process here, and a server answers one
 * address only so often. @returns how to end this
 */
function nameAddresses(): () => void {
  const { fetch } = globalThis
  const numbers = new Map<string, number>()
  globalThis.fetch = (input, init) => {
    const headers = new Headers(init?.headers)
    const token = headers.get('authorization') ?? ''
    const number = numbers.get(token) ?? numbers.size
    numbers.set(token, number)
    headers.set('x-forwarded-for', `10.0.${number >> 8}.${number & 255}`)
    return fetch(input, { ...init, headers })
  }
  return () => {
    globalThis.fetch = fetch
  }
}
