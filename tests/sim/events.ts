import { type Forgery, forgeries } from './bundles.ts'
import type { AnswerFate, Stranger } from './network.ts'
import type { Rng } from './rng.ts'
import { recent, turnedOut, unluckier } from './seldom-together.ts'

export const recordKinds = ['enterprise', 'trip', 'member', 'visit', 'note'] as const
export type RecordKind = (typeof recordKinds)[number]

/** What happens. Numbers are taken modulo what there is, so that an event means something in every shrunk trace. */
export type Happening =
  | {
      readonly do: 'create'
      readonly device: number
      readonly kind: RecordKind
      readonly of: number
      readonly value: number
    }
  | {
      readonly do: 'edit'
      readonly device: number
      readonly record: number
      readonly field: number
      readonly value: number
    }
  | { readonly do: 'delete' | 'undelete'; readonly device: number; readonly record: number }
  /** Several records as one whole operation. */
  | {
      readonly do: 'whole'
      readonly device: number
      readonly record: number
      readonly field: number
      readonly value: number
    }
  | { readonly do: 'undo-whole'; readonly device: number; readonly which: number }
  /** Asks the server to hand an enterprise to another unit. */
  | { readonly do: 'transfer'; readonly device: number; readonly record: number; readonly unit: number }
  | { readonly do: 'settle'; readonly device: number; readonly which: number; readonly own: boolean }
  | { readonly do: 'retry'; readonly device: number; readonly which: number }
  | { readonly do: 'fire'; readonly device: number; readonly which: number }
  | { readonly do: 'sync' | 'crash' | 'boot' | 'restart' | 'back-up' | 'restore'; readonly device: number }
  /** The profile is copied to another machine, with or without what lies beside the store. */
  | { readonly do: 'clone'; readonly device: number; readonly besides: boolean }
  /** One of its scopes is to be read anew as a snapshot. */
  | { readonly do: 'read-again'; readonly device: number; readonly which: number }
  | { readonly do: 'crash-after'; readonly device: number; readonly points: number }
  | { readonly do: 'clock'; readonly device: number; readonly offset: number; readonly frozen: boolean }
  | { readonly do: 'disk'; readonly device: number; readonly full: boolean }
  | { readonly do: 'arrive'; readonly which: number; readonly twice: boolean }
  | { readonly do: 'lose'; readonly which: number; readonly refused: boolean }
  | { readonly do: 'answer'; readonly which: number; readonly fate: AnswerFate }
  | { readonly do: 'ghost'; readonly age: number }
  | {
      readonly do: 'server-dies'
      readonly which: number
      readonly statement: number
      readonly side: 'before' | 'after'
    }
  | { readonly do: 'server-restart' | 'server-back-up' | 'server-restore' }
  /** The replica of the server's database has everything up to now, and falls behind from here on. */
  | { readonly do: 'replica-follows' }
  /** The database goes on from the replica, and nobody says so; the server's process lives on or begins anew. */
  | { readonly do: 'fail-over'; readonly restart: boolean }
  /** A long time passes, and the server forgets old changes. */
  | { readonly do: 'age'; readonly days: number }
  | { readonly do: 'move-user'; readonly user: number; readonly unit: number }
  /** What a laptop has for another one, or for a trip, goes onto a memory stick. */
  | { readonly do: 'write-bundle'; readonly device: number; readonly to: number; readonly trip: boolean }
  /** A stick is read: cut off somewhere, a second time, or by somebody whom it is not for. */
  | {
      readonly do: 'read-bundle'
      readonly device: number
      readonly which: number
      readonly cut: number | null
      readonly twice: boolean
      readonly stray: boolean
    }
  /** Somebody hands a stick's content to the server past the app. */
  | { readonly do: 'hand-in'; readonly device: number; readonly which: number; readonly forgery: Forgery }
  /** An administrator bars a laptop, or lets it back. */
  | { readonly do: 'bar' | 'let-back'; readonly device: number }
  /** An administrator disables an account, or enables it again. */
  | { readonly do: 'disable' | 'enable'; readonly user: number }
  /** The user signs in on a laptop that asks for it. */
  | { readonly do: 'sign-in'; readonly device: number }
  | { readonly do: 'hint'; readonly which: number; readonly fate: 'told' | 'twice' | 'lost' }
  /** A hint of something that is not there, or not yet. */
  | { readonly do: 'false-hint'; readonly device: number; readonly which: number; readonly ahead: number }
  /** The line on which a laptop listens for hints breaks. */
  | { readonly do: 'deafen'; readonly device: number }

