import { hlcMs } from '#shared/sync/hlc.ts'
import { canonical } from '#shared/sync/merge.ts'
import type { Op } from '#shared/sync/op.ts'

/** One operation that a laptop made. */
export interface Saved {
  readonly op: Op
  /** Name of the laptop, and the life of its disk in which it was saved. */
  readonly device: string
  readonly life: number
  readonly node: string
  /** What the laptop's clock said. */
  readonly nowMs: number
  /**
   * False where the process died over it: the user was told nothing, and it may be on the disk all the same, since
   * the death may have come after the commit.
   */
  promised: boolean
  /** The user took it out of the refused ones to send it anew. */
  retried: boolean
  /** Saved on a disk that was replaced by an older copy: it may have gone with it. */
  goneWithDisk: boolean
}

/** Refused operations that a laptop's process died over sending again: either they are still there, or what went in their place. */
export interface OpenRetry {
  readonly device: string
  readonly life: number
  readonly refused: readonly string[]
  readonly instead: readonly string[]
}

/** What the server decided within one push on the requests about one record. */
export interface SeenDecision {
  /** As an operation: the last answer, and the unit if one of them gave another. */
  readonly op: Op
  /** The answers to all but the last request, each of which the next one replaced; what they said is not known. */
  readonly earlier: readonly Op[]
  /** The requests that it answers, in their order. */
  readonly requests: readonly string[]
  /** Of everybody who asked: the scopes they were over at that moment, and their role. */
  readonly askers: ReadonlyMap<string, { readonly over: readonly string[]; readonly role: string }>
}

/** What the server said of an operation. */
interface Result {
  readonly opId: string
  readonly status: string
  /** By the stamp that the server replaced, the one it gave. */
  readonly stamps?: Readonly<Record<string, string>>
}

/** What users were promised and what the server promised: nobody's state but the simulator's own. */
export interface Ledger {
  readonly saved: readonly Saved[]
  readonly save: (saved: Omit<Saved, 'retried' | 'goneWithDisk'>) => void
  readonly retry: (opId: string) => void
  /** The process died over a retry, and the user was told nothing. */
  readonly leaveRetryOpen: (retry: OpenRetry) => void
  /**
   * What a laptop keeps shows what became of its open retries: whether they were done. From then on it answers for
   * what it then holds.
   */
  readonly closeRetries: (device: string, life: number, wasDone: (retry: OpenRetry) => boolean) => void
  readonly openRetries: (device: string, life: number) => readonly OpenRetry[]
  readonly loseDisk: (device: string, life: number) => void
  /** A laptop took others' operations over. */
  readonly carry: (device: string, life: number, opIds: readonly string[]) => void
  /** Others' operations that a laptop answers for; whoever finds them safe takes them out. */
  readonly carriedBy: (device: string, life: number) => Set<string>
  /** A device was turned out, or its user; the server knows no more of its operations than these. */
  readonly bar: (device: string, known: ReadonlySet<string>) => void
  readonly letBack: (device: string) => void
  /** Devices that nobody may sign in on now. */
  readonly barred: ReadonlyMap<string, ReadonlySet<string>>
  readonly decisions: readonly SeenDecision[]
  readonly decide: (decision: SeenDecision) => void
  /** The result the server gave each operation. */
  readonly results: ReadonlyMap<string, Result>
  /** @returns what is wrong when a repeated operation got another result. */
  readonly hearResult: (result: Result) => string | null
  /** Operations that the server had taken or refused, and forgot when it was set back. */
  readonly forgotten: ReadonlySet<string>
  /** Whether the server's history is not the one that laptops stand in. */
  readonly wasSetBack: () => boolean
  /** The server was set back: it knows no more than these, operations and decisions. */
  readonly setBack: (known: ReadonlySet<string>, restamped: ReadonlyMap<string, string>) => void
  /** Its database goes on from an earlier moment and no epoch says so: nobody knows whose cursors still are of it. */
  readonly failOver: () => void
  readonly hasFailedOver: () => boolean
  /** Stamps that the server had replaced before it was set back: laptops go on with the new ones. */
  readonly restamped: ReadonlyMap<string, string>
}

