import { AppError } from '#shared/contract/errors.ts'
import { canonical } from '#shared/sync/merge.ts'
import { cursors as knownCursors } from '../../electron/data/queries/sync.ts'
import { addToLog } from '../../electron/data/queries/sync-log.ts'
import { loadValues } from '../../electron/data/record/load-state.ts'
import { requestBootstrap } from '../../electron/data/sync/bootstrap-state.ts'
import { publish } from '../../server/administration/publish.ts'
import { pruneChanges } from '../../server/sync/retention.ts'
import { bar, disable, enable, letBack, signInOn } from './access.ts'
import { act, type Deed, type KnownRecord } from './actions.ts'
import { handIn, operationsOf, readFromStick, type SimBundle, writeBundle } from './bundles.ts'
import { decisionsKept } from './decisions-view.ts'
import type { SimEvent } from './events.ts'
import { mislead, passHint, someTurns } from './hear.ts'
import { type Ledger, Violation } from './ledger.ts'
import type { SimNetwork } from './network.ts'
import type { Rng } from './rng.ts'
import { knownToServer, restampsOf } from './server-view.ts'
import type { LaptopOptions, SimDevice } from './sim-device.ts'
import type { Enrolment, SimAnswer, SimServer } from './sim-server.ts'
import type { Tokens } from './tokens.ts'

const mostLaptops = 6
/** Refusals that have nothing to do with the time: the form's own rules, and a full disk. */
const expected = /^record\/|^store\/disk-full$/

/** What an event works with. */
export interface Context {
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
  /** What lies on memory sticks. */
  readonly bundles: SimBundle[]
  /** Devices that are barred, and users whose account is disabled. */
  readonly barred: Set<string>
  readonly disabled: Set<string>
  readonly tokens: Tokens
  readonly addLaptop: (enrolment: Enrolment, copyOf?: LaptopOptions['copyOf']) => Promise<void>
}

/** Lets one event happen. @returns what came of it, for the trace. @throws Violation */
export async function carryOut(context: Context, event: SimEvent): Promise<string> {
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
        if (chosen) {
          await requestBootstrap(tx, chosen.scope)
          await addToLog(tx, { kind: 'scope-read-again', scope: chosen.scope }, '')
        }
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
    case 'replica-follows':
      await server.database.backUp()
      context.serverBackup.kept = true
      return 'kept'
    case 'server-restore':
      if (!context.serverBackup.kept) return 'none'
      await setBack(context, server.setBack)
      for (const known of cursors.values()) known.clear()
      return 'set back'
    case 'fail-over':
      if (!context.serverBackup.kept) return 'none'
      await setBack(context, () => server.failOver(event.restart))
      context.ledger.failOver()
      for (const known of cursors.values()) known.clear()
      return 'failed over'
    case 'age':
      server.time.now += event.days * 86_400_000
      return `${(await pruneChanges(server.database.db, server.time.now)).length} pruned`
    case 'write-bundle':
      if (!device?.isRunning()) return 'off'
      return writeBundle(context, device, event, idFrom(context.rng, server.time.now))
    case 'read-bundle':
      return device?.isRunning() ? readFromStick(context, device, event) : 'off'
    case 'hand-in':
      return device?.isRunning() ? handIn(context, device, event) : 'off'
    case 'bar':
      if (!device) return 'off'
      return bar(context, device)
    case 'let-back':
      return device ? letBack(context, device) : 'off'
    case 'disable':
      return disable(context, event.user)
    case 'enable':
      return enable(context, event.user)
    case 'sign-in':
      return device ? signInOn(context, device) : 'off'
    case 'hint':
      return passHint(context, event)
    case 'false-hint':
      return device?.isRunning() ? mislead(context, device, event) : 'off'
    case 'deafen':
      if (!device?.isRunning()) return 'off'
      network.hints.cut(device.host())
      await someTurns()
      return 'deaf'
    case 'move-user': {
      const { users, bureau, zone, liaison } = server.organisation
      const user = users[event.user % users.length]
      const unitId = [bureau, zone, liaison][event.unit % 3]
      if (!user || !unitId) return 'nobody'
      await server.database.db
        .transaction()
        .execute((tx) => publish(tx, 'users', user.id, { unitId }, server.time.now))
      const stick = context.bundles.at(-1)
      if (stick && operationsOf(stick.runs.slice(-1))[0]?.author === user.id) stick.authorMoved = true
      return 'moved'
    }
  }
}

async function setBack({ server, ledger }: Context, happens: () => Promise<void>): Promise<void> {
  const restamped = await restampsOf(server.database)
  await happens()
  const known = await knownToServer(server.database, [...ledger.results.keys()])
  for (const opId of await decisionsKept(server.database, ledger)) known.add(opId)
  ledger.setBack(known, restamped)
}

const described = ({ status, body }: SimAnswer) => `${status} ${body.length}`

async function userActs(
  { records, server, ledger, rng }: Context,
  device: SimDevice,
  action: Parameters<typeof act>[2],
): Promise<string> {
  const newId = idFrom(rng, server.time.now)
  let deed: Deed | undefined
  let attempted: Deed | undefined
  const maker = {
    device: device.name,
    life: device.life(),
    node: device.identity().node,
    nowMs: device.clock.frozenAt ?? server.time.now + device.clock.offset,
  }
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
      attempted = done
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
    const { ops = [], retried = [] } = attempted ?? {}
    for (const op of ops) ledger.save({ op, ...maker, promised: false })
    const { device: name, life } = maker
    if (retried.length > 0)
      ledger.leaveRetryOpen({ device: name, life, refused: retried, instead: ops.map(({ opId }) => opId) })
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