/** One event of a run: so many milliseconds later, this. */
export type SimEvent = Happening & { readonly ms: number }

/** Chance of their own for what came to be after the rest. */
export interface LaterDraws {
  readonly later: Rng
  readonly access: Rng
}

/** What of the world decides which event is likely next. */
export interface Situation {
  readonly devices: readonly {
    readonly running: boolean
    readonly diskFull: boolean
    readonly hasBackup: boolean
    readonly isBarred: boolean
    readonly isDisabled: boolean
    /** Whether its user has to sign in anew before the server takes anything, once it is let back. */
    readonly isSignedOut: boolean
    /** Whether anything was written on it. */
    readonly hasWork: boolean
    /** Whether the server has not said yet what became of all of it. */
    readonly hasUnsent: boolean
    /** Number of its user. */
    readonly user: number
    /** Sticks that it can read. */
    readonly sticks: number
  }[]
  readonly serverHasBackup: boolean
  /** For each exchange under way, whether the server has answered it. */
  readonly exchanges: readonly boolean[]
  /** For each of them, whether something is handed in by it. */
  readonly pushes: readonly boolean[]
  readonly records: number
  readonly bundles: number
  /** Whose work lies on the newest stick, as a number of a user. */
  readonly onStick: number | null
  /** Whose work that is has come to another unit since. */
  readonly authorMoved: boolean
  /** Hints under way. */
  readonly hints: number
}

const hour = 3_600_000
const day = 24 * hour
const tenYears = 10 * 365 * day

/** Faults that a run may or may not meet: a run without some finds what the others hide. */
const faultClasses = [
  'network',
  'strangers',
  'crashes',
  'server',
  'clocks',
  'disk',
  'identity',
  'rights',
  'wholes',
  'requests',
  'snapshots',
  'age',
  'history',
  'bundles',
  'bars',
  'hints',
  'failover',
  'misfortune',
  'access',
] as const
export type FaultClass = (typeof faultClasses)[number]

const seldom: Partial<Record<FaultClass, number>> = {
  history: 1 / 4,
  age: 1 / 3,
  bars: 1 / 6,
  hints: 1 / 3,
  failover: 1 / 6,
  misfortune: 1 / 4,
  access: 1 / 4,
}

/**
 * Each class of faults is in two runs of three, but for those that leave room for little else.
 * @param draws of classes that came to be afterwards: where they are not met, a seed tells what it always told
 */
export function faultsOf(rng: Rng, { later, access }: LaterDraws): ReadonlySet<FaultClass> {
  const draws: Partial<Record<FaultClass, Rng>> = { failover: later, misfortune: later, access }
  const faults = new Set(faultClasses.filter((name) => (draws[name] ?? rng).chance(seldom[name] ?? 2 / 3)))
  if (faults.has('failover')) faults.delete('history')
  // What only a lost disk, a right since taken away or the forgotten feed knew cannot come back from the laptops once
  // the server has forgotten it as well.
  if (faults.has('history') || faults.has('failover'))
    for (const hidden of ['identity', 'rights', 'age', 'bars', 'access'] as const) faults.delete(hidden)
  return faults
}

/**
 * Picks the next event from what can happen now.
 * @param draws for what came to be afterwards, as in `faultsOf`
 */
