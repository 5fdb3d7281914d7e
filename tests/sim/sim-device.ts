import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { sql } from 'kysely'
import { writeMeta } from '../../electron/data/database/meta.ts'
import { openDatabase, type Store } from '../../electron/data/database/open-database.ts'
import type { Writer } from '../../electron/data/database/schema.ts'
import { accountHandlers } from '../../electron/data/handlers/account.ts'
import type { HandlerContext } from '../../electron/data/host/context.ts'
import { type Identity, identityOf } from '../../electron/data/host/identity.ts'
import { identityFile, ownIncarnation } from '../../electron/data/host/own-incarnation.ts'
import type { SyncEngine } from '../../electron/data/host/sync-engine.ts'
import { findToken, saveAccount, saveToken } from '../../electron/data/queries/account.ts'
import type { WriteContext } from '../../electron/data/record/record.ts'
import { startSyncWith } from '../../electron/data/sync/start-sync.ts'
import { someTurns } from './hear.ts'
import { Death, type Mortality, mortalStore, passes } from './mortal-store.ts'
import type { SimNetwork } from './network.ts'
import type { Rng } from './rng.ts'
import { type Enrolment, password } from './sim-server.ts'

/** What a laptop is made with. */
export interface LaptopOptions {
  readonly name: string
  /** Counts the runs of this process, so that no two laptops have one address. */
  readonly run: number
  readonly enrolment: Enrolment
  /** Folder of this laptop alone. */
  readonly folder: string
  /** An empty store that is copied, since making one costs more than a run. */
  readonly template: { readonly file: string; readonly key: Uint8Array }
  readonly network: SimNetwork
  readonly worldTime: () => number
  readonly rng: Rng
  /** Another laptop's files, which this one begins with. */
  readonly copyOf?: { readonly files: string; readonly besides: string | null }
}

/** How a laptop's clock goes. */
export interface DeviceClock {
  offset: number
  /** Where it stands still; null while it runs. */
  frozenAt: number | null
}

/** A laptop with the real store and the real engine, whose process, disk, clock and network the world holds. */
export interface SimDevice {
  readonly name: string
  readonly enrolment: Enrolment
  readonly clock: DeviceClock
  readonly errors: string[]
  readonly isRunning: () => boolean
  /** Counts the lives of its disk: what was written before a restored backup and not sent is gone with the disk. */
  readonly life: () => number
  readonly store: () => Store
  readonly identity: () => Identity
  /** The address of the process that runs now. */
  readonly host: () => string
  /** Runs a user's write. Undefined: the process died over it. */
  readonly write: <T>(work: (tx: Writer, context: WriteContext) => Promise<T>) => Promise<T | undefined>
  /** Lets one of the engine's timers fire. */
  readonly fire: (which: number) => void
  /** The token by which its store says it is signed in; null: nobody is. */
  readonly token: () => Promise<string | null>
  /** Its user signs in, as in the app. @throws AppError what the app says when it fails */
  readonly signIn: () => Promise<void>
  /** A whole round. */
  readonly sync: () => Promise<string | null>
  /** Waits until everything it does waits for the network. */
  readonly settled: () => Promise<void>
  readonly crash: () => void
  /** Dies at the crash point after so many more. */
  readonly crashAfter: (points: number) => void
  readonly boot: () => Promise<void>
  /** Closes the app in order. */
  readonly quit: () => Promise<void>
  readonly fillDisk: (full: boolean) => Promise<void>
  /** Copies the files as a backup program does, and puts them back later. */
  readonly backUp: () => Promise<void>
  readonly restore: () => Promise<boolean>
  /** Copies the profile for another machine. */
  readonly copyProfile: (besides: boolean) => Promise<NonNullable<LaptopOptions['copyOf']>>
  readonly remove: () => Promise<void>
}

interface Boot {
  readonly store: Store
  readonly mortality: Mortality
  readonly engine: SyncEngine
  identity: Identity
  readonly host: string
  readonly timers: Map<() => void, 'planned' | 'running'>
}

/** Turns after which a waiting device no longer takes the processor from what it waits for. */
const busyTurns = 1000
/** Of the machine's own time: long enough for a busy one. */
const mostRestMs = 60_000
const parts = ['', '-wal'] as const

