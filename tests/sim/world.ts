import { join } from 'node:path'
import { AppError } from '#shared/contract/errors.ts'
import { canonical } from '#shared/sync/merge.ts'
import type { Op } from '#shared/sync/op.ts'
import { cursors as knownCursors } from '../../electron/data/queries/sync.ts'
import { loadValues } from '../../electron/data/record/load-state.ts'
import { requestBootstrap } from '../../electron/data/sync/bootstrap-state.ts'
import { publish } from '../../server/administration/publish.ts'
import { pruneChanges } from '../../server/sync/retention.ts'
import { act, type Deed, type KnownRecord } from './actions.ts'
import { checkDevice, checkNothingForgotten, checkQuietDevice } from './device-view.ts'
import type { SimEvent, Situation } from './events.ts'
import { type Ledger, newLedger, Violation } from './ledger.ts'
import { type SimNetwork, simNetwork } from './network.ts'
import { type Rng, seededRng, seedFor } from './rng.ts'
import { checkServer, grantsOf, knownToServer, restampsOf } from './server-view.ts'
import { type LaptopOptions, type SimDevice, simDevice } from './sim-device.ts'
import type { Enrolment, SimAnswer, SimRequest, SimServer } from './sim-server.ts'
import { takeOverSurroundings } from './surroundings.ts'

export interface WorldOptions {
  readonly server: SimServer
  readonly seed: number
  readonly run: number
  readonly laptops: number
  /** Folder for the laptops' files. */
  readonly folder: string
  readonly template: { readonly file: string; readonly key: Uint8Array }
}

/** Laptops, network and server of one run, and the promises they must keep. */
export interface World {
  readonly situation: () => Situation
  /** Lets one thing happen, waits until all that it set off is through, and looks. @throws Violation */
  readonly happen: (event: SimEvent) => Promise<void>
  /** Ends all faults, lets everybody sync until it is quiet, and looks at everything. @throws Violation */
  readonly calm: () => Promise<void>
  /** What happened and what came of it, line by line. */
  readonly trace: readonly string[]
  readonly end: () => Promise<void>
}

/** Rounds in which everything must come to rest once the faults stop. */
const mostRounds = 12
const mostLaptops = 6
/** Refusals that have nothing to do with the time: the form's own rules, and a full disk. */
const expected = /^record\/|^store\/disk-full$/