export function nextEvent(
  rng: Rng,
  faults: ReadonlySet<FaultClass>,
  situation: Situation,
  { later, access }: LaterDraws,
): SimEvent {
  const ms = 1 + rng.below(rng.chance(0.1) ? 120_000 : 900)
  const usual = happening(rng, faults, situation)
  const unlucky = faults.has('misfortune') ? unluckier(later, faults, situation, usual) : usual
  return { ms, ...(faults.has('access') ? turnedOut(access, situation, unlucky) : unlucky) }
}

function happening(rng: Rng, faults: ReadonlySet<FaultClass>, situation: Situation): Happening {
  const { devices, exchanges, records } = situation
  const device = rng.below(devices.length)
  const its = devices[device]
  const on = (fault: FaultClass, weight: number) => (faults.has(fault) ? weight : 0)
  const which = rng.below(1000)
  if (!its?.running) {
    const chosen = rng.weighted({ boot: 3, restore: its?.hasBackup ? on('identity', 1) : 0, wait: 3 })
    if (chosen !== 'wait') return { do: chosen, device }
  }
  // A network that moves most of the time.
  if (exchanges.length > 0 && rng.chance(0.5)) return onTheNetwork(rng, faults, exchanges)
  const kind = rng.weighted({
    create: records < 12 ? 8 : 1,
    edit: 16,
    delete: 3,
    undelete: 1,
    settle: 2,
    retry: 1,
    fire: 12,
    sync: 2,
    restart: 0.6,
    crash: on('crashes', 1),
    'crash-after': on('crashes', 2.5),
    clock: on('clocks', 1.5),
    disk: its?.diskFull ? 3 : on('disk', 1),
    ghost: on('network', 1),
    'server-restart': on('server', 0.5),
    // What is written down for others and then not its author's any more is the harder case.
    'move-user': on('rights', situation.bundles > 0 ? 4.5 : 3),
    'back-up': on('identity', 0.6),
    clone: on('identity', 0.3),
    whole: on('wholes', 4),
    'undo-whole': on('wholes', 1),
    transfer: on('requests', 2.5),
    'read-again': on('snapshots', 2),
    age: on('age', 0.7),
    'server-back-up': on('history', situation.serverHasBackup ? 0.3 : 3),
    'write-bundle': on('bundles', its?.hasWork ? 5 : 0.3),
    'read-bundle': its?.sticks ? on('bundles', 6) : on('bundles', situation.bundles > 0 ? 0.3 : 0),
    'hand-in': situation.bundles > 0 ? on('bundles', 2) : 0,
    bar: devices.some(({ isBarred }) => isBarred) ? 0 : on('bars', 0.5),
    hint: situation.hints > 0 ? on('hints', 5) : 0,
    'false-hint': on('hints', 0.7),
    deafen: on('hints', 0.5),
    'server-restore': situation.serverHasBackup ? on('history', 1.5) : 0,
    'replica-follows': on('failover', situation.serverHasBackup ? 1 : 3),
    'fail-over': situation.serverHasBackup ? on('failover', 1.2) : 0,
  })
  switch (kind) {
    case 'create':
      return { do: kind, device, kind: recordKind(rng), of: which, value: rng.below(4) }
    case 'edit':
      return { do: kind, device, record: recent(rng, records), field: rng.below(1000), value: rng.below(4) }
    case 'delete':
    case 'undelete':
      return { do: kind, device, record: recent(rng, records) }
    case 'whole':
      return { do: kind, device, record: recent(rng, records), field: rng.below(1000), value: rng.below(4) }
    case 'transfer':
      return { do: kind, device, record: recent(rng, records), unit: rng.below(3) }
    case 'clone':
      return { do: kind, device, besides: rng.chance(0.5) }
    case 'age':
      return { do: kind, days: rng.pick([20, 50, 100, 200]) }
    case 'settle':
      return { do: kind, device, which, own: rng.chance(0.3) }
    case 'write-bundle':
      return { do: kind, device, to: which, trip: rng.chance(0.15) }
    case 'read-bundle': {
      const cut = rng.chance(0.15) ? rng.below(100_000) : null
      return { do: kind, device, which, cut, twice: rng.chance(0.15), stray: rng.chance(0.1) }
    }
    case 'hand-in':
      return { do: kind, device, which, forgery: rng.chance(0.5) ? 'none' : rng.pick(forgeries) }
    case 'hint':
      return { do: kind, which, fate: rng.pick(['told', 'told', 'twice', 'lost'] as const) }
    case 'false-hint':
      return { do: kind, device, which, ahead: rng.below(100) }
    case 'retry':
    case 'fire':
    case 'undo-whole':
    case 'read-again':
      return { do: kind, device, which }
    case 'crash-after':
      return { do: kind, device, points: rng.below(14) }
    case 'clock':
      return { do: kind, device, offset: offset(rng), frozen: rng.chance(0.2) }
    case 'disk':
      return { do: kind, device, full: !its?.diskFull }
    case 'ghost':
      return { do: kind, age: rng.below(12) }
    case 'move-user':
      return { do: kind, user: movedUser(rng, situation), unit: rng.below(3) }
    case 'fail-over':
      return { do: kind, restart: rng.chance(0.5) }
    case 'server-restart':
    case 'server-back-up':
    case 'server-restore':
    case 'replica-follows':
      return { do: kind }
    default:
      return { do: kind, device }
  }
}

