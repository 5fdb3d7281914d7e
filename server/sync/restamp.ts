import { stampTolerance, withoutFutureStamps } from '#shared/sync/future-stamps.ts'
import { type Hlc, hlcMs, laterHlc, nextHlc } from '#shared/sync/hlc.ts'
import { renameStamps } from '#shared/sync/merge.ts'
import { deletedField, type FieldWrite, type Op } from '#shared/sync/op.ts'
import { stampOfTag } from '#shared/sync/sets.ts'

export interface Restamping {
  readonly op: Op
  /** Old to new stamp of this operation's writes; empty when its clock was right. */
  readonly stamps: Readonly<Record<Hlc, Hlc>>
  /**
   * `stamps` and those of others that the operation names. Its author must be told of these too: where the write
   * behind one was refused in the same batch, nothing else tells, and the device would drop what the server keeps.
   */
  readonly told: Readonly<Record<Hlc, Hlc>>
  /** The greatest stamp the server gave out. */
  readonly last: Hlc | null
}

/**
 * Gives an operation whose clock ran ahead stamps of the server's clock, in the order of the old ones. Stamps that
 * were replaced earlier (`known`) are replaced wherever the operation names them. A base or a covered stamp
 * from the future that nobody knows belongs to no write on the server and is dropped.
 */
export function restamp(
  op: Op,
  context: {
    /** `namedStamps` of the operation. */
    readonly named: readonly Hlc[]
    readonly now: number
    readonly node: string
    readonly last: Hlc | null
    readonly known: ReadonlyMap<Hlc, Hlc>
    /** Those of `futureBases` that stand in the record: they were taken before this server's clock was set back. */
    readonly taken?: ReadonlySet<Hlc>
  },
): Restamping {
  const limit = context.now + stampTolerance
  const past = (stamp: Hlc) => hlcMs(stamp) <= limit || context.taken?.has(stamp) === true
  const { named } = context
  if (!named.some((stamp) => context.known.has(stamp) || hlcMs(stamp) > limit))
    return { op, stamps: {}, told: {}, last: context.last }
  const renamed = new Map(named.flatMap((stamp) => pair(stamp, context.known.get(stamp))))
  let last = context.last
  for (const base of Object.values(op.fields).flatMap(seenStamps)) {
    if (!renamed.has(base) && past(base)) last = laterHlc(last, base)
  }
  const own = [...new Set(Object.values(op.fields).map((field) => field.hlc))].sort()
  for (const stamp of own) {
    if (renamed.has(stamp) || hlcMs(stamp) <= limit) continue
    last = nextHlc(last, context.now, context.node)
    renamed.set(stamp, last)
  }
  const stamps = Object.fromEntries(own.flatMap((stamp) => pair(stamp, renamed.get(stamp))))
  const was = Object.fromEntries(Object.entries(stamps).map(([old, fresh]) => [fresh, old]))
  // A stamp that this server gave itself stays, also when its clock was set back since.
  const given = new Set(renamed.values())
  const kept = (stamp: Hlc) => given.has(stamp) || past(stamp)
  return {
    op: { ...withoutFutureStamps(renameStamps(op, renamed), kept), was },
    stamps,
    told: Object.fromEntries(renamed),
    last,
  }
}

/** What the author of a write had seen. */
function seenStamps({ base, set }: FieldWrite): Hlc[] {
  return [...base, ...(set?.remove ?? []).map(stampOfTag)]
}

function pair(stamp: Hlc, other: Hlc | undefined): [Hlc, Hlc][] {
  return other === undefined ? [] : [[stamp, other]]
}

/** Every stamp an operation names, once: its own, the bases and those a delete covers. */
export function namedStamps(op: Op): readonly Hlc[] {
  const only = onlyStamp(op)
  if (only !== undefined) return [only]
  const stamps = new Set<Hlc>()
  for (const name in op.fields) {
    const write = op.fields[name]
    if (!write) continue
    const { v, hlc, base, set } = write
    stamps.add(hlc)
    for (const stamp of base) stamps.add(stamp)
    for (const tag of set?.remove ?? []) stamps.add(stampOfTag(tag))
    if (name === deletedField) for (const stamp of covered(v)) stamps.add(stamp)
  }
  return [...stamps]
}

/** The stamp of an operation that names no other, as most that make a record do. */
function onlyStamp({ fields }: Op): Hlc | undefined {
  let only: Hlc | undefined
  for (const name in fields) {
    const write = fields[name]
    if (!write || write.base.length > 0 || write.set || name === deletedField) return undefined
    only ??= write.hlc
    if (write.hlc !== only) return undefined
  }
  return only
}

/** The stamps in a delete's value; empty for anything else. */
export function covered(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || !('covers' in value)) return []
  return Array.isArray(value.covers) ? value.covers.filter((stamp) => typeof stamp === 'string') : []
}

/**
 * What operations claim to have seen although it lies in the future, and is not of their own making.
 * @param named the stamps that the operations name
 */
export function futureBases(ops: readonly Op[], named: readonly Hlc[], now: number): Hlc[] {
  const ahead = named.filter((stamp) => hlcMs(stamp) > now + stampTolerance)
  if (ahead.length === 0) return []
  const own = new Set(ops.flatMap((op) => Object.values(op.fields).map((field) => field.hlc)))
  return ahead.filter((stamp) => !own.has(stamp))
}