export async function makeWorld(options: WorldOptions): Promise<World> {
  const { server, seed, laptops: count } = options
  const rng = seededRng(seedFor(seed, 'world'))
  const trace: string[] = []
  const ledger = newLedger()
  const records: KnownRecord[] = []
  let broken: Violation | null = null
  const network = simNetwork(server, async (host, request, answer) => {
    const problem = await listen(server, ledger, devices, host, request, answer)
    if (problem) broken ??= new Violation(problem)
  })
  const devices: SimDevice[] = []
  const full = new Set<SimDevice>()
  const backups = new Set<SimDevice>()
  const cursors = new Map<SimDevice, Map<string, number>>()

  const giveBack = takeOverSurroundings({
    now: () => server.time.now,
    rng: seededRng(seedFor(seed, 'process')),
    fetch: network.fetch,
  })
  await server.begin(seededRng(seedFor(seed, 'server')))
  const addLaptop: Context['addLaptop'] = async (enrolment, copyOf) => {
    const name = `laptop${devices.length}`
    const device = await simDevice({
      name,
      run: options.run,
      enrolment,
      folder: join(options.folder, name),
      template: options.template,
      network,
      worldTime: () => server.time.now,
      rng: seededRng(seedFor(seed, name)),
      ...(copyOf ? { copyOf } : {}),
    })
    devices.push(device)
    cursors.set(device, new Map())
  }
  for (const enrolment of server.organisation.laptops.slice(0, count)) await addLaptop(enrolment)

  const look = async (device: SimDevice) => {
    if (broken) throw broken
    if (device.isRunning())
      await checkDevice(device, server.database, ledger, cursors.get(device) ?? new Map())
  }
  const serverBackup = { kept: false }
  const laptops = { devices, full, backups, cursors, addLaptop }
  const context = { server, network, records, ledger, rng, serverBackup, ...laptops }
  return {
    trace,
    situation: () => ({
      devices: devices.map((device) => ({
        running: device.isRunning(),
        diskFull: full.has(device),
        hasBackup: backups.has(device),
      })),
      serverHasBackup: serverBackup.kept,
      exchanges: network.pending.map(({ answer }) => answer !== null),
      records: records.length,
    }),
    happen: async (event) => {
      server.time.now += event.ms
      const before = network.pending
      const outcome = await carryOut(context, event)
      const touched = devicesTouched(devices, event, before)
      for (const device of touched) await device.settled()
      trace.push(`${describeEvent(event)} -> ${outcome}`)
      for (const device of touched) await look(device)
      if (broken) throw broken
    },
    calm: async () => {
      server.database.crashAt = null
      // A laptop that breaks off may begin anew at once.
      network.fair = true
      network.breakAll()
      for (const device of devices) await device.settled()
      for (const device of devices) {
        await device.boot()
        device.crashAfter(Number.POSITIVE_INFINITY)
        await device.fillDisk(false)
        device.clock.frozenAt = null
      }
      await comeToRest(context, trace)
      for (const device of devices) {
        await look(device)
        await checkNothingForgotten(device, server.database, ledger)
      }
      const view = await checkServer(server.database, ledger, server.time.now)
      for (const device of devices)
        await checkQuietDevice(
          device,
          view,
          await grantsOf(server.database, device.enrolment.user.id),
          ledger,
        )
    },
    end: async () => {
      for (const device of devices) await device.remove()
      network.reset()
      giveBack()
    },
  }
}

interface Context {
  readonly server: SimServer
  readonly network: SimNetwork
  readonly devices: readonly SimDevice[]
  readonly records: KnownRecord[]
  readonly ledger: Ledger
  readonly rng: Rng
  readonly full: Set<SimDevice>
  readonly backups: Set<SimDevice>
  readonly cursors: Map<SimDevice, Map<string, number>>
  /** Whether the server has a backup that it can be set back to. */
  readonly serverBackup: { kept: boolean }
  readonly addLaptop: (enrolment: Enrolment, copyOf?: LaptopOptions['copyOf']) => Promise<void>
}

/** Looks at every answer as it leaves the server. @returns what is wrong with it. */
async function listen(
  server: SimServer,
  ledger: Ledger,
  devices: readonly SimDevice[],
  host: string,
  request: SimRequest,
  answer: SimAnswer,
): Promise<string | null> {
  if (answer.status >= 500)
    return `I9: the server failed on ${request.path}: ${server.faults.at(-1)?.slice(0, 1500)}`
  if (answer.status !== 200) return null
  if (request.path.startsWith('/push')) {
    const { results } = JSON.parse(answer.body.toString('utf8'))
    for (const result of results) {
      const problem = ledger.hearResult(result)
      if (problem) return problem
    }
  }
  if (request.path.startsWith('/changes')) {
    const { scopes } = JSON.parse(answer.body.toString('utf8'))
    const device = devices.find(({ name }) => host.startsWith(`${name}-`))
    if (!device || scopes.length === 0) return null
    const grants = await grantsOf(server.database, device.enrolment.user.id)
    const foreign = scopes.find(({ scope }: { scope: string }) => !grants.includes(scope))
    if (foreign) return `I8: the server sent ${foreign.scope} to ${device.name}`
  }
  return null
}