export async function simDevice(options: LaptopOptions): Promise<SimDevice> {
  const { name, enrolment, network, template, worldTime, rng } = options
  const clock: DeviceClock = { offset: 0, frozenAt: null }
  const errors: string[] = []
  let boots = 0
  let lives = 0
  let folder = join(options.folder, '0')
  let backup: string | null = null
  let current: Boot | null = null
  /** Stores of dead processes, to be closed when nobody looks. */
  let remains: Store[] = []

  mkdirSync(folder, { recursive: true })
  const { copyOf } = options
  if (copyOf)
    for (const part of parts) {
      const file = join(copyOf.files, `outpost.db${part}`)
      if (existsSync(file)) copyFileSync(file, join(folder, `outpost.db${part}`))
    }
  else copyFileSync(template.file, join(folder, 'outpost.db'))
  if (copyOf?.besides) copyFileSync(copyOf.besides, identityFile(options.folder))

  const now = () => clock.frozenAt ?? worldTime() + clock.offset
  const copyTo = (target: string) => {
    mkdirSync(target, { recursive: true })
    for (const part of parts)
      if (existsSync(join(folder, `outpost.db${part}`)))
        copyFileSync(join(folder, `outpost.db${part}`), join(target, `outpost.db${part}`))
  }
  const hex = (digits: number) => Array.from({ length: digits }, () => rng.below(16).toString(16)).join('')
  const uuid = () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`

  const boot = async (): Promise<void> => {
    if (current) return
    boots += 1
    const host = `${name}-${boots}.run${options.run}.sim`
    const real = openDatabase({ file: join(folder, 'outpost.db'), key: template.key, ballast: false })
    let noteDeath: () => void = () => undefined
    const death = new Promise<undefined>((resolve) => {
      noteDeath = () => resolve(undefined)
    })
    const mortality: Mortality = {
      dead: false,
      pointsLeft: null,
      death,
      die: () => {
        noteDeath()
        mortality.dead = true
        // What is in the files at this moment is what the next start finds.
        const next = join(options.folder, String(boots))
        copyTo(next)
        folder = next
        remains.push(real)
        network.hangUp(host)
        current = null
      },
    }
    const { id, name: userName, unitId, role } = enrolment.user
    await real.write(async (tx) => {
      await saveAccount(tx, {
        userId: id,
        userName,
        post: null,
        unitId,
        unitName: null,
        role,
        organisation: '样本',
        serverUrl: `https://${host}/`,
      })
      // A copied profile has these with the rest.
      if (boots === 1 && !copyOf) {
        await saveToken(tx, enrolment.token)
        await writeMeta(tx, 'deviceKeys', JSON.stringify(enrolment.keys))
      }
    })
    const log = {
      info: () => undefined,
      error: (text: string, cause: unknown) =>
        errors.push(`${text}${cause instanceof Error ? `: ${cause.message}` : ''}`),
    }
    const kept = await identityOf(real, enrolment.device, () => ({ incarnation: uuid(), node: hex(16) }))
    const identity = await ownIncarnation({
      store: real,
      folder: options.folder,
      identity: kept,
      machine: name,
      log,
    })
    const store = mortalStore(real, mortality)
    const timers: Boot['timers'] = new Map()
    const engine = startSyncWith(
      {
        store,
        identity,
        deviceName: name,
        appVersion: '0.1.0',
        announce: () => undefined,
        log,
        onIdentity: (next) => {
          if (current) current.identity = next
        },
      },
      {
        now,
        random: rng.next,
        wake: true,
        after: (_, run) => {
          if (!mortality.dead) timers.set(run, 'planned')
          // Whoever cancels it begins its round without it, or plans it anew at once.
          return () => {
            if (timers.has(run)) timers.set(run, 'running')
          }
        },
        intervalMs: 60_000,
        idleMs: 600_000,
        step: () => {
          if (passes(mortality)) throw new Death()
        },
      },
    )
    current = { store, mortality, engine, identity, host, timers }
  }
  const running = (): Boot => {
    if (!current) throw new Error(`${name} does not run`)
    return current
  }
  const buryDead = async () => {
    const dead = remains
    remains = []
    for (const store of dead) await store.close()
  }

  await boot()
  return {
    name,
    enrolment,
    clock,
    errors,
    isRunning: () => current !== null,
    life: () => lives,
    store: () => running().store,
    identity: () => running().identity,
    host: () => running().host,
    write: async (work) => {
      const { store, identity, mortality } = running()
      const context: WriteContext = {
        ...identity,
        author: enrolment.user.id,
        unitId: enrolment.user.unitId,
        nowMs: now(),
      }
      return Promise.race([store.write((tx) => work(tx, context)), mortality.death])
    },
    fire: (which) => {
      const { timers } = running()
      const planned = [...timers].filter(([, state]) => state === 'planned').map(([run]) => run)
      const run = planned[which % Math.max(1, planned.length)]
      if (!run) return
      timers.set(run, 'running')
      run()
    },
    token: async () => (await running().store.read(findToken)) ?? null,
    signIn: async () => {
      const { store, identity, mortality, host } = running()
      const nowMs = now()
      const used = {
        read: store.read,
        write: store.write,
        vault: { deviceName: enrolment.user.name, open: () => ({ identity }) },
        clock: { nowMs, now: new Date(nowMs).toISOString() },
        // The next round comes by its timer, or by the next event.
        sync: () => ({ wake: () => undefined }),
      }
      const input = { serverUrl: `https://${host}/`, login: enrolment.user.name, password }
      const context = used as unknown as HandlerContext
      await Promise.race([accountHandlers['account.signIn'](context, input), mortality.death])
    },
    sync: async () => {
      const { engine, mortality } = running()
      const status = await Promise.race([engine.now(), mortality.death])
      return status?.problem ?? null
    },
    settled: async () => {
      const until = performance.now() + mostRestMs
      for (let turns = 0; turns < busyTurns || performance.now() < until; turns += 1) {
        await (turns < busyTurns ? turn() : sleep(1))
        if (!current) break
        const { timers, host } = current
        const busy = [...timers.values()].filter((state) => state === 'running').length
        const asking = network.pending.filter((exchange) => exchange.host === host).length
        // Whoever listens again began to by a timer, and waits for hints.
        const blocked = asking + (network.hints.isOpenAgain(host) ? 1 : 0)
        if (busy <= blocked) {
          // A batch that is prepared while another one is under way, and what is announced afterwards.
          await someTurns()
          await buryDead()
          return
        }
      }
      await buryDead()
      if (current) throw new Error(`${name} does not come to rest`)
    },
    crash: () => current?.mortality.die(),
    crashAfter: (points) => {
      if (current) current.mortality.pointsLeft = points
    },
    boot,
    quit: async () => {
      if (!current) return
      const { engine, store } = current
      await engine.stop()
      await store.close()
      current = null
    },
    fillDisk: async (full) => {
      const { store } = running()
      await store.read(async (db) => {
        const [row] = (await sql<{ page_count: number }>`pragma page_count`.execute(db as never)).rows
        const pages = full ? (row?.page_count ?? 0) : 1_073_741_823
        await sql`pragma max_page_count = ${sql.lit(pages)}`.execute(db as never)
      })
    },
    backUp: async () => {
      const target = join(options.folder, `backup-${boots}`)
      rmSync(target, { recursive: true, force: true })
      if (current) await current.store.read(async () => copyTo(target))
      else copyTo(target)
      backup = target
    },
    copyProfile: async (besides) => {
      const files = join(options.folder, `copy-${boots}`)
      await running().store.read(async () => copyTo(files))
      return { files, besides: besides ? identityFile(options.folder) : null }
    },
    restore: async () => {
      if (!backup || current) return false
      lives += 1
      folder = join(options.folder, `restored-${boots}-${lives}`)
      mkdirSync(folder, { recursive: true })
      for (const part of parts)
        if (existsSync(join(backup, `outpost.db${part}`)))
          copyFileSync(join(backup, `outpost.db${part}`), join(folder, `outpost.db${part}`))
      return true
    },
    remove: async () => {
      if (current) {
        current.mortality.dead = true
        network.hangUp(current.host)
        await turn()
        remains.push(current.store)
        current = null
      }
      await buryDead()
      rmSync(options.folder, { recursive: true, force: true })
    },
  }
}
