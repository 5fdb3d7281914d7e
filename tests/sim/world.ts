import { join } from 'node:path'
import { handInAgainMs } from '#shared/sync/handing-in-again.ts'
import { canonical } from '#shared/sync/merge.ts'
import { signInOn } from './access.ts'
import type { KnownRecord } from './actions.ts'
import { operationsOf, type SimBundle, sticksFor } from './bundles.ts'
import { checkCarried, checkNothingCarried } from './carried-view.ts'
import { type Context, carryOut } from './carry-out.ts'
import { checkDevice, checkNothingForgotten, checkQuietDevice, checkRefusals } from './device-view.ts'
import type { SimEvent, Situation } from './events.ts'
import { forgottenAndRefused } from './expected-view.ts'
import { type Ledger, newLedger, Violation } from './ledger.ts'
import { type SimNetwork, simNetwork } from './network.ts'
import { checkNumbers } from './numbers-view.ts'
import { resultsIn, watchPush } from './rights-view.ts'
import { seededRng, seedFor } from './rng.ts'
import { checkServer, grantsOf } from './server-view.ts'
import { type SimDevice, simDevice } from './sim-device.ts'
import type { SimAnswer, SimRequest, SimServer } from './sim-server.ts'
import { takeOverSurroundings } from './surroundings.ts'
import { newTokens } from './tokens.ts'
import { waitingForARight } from './waits-view.ts'

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

