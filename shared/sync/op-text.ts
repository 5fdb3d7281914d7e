import type { FieldWrite, Op } from './op.ts'

/*
 * An operation as text. Most give a record its first values: every write carries one stamp and replaces nothing. Such
 * an operation stands in the short form, half as many bytes to keep, send and read: `hlc` and `values` in the place of
 * `fields`, and in `sets` the names of the lists of which each element is a write's own (`SetChange`).
 */

/** The text of an operation, in the short form where it has one. */
export function opText(op: Op): string {
  const values: Record<string, FieldWrite['v']> = {}
  const sets: string[] = []
  let stamp: string | undefined
  // Not by entries: a push does this for every operation, and each pair would be garbage.
  for (const name in op.fields) {
    const write = op.fields[name]
    if (!write) continue
    stamp ??= write.hlc
    if (write.hlc !== stamp || write.base.length > 0 || name === '__proto__') return JSON.stringify(op)
    if (write.set) {
      if (!isWholeList(write)) return JSON.stringify(op)
      sets.push(name)
    }
    values[name] = write.v
  }
  if (stamp === undefined) return JSON.stringify(op)
  const { fields: _, ...rest } = op
  return JSON.stringify({
    ...rest,
    hlc: stamp,
    values,
    ...(sets.length > 0 ? { sets } : {}),
  })
}

/** Whether a write puts in just what the list holds, and takes nothing out. */
function isWholeList({ v, set }: FieldWrite): boolean {
  return set !== undefined && set.remove.length === 0 && JSON.stringify(set.add) === JSON.stringify(v)
}

/** One list for all writes that replace nothing. */
const nothing: readonly never[] = Object.freeze([])

/** What was parsed of an operation's text, with `fields` where it stood in the short form. Anything else as it is. */
export function longForm(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || !('values' in raw) || !('hlc' in raw) || 'fields' in raw)
    return raw
  const { values, hlc, sets, ...rest } = { sets: [] as unknown, ...raw }
  if (typeof values !== 'object' || values === null || Array.isArray(values) || !Array.isArray(sets))
    return raw
  const fields: Record<string, unknown> = {}
  for (const name in values) {
    const v = (values as Readonly<Record<string, unknown>>)[name]
    // It would not become a field; that none may be named so is said by whoever judges the operation.
    if (name === '__proto__') return raw
    fields[name] =
      sets.length > 0 && sets.includes(name)
        ? { v, hlc, base: nothing, set: { add: v, remove: nothing } }
        : { v, hlc, base: nothing }
  }
  return { ...rest, fields }
}

/** An operation's text in the long form, for whoever does not know the short one. */
export function longText(text: string): string {
  return JSON.stringify(longForm(JSON.parse(text)))
}