/** Often the one whose work others carry: what then arrives may be no longer theirs to write. */
function movedUser(rng: Rng, { onStick }: Situation): number {
  return onStick !== null && rng.chance(0.5) ? onStick : rng.below(4)
}

function recordKind(rng: Rng): RecordKind {
  return rng.weighted({ enterprise: 4, trip: 2, member: 3, visit: 3, note: 2 })
}

function offset(rng: Rng): number {
  return rng.pick([
    0,
    20_000,
    50_000,
    hour,
    -hour,
    2 * day,
    -2 * day,
    9 * day,
    -9 * day,
    tenYears,
    -tenYears,
    -5000,
    1,
  ])
}

function onTheNetwork(rng: Rng, faults: ReadonlySet<FaultClass>, exchanges: readonly boolean[]): Happening {
  const which = rng.below(exchanges.length)
  const network = faults.has('network')
  if (!exchanges[which]) {
    const kind = rng.weighted({
      arrive: 12,
      twice: network ? 1 : 0,
      lose: network ? 1.5 : 0,
      'server-dies': faults.has('server') ? 1.5 : 0,
    })
    if (kind === 'lose') return { do: kind, which, refused: rng.chance(0.5) }
    if (kind === 'server-dies')
      return { do: kind, which, statement: rng.below(26), side: rng.chance(0.5) ? 'before' : 'after' }
    return { do: 'arrive', which, twice: kind === 'twice' }
  }
  const kind = rng.weighted({
    whole: 10,
    lost: network ? 1.5 : 0,
    late: network ? 0.5 : 0,
    cut: network ? 1.5 : 0,
    flipped: network ? 0.3 : 0,
    hole: network ? 0.7 : 0,
    instead: faults.has('strangers') ? 2 : 0,
  })
  return { do: 'answer', which, fate: fateOf(rng, kind) }
}

const strangers: readonly Stranger[] = [
  'portal',
  'bad-gateway',
  'too-large',
  'overloaded',
  'too-many',
  'empty',
  'no-grants',
]

function fateOf(rng: Rng, fate: AnswerFate['fate']): AnswerFate {
  switch (fate) {
    case 'cut':
      return { fate, after: rng.below(4000) }
    case 'flipped':
      return { fate, at: rng.below(100_000) }
    case 'hole':
      return { fate, at: rng.below(1000) }
    case 'instead':
      return { fate, what: rng.pick(strangers) }
    default:
      return { fate }
  }
}