export async function makeWorld(options: WorldOptions): Promise<World> {
  const { server, seed, laptops: count } = options
  const rng = seededRng(seedFor(seed, 'world'))
  const trace: string[] = []
  const ledger = newLedger()
  const tokens = newTokens(server.organisation.laptops, ledger)
  const records: KnownRecord[] = []
  let broken: Violation | null = null
  const note = (problem: string | null) => {
    if (problem) broken ??= new Violation(problem)
  }
  const network = simNetwork(server, async (host, request) => {
    const watched = request.path.startsWith('/push')
      ? await watchPush(server.database, ledger, request)
      : undefined
    const opened = tokens.watch(request)
    return async (answer) => {
      note(opened(answer))
      try {
        await watched?.()
      } catch (error) {
        if (!(error instanceof Violation)) throw error
        note(error.message)
      }
      if (!answer) return
      note(await listen(server, ledger, devices, host, request, answer))
      if (watched && network.hints.listening().length > 0) await announceNews(server, network, heads)
    }
  })
  const heads = new Map<string, number>()
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
    if (!device.isRunning()) return
    await checkDevice(device, server.database, ledger, cursors.get(device) ?? new Map())
    await checkCarried(device, server.database, ledger)
    await checkNumbers(device)
  }
  const serverBackup = { kept: false }
  const bundles: SimBundle[] = []
  const barred = new Set<string>()
  const disabled = new Set<string>()
  const laptops = { devices, full, backups, cursors, addLaptop }
  const access = { barred, disabled, tokens }
  const context = { server, network, records, ledger, rng, serverBackup, bundles, ...access, ...laptops }
  return {
    trace,
    situation: () => ({
      devices: devices.map((device) => ({
        running: device.isRunning(),
        diskFull: full.has(device),
        hasBackup: backups.has(device),
        hasWork: ledger.saved.some((entry) => entry.device === device.name),
        hasUnsent: ledger.saved.some(
          ({ device: name, op }) => name === device.name && !ledger.results.has(op.opId),
        ),
        sticks: sticksFor(device, bundles).length,
        isBarred: barred.has(device.enrolment.device),
        isDisabled: disabled.has(device.enrolment.user.id),
        isSignedOut: !tokens.hasGood(device.enrolment.device),
        user: server.organisation.users.indexOf(device.enrolment.user),
      })),
      bundles: bundles.length,
      onStick: userOnStick(server, bundles.at(-1)),
      authorMoved: bundles.at(-1)?.authorMoved ?? false,
      hints: network.hints.pending.length,
      serverHasBackup: serverBackup.kept,
      exchanges: network.pending.map(({ answer }) => answer !== null),
      pushes: network.pending.map(({ request }) => request.path.startsWith('/push')),
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
        // What its process died over shows before anything else happens to it.
        await look(device)
        device.crashAfter(Number.POSITIVE_INFINITY)
        await device.fillDisk(false)
        device.clock.frozenAt = null
      }
      // What waits for something that a failover lost waits until the checksums were compared.
      await comeToRest(context, trace, ledger.hasFailedOver() ? 'all have synced' : restOf(ledger))
      if (ledger.wasSetBack()) {
        // What the server made and forgot nobody can offer again: the hourly comparison of checksums notices it. A
        // clock that was set back by an hour makes it so much later.
        server.time.now += 3 * 3_600_000
        await comeToRest(context, trace, restOf(ledger))
        const waits = await Promise.all(devices.map((device) => waitingForARight(device, server.database)))
        if (waits.some(({ size }) => size > 0)) {
          server.time.now += handInAgainMs
          await comeToRest(context, trace, 'nothing waits')
        }
      }
      // Whoever is turned out sees nothing more and hands nothing in; what they have they keep.
      const allowed = devices.filter(({ enrolment }) => !ledger.barred.has(enrolment.device))
      for (const device of devices) await look(device)
      for (const device of allowed) {
        await checkNothingForgotten(device, server.database, ledger)
      }
      const view = await checkServer(server.database, ledger, server.time.now)
      const unoffered = await forgottenAndRefused(devices, server.database, ledger)
      for (const device of allowed) {
        const grants = await grantsOf(server.database, device.enrolment.user.id)
        await checkQuietDevice(device, view, grants, unoffered)
        await checkRefusals(device, server.database, grants, ledger)
        await checkNothingCarried(device, unoffered)
      }
    },
    end: async () => {
      for (const device of devices) await device.remove()
      network.reset()
      giveBack()
    },
  }
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
    for (const result of resultsIn(answer)) {
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

/** Laptops whose state an event can have changed. */
function devicesTouched(
  devices: readonly SimDevice[],
  event: SimEvent,
  exchanges: SimNetwork['pending'],
): readonly SimDevice[] {
  if (event.do === 'hint') return devices
  if ('device' in event) return devices.slice(event.device % devices.length).slice(0, 1)
  if (!('which' in event)) return []
  const exchange = exchanges[event.which % Math.max(1, exchanges.length)]
  return devices.filter(({ name }) => exchange?.host.startsWith(`${name}-`))
}

/** The user whose work the last run of a bundle holds, as a number; null without a bundle. */
function userOnStick({ organisation }: SimServer, bundle: SimBundle | undefined): number | null {
  const [op] = operationsOf(bundle?.runs.slice(-1) ?? [])
  const user = organisation.users.findIndex(({ id }) => id === op?.author)
  return user < 0 ? null : user
}

/** Tells whoever listens of every scope with something new. */
async function announceNews(
  { database }: SimServer,
  { hints }: SimNetwork,
  heads: Map<string, number>,
): Promise<void> {
  const scopes = await database.query<{ id: string; max_seq: number }>(
    'select id, max_seq from scope order by id',
  )
  for (const { id, max_seq } of scopes) {
    if (heads.get(id) !== max_seq) hints.announce(id, max_seq)
    heads.set(id, max_seq)
  }
}

/** How much must be done at rest; `a right may come` leaves what waits for nothing else (`waits-view.ts`). */
type Rest = 'all have synced' | 'a right may come' | 'nothing waits'

/** A server that was set back asks for 45 days to wait with what its author has no right to. */
function restOf(ledger: Ledger): Rest {
  return ledger.wasSetBack() && !ledger.hasFailedOver() ? 'a right may come' : 'nothing waits'
}

/** Lets one laptop after the other sync until all have done so since anything was new, and no more is left than may be. */
async function comeToRest(context: Context, trace: string[], rest: Rest): Promise<void> {
  const { server, devices, ledger } = context
  const problems = new Map<SimDevice, string>()
  let last = await newsOf(server, ledger)
  let quiet = 0
  for (let turn = 0; turn < mostRounds * devices.length; turn += 1) {
    const device = devices[turn % devices.length]
    if (!device) break
    server.time.now += 61_000
    const isOut = ledger.barred.has(device.enrolment.device)
    const problem = isOut ? await device.sync() : await syncSignedIn(context, device)
    // After months without the server its user has to sign in before writing; what waits is sent all the same.
    if (problem && problem !== 'account/lease-ended' && !isOut)
      problems.set(device, `${device.name} ${problem} (${device.errors.at(-1) ?? ''})`)
    else problems.delete(device)
    const news = await newsOf(server, ledger)
    // What waits for something is asked about again some minutes later.
    const mayWait = rest === 'a right may come' ? await waitingForARight(device, server.database) : nothing
    const isDone = rest === 'all have synced' || isOut || !(await hasUnfinished(device, mayWait))
    quiet = problems.has(device) || news !== last || !isDone ? 0 : quiet + 1
    last = news
    if (quiet === devices.length) {
      trace.push(`quiet after ${turn + 1 - quiet} syncs`)
      return
    }
  }
  throw new Violation(
    `I9: no rest after ${mostRounds} rounds: ${[...problems.values()].join('; ') || 'still new changes'}`,
  )
}

/** Syncs on a laptop whose user signs in whenever it asks for that. @returns what is wrong in the end */
async function syncSignedIn(context: Context, device: SimDevice): Promise<string | null> {
  await signInOn(context, device)
  const problem = await device.sync()
  if ((await device.token()) !== null) return problem
  const outcome = await signInOn(context, device)
  return (await device.sync()) ?? (outcome === 'signed in' ? null : outcome)
}

const nothing: ReadonlySet<string> = new Set()

/** Whether a laptop has something to send besides what may wait, or to read anew, yet. */
async function hasUnfinished(device: SimDevice, mayWait: ReadonlySet<string>): Promise<boolean> {
  return device.store().read(async (db) => {
    const rows = await db
      .selectFrom('outbox')
      .select('opId as id')
      .where('opId', 'not in', [...mayWait])
      .unionAll(db.selectFrom('carriedRuns').select('run as id'))
      .unionAll(db.selectFrom('meta').select('key as id').where('key', '=', 'bootstrap'))
      .limit(1)
      .execute()
    return rows.length > 0
  })
}

/** Changes whenever the server takes or decides anything. */
async function newsOf({ database }: SimServer, ledger: Ledger): Promise<string> {
  const [heads] = await database.query<{ heads: string }>(
    `select coalesce(string_agg(id || '@' || max_seq, ' ' order by id), '') as heads from scope`,
  )
  return `${heads?.heads} ${ledger.results.size}`
}

/** One event as a line. */
export function describeEvent({ ms, ...event }: SimEvent): string {
  const { do: name, ...rest } = event
  const parameters = Object.entries(rest).map(([key, value]) => `${key} ${canonical(value)}`)
  return `+${ms}ms ${name} ${parameters.join(' ')}`
}
