import type { Hlc } from './hlc.ts'
import { deletedField, type FieldWrite, type Op } from './op.ts'
import { stampOfTag } from './sets.ts'

/** Milliseconds by which a stamp may be ahead of the server's clock (sync.md 2). */
export const stampTolerance = 60_000

/**
 * An operation without the bases, removals and covered stamps that are not `kept`: those beyond the server's clock.
 * After the server has replaced the stamps it knows, such a stamp belongs to a write the server refused, and the
 * server drops it; a device must keep the very same operation, or its merge state would differ for ever.
 */
export function withoutFutureStamps(op: Op, kept: (stamp: Hlc) => boolean): Op {
  const fields = Object.entries(op.fields).map(([name, { v, hlc, base, set }]) => {
    const value = name === deletedField ? withoutFutureCovers(v, kept) : v
    const write: FieldWrite = { v: value, hlc, base: base.filter(kept) }
    if (set) write.set = { add: set.add, remove: set.remove.filter((tag) => kept(stampOfTag(tag))) }
    return [name, write] as const
  })
  return { ...op, fields: Object.fromEntries(fields) }
}

type Value = Op['fields'][string]['v']

function withoutFutureCovers(value: Value, kept: (stamp: Hlc) => boolean): Value {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { covers } = value
  if (!Array.isArray(covers)) return value
  return { ...value, covers: covers.filter((stamp) => typeof stamp !== 'string' || kept(stamp)) }
}