async function carryOut(context: Context, event: SimEvent): Promise<string> {
  const { server, network, devices, full, backups, cursors } = context
  const device = 'device' in event ? devices[event.device % devices.length] : undefined
  const exchange =
    'which' in event ? network.pending[event.which % Math.max(1, network.pending.length)] : undefined
  switch (event.do) {
    case 'create':
    case 'edit':
    case 'delete':
    case 'undelete':
    case 'settle':
    case 'retry':
    case 'whole':
    case 'undo-whole':
    case 'transfer':
      return device?.isRunning() ? userActs(context, device, event) : 'off'
    case 'fire':
      if (!device?.isRunning()) return 'off'
      device.fire(event.which)
      return 'fired'
    case 'sync':
      if (!device?.isRunning() || network.pending.length > 0) return 'off'
      network.fair = true
      try {
        return (await device.sync()) ?? 'synced'
      } finally {
        network.fair = false
      }
    case 'crash':
      device?.crash()
      return 'dead'
    case 'crash-after':
      if (device?.isRunning()) device.crashAfter(event.points)
      return 'armed'
    case 'boot':
      await device?.boot()
      return 'up'
    case 'restart':
      await device?.quit()
      await device?.boot()
      if (device) full.delete(device)
      return 'up'
    case 'clock':
      if (!device) return 'off'
      device.clock.offset = event.offset
      device.clock.frozenAt = event.frozen ? server.time.now + event.offset : null
      return 'set'
    case 'disk':
      if (!device?.isRunning()) return 'off'
      await device.fillDisk(event.full)
      if (event.full) full.add(device)
      else full.delete(device)
      return 'set'
    case 'back-up':
      if (!device?.isRunning()) return 'off'
      await device.backUp()
      backups.add(device)
      return 'kept'
    case 'clone': {
      if (!device?.isRunning() || context.devices.length >= mostLaptops) return 'off'
      await context.addLaptop(device.enrolment, await device.copyProfile(event.besides))
      return 'copied'
    }
    case 'read-again': {
      if (!device?.isRunning()) return 'off'
      const read = await device.write(async (tx) => {
        const known = await knownCursors(tx)
        const chosen = known[event.which % Math.max(1, known.length)]
        if (chosen) await requestBootstrap(tx, chosen.scope)
        return chosen !== undefined
      })
      return read === undefined ? 'died' : read ? 'wanted' : 'nothing'
    }
    case 'restore': {
      if (!device || device.isRunning()) return 'off'
      const life = device.life()
      if (!(await device.restore())) return 'none'
      context.ledger.loseDisk(device.name, life)
      cursors.get(device)?.clear()
      full.delete(device)
      await device.boot()
      return 'restored'
    }
    case 'arrive':
      if (!exchange || exchange.answer) return 'nothing'
      await network.arrive(exchange, event.twice)
      return exchange.answer ? described(exchange.answer) : 'broken'
    case 'server-dies':
      if (!exchange || exchange.answer) return 'nothing'
      server.database.crashAt = { statement: event.statement, side: event.side }
      await network.arrive(exchange, false)
      server.database.crashAt = null
      return exchange.answer ? 'survived' : 'died'
    case 'lose':
      if (!exchange || exchange.answer) return 'nothing'
      network.lose(exchange, event.refused)
      return 'lost'
    case 'answer':
      if (!exchange?.answer) return 'nothing'
      network.settle(exchange, event.fate)
      return event.fate.fate
    case 'ghost':
      await network.ghost(event.age)
      return 'arrived'
    case 'server-restart':
      await server.restart()
      return 'up'
    case 'server-back-up':
      await server.database.backUp()
      context.serverBackup.kept = true
      return 'kept'
    case 'server-restore':
      if (!context.serverBackup.kept) return 'none'
      await setBack(context)
      for (const known of cursors.values()) known.clear()
      return 'set back'
    case 'age':
      // PostgreSQL goes by the machine's clock.
      for (const table of ['change', 'device_cursors'])
        await server.database.query(
          `update ${table} set at = least(at, to_timestamp($1::double precision))`,
          [server.time.now / 1000],
        )
      server.time.now += event.days * 86_400_000
      return `${(await pruneChanges(server.database.db, server.time.now)).length} pruned`
    case 'move-user': {
      const { users, bureau, zone, liaison } = server.organisation
      const user = users[event.user % users.length]
      const unitId = [bureau, zone, liaison][event.unit % 3]
      if (!user || !unitId) return 'nobody'
      await server.database.db
        .transaction()
        .execute((tx) => publish(tx, 'users', user.id, { unitId }, server.time.now))
      return 'moved'
    }
  }
}