export function newLedger(): Ledger {
  const saved: Saved[] = []
  const results = new Map<string, Result>()
  const forgotten = new Set<string>()
  const restamped = new Map<string, string>()
  const carried = new Map<string, Set<string>>()
  const barred = new Map<string, ReadonlySet<string>>()
  const lastStamps = new Map<string, string>()
  /** Stamps that laptops made above one which they do not take as the time. */
  const risen = new Set<string>()
  const madeBy = new Map<string, string>()
  let decisions: SeenDecision[] = []
  let retries: OpenRetry[] = []
  const retry = (opId: string) => {
    for (const entry of saved) if (entry.op.opId === opId) entry.retried = true
  }
  const openRetries = (device: string, life: number) =>
    retries.filter((each) => each.device === device && each.life === life)
  const carriedBy = (device: string, life: number) => carried.get(`${device} ${life}`) ?? new Set()
  /**
   * Stamps that a bundle alone brought and that lie ahead of all reason: no laptop takes them as the time. Those that
   * the server gave in their place may, too, before a clock that is behind.
   */
  const unbelieved = ({ device, life, nowMs }: Pick<Saved, 'device' | 'life' | 'nowMs'>) => {
    const opIds = carriedBy(device, life)
    const stamps = saved
      .filter(({ op }) => opIds.has(op.opId))
      .flatMap(({ op }) =>
        Object.values(op.fields).flatMap(({ hlc }) => [hlc, results.get(op.opId)?.stamps?.[hlc] ?? hlc]),
      )
    return new Set([...stamps, ...risen].filter((hlc) => hlcMs(hlc) > nowMs + 60_000))
  }
  let isSetBack = false
  let isFailedOver = false
  return {
    saved,
    forgotten,
    restamped,
    wasSetBack: () => isSetBack,
    hasFailedOver: () => isFailedOver,
    failOver: () => {
      isFailedOver = true
    },
    setBack: (known, before) => {
      isSetBack = true
      decisions = decisions.filter(({ op }) => known.has(op.opId))
      for (const [old, fresh] of before) restamped.set(old, fresh)
      for (const opId of [...results.keys()]) {
        if (known.has(opId)) continue
        results.delete(opId)
        forgotten.add(opId)
      }
    },
    save: (entry) => {
      saved.push({ ...entry, retried: false, goneWithDisk: false })
      // A write that its process died over may have left nothing, no stamp either.
      if (!entry.promised) return
      const stamper = `${entry.device} ${entry.life} ${entry.node}`
      const last = lastStamps.get(stamper) ?? ''
      const mad = unbelieved(entry)
      for (const [field, { hlc, base }] of Object.entries(entry.op.fields)) {
        // What a write replaces it may lie below only where that came from a clock out of all reason.
        const seen = [last, ...base.filter((stamp) => !mad.has(stamp))].find((stamp) => stamp >= hlc)
        if (seen) throw new Violation(`I10: ${entry.device} stamped ${field} with ${hlc} after ${seen}`)
        // A disk that was put back can make one anew before the server says so; then the values decide.
        const before = madeBy.get(`${stamper} ${hlc}`) ?? entry.op.opId
        if (before !== entry.op.opId) throw new Violation(`I10: ${entry.device} made ${hlc} twice`)
        madeBy.set(`${stamper} ${hlc}`, entry.op.opId)
        // Right above such a claim a stamp says nothing about the time, and the next ones need not follow it.
        if ([...mad].some((stamp) => stamp < hlc && hlcMs(hlc) - hlcMs(stamp) <= 1)) risen.add(hlc)
        else lastStamps.set(stamper, hlc)
      }
    },
    carry: (device, life, opIds) => {
      const key = `${device} ${life}`
      carried.set(key, new Set([...(carried.get(key) ?? []), ...opIds]))
    },
    carriedBy,
    bar: (device, known) => barred.set(device, known),
    letBack: (device) => barred.delete(device),
    barred,
    get decisions() {
      return decisions
    },
    decide: (decision) => decisions.push(decision),
    retry,
    leaveRetryOpen: (open) => retries.push(open),
    openRetries,
    closeRetries: (device, life, wasDone) => {
      const open = openRetries(device, life)
      retries = retries.filter((each) => !open.includes(each))
      for (const each of open.filter(wasDone)) {
        for (const opId of each.refused) retry(opId)
        for (const entry of saved) if (each.instead.includes(entry.op.opId)) entry.promised = true
      }
    },
    loseDisk: (device, life) => {
      for (const entry of saved) if (entry.device === device && entry.life === life) entry.goneWithDisk = true
    },
    results,
    hearResult: (result) => {
      const known = results.get(result.opId)
      // Part of a whole whose rest has not come, or what builds on something that has not: a result follows.
      if (result.status === 'staged' || result.status === 'waiting') return null
      results.set(result.opId, result)
      if (!known || canonical(known) === canonical(result)) return null
      return `I3: operation ${result.opId} got ${canonical(known)} and then ${canonical(result)}`
    },
  }
}

/** A promise that was broken, with the number of the invariant (sync.md T3). */
export class Violation extends Error {
  override name = 'Violation'
}