async function setBack({ server, ledger }: Context): Promise<void> {
  const restamped = await restampsOf(server.database)
  await server.setBack()
  ledger.setBack(await knownToServer(server.database, [...ledger.results.keys()]), restamped)
}

const described = ({ status, body }: SimAnswer) => `${status} ${body.length}`

async function userActs(
  { records, server, ledger, rng }: Context,
  device: SimDevice,
  action: Parameters<typeof act>[2],
): Promise<string> {
  const newId = idFrom(rng, server.time.now)
  let deed: Deed | undefined
  let attempted: readonly Op[] = []
  const maker = { device: device.name, life: device.life(), node: device.node() }
  try {
    deed = await device.write(async (tx, context) => {
      const done = await act(tx, context, action, { records, organisation: server.organisation, newId })
      if (done.shown) {
        const { table, id, values } = done.shown
        const seen = await loadValues(tx, table, id)
        for (const [name, value] of Object.entries(values))
          if (canonical(seen?.[name] ?? null) !== canonical(value ?? null))
            throw new Violation(`I10: ${device.name} wrote ${table}.${name} and does not show it`)
      }
      attempted = done.ops
      return done
    })
  } catch (error) {
    if (error instanceof AppError && expected.test(error.code)) return error.code
    if (error instanceof Violation) throw error
    throw new Violation(
      `I10: ${device.name} refused a write: ${error instanceof Error ? error.message : error}`,
    )
  }
  if (!deed) {
    for (const op of attempted) ledger.save({ op, ...maker, promised: false })
    return 'died'
  }
  for (const opId of deed.retried) ledger.retry(opId)
  for (const op of deed.ops) ledger.save({ op, ...maker, promised: true })
  if (deed.created) records.push(deed.created)
  return `${deed.ops.length} saved`
}

/** A UUID of version 7 with the world's time and chance. */
function idFrom(rng: Rng, ms: number): string {
  const hex = (digits: number) => Array.from({ length: digits }, () => rng.below(16).toString(16)).join('')
  const time = ms.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-8${hex(3)}-${hex(12)}`
}

/** Laptops whose state an event can have changed. */
function devicesTouched(
  devices: readonly SimDevice[],
  event: SimEvent,
  exchanges: SimNetwork['pending'],
): readonly SimDevice[] {
  if ('device' in event) return devices.slice(event.device % devices.length).slice(0, 1)
  if (!('which' in event)) return []
  const exchange = exchanges[event.which % Math.max(1, exchanges.length)]
  return devices.filter(({ name }) => exchange?.host.startsWith(`${name}-`))
}

async function comeToRest({ server, devices, ledger }: Context, trace: string[]): Promise<void> {
  let last = ''
  for (let round = 0; round < mostRounds; round += 1) {
    const problems: string[] = []
    for (const device of devices) {
      server.time.now += 61_000
      const problem = await device.sync()
      // After months without the server its user has to sign in before writing; what waits is sent all the same.
      if (problem && problem !== 'account/lease-ended')
        problems.push(`${device.name} ${problem} (${device.errors.at(-1) ?? ''})`)
    }
    const [heads] = await server.database.query<{ heads: string }>(
      `select coalesce(string_agg(id || '@' || max_seq, ' ' order by id), '') as heads from scope`,
    )
    const state = `${heads?.heads} ${ledger.results.size}`
    if (problems.length === 0 && state === last) {
      trace.push(`quiet after ${round} rounds`)
      return
    }
    last = problems.length === 0 ? state : ''
    if (round === mostRounds - 1)
      throw new Violation(
        `I9: no rest after ${mostRounds} rounds: ${problems.join('; ') || 'still new changes'}`,
      )
  }
}

/** One event as a line. */
export function describeEvent({ ms, ...event }: SimEvent): string {
  const { do: name, ...rest } = event
  const parameters = Object.entries(rest).map(([key, value]) => `${key} ${canonical(value)}`)
  return `+${ms}ms ${name} ${parameters.join(' ')}`
}
