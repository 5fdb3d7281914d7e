import { entityOf } from '#shared/domain/entities.ts'
import type { Json, Op } from '#shared/sync/op.ts'

/**
 * A second, plain merge: all writes of a field, less those that another write names as its base, the greatest stamp
 * first. It shares no code with the product, so that a fault in the merge is not judged by itself.
 */
export interface JudgedRecord {
  readonly table: string
  readonly id: string
  readonly fields: ReadonlyMap<string, readonly Head[]>
  readonly life: 'alive' | 'deleted'
}

export interface Head {
  readonly hlc: string
  readonly by: string
  readonly value: Json
}

/** All that was written into one field, and the stamps of what was replaced. */
interface Writes {
  readonly all: Head[]
  readonly replaced: Set<string>
}

/** A write that was a field's value nowhere although another, different one was not made with it in view. */
export interface Lost {
  readonly table: string
  readonly id: string
  readonly field: string
  readonly hlc: string
}

const text = (value: unknown): string => JSON.stringify(sorted(value))

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  )
}

/** Whether a field is a plain register; sets merge by another rule, which the algebra tests cover. */
export function isRegister(table: string, field: string): boolean {
  const declared: object | undefined = entityOf(table)?.allFields[field]
  return !declared || !('merge' in declared) || declared.merge === 'register'
}

/**
 * Merges accepted operations in the order in which the server took them.
 * @param meet is told of each with the values of its record right before it
 */
export function judgeAll(
  ops: readonly Op[],
  meet: (op: Op, valueAt: (field: string) => Json) => void = () => undefined,
): { records: Map<string, JudgedRecord>; lost: Lost[] } {
  const writes = new Map<string, { op: Op; fields: Map<string, Writes> }>()
  const lost: Lost[] = []
  for (const op of ops) {
    const key = `${op.table} ${op.id}`
    const known = writes.get(key) ?? { op, fields: new Map<string, Writes>() }
    writes.set(key, known)
    meet(op, (name) => {
      const field = known.fields.get(name)
      return field ? (headsOf(field)[0]?.value ?? null) : null
    })
    for (const [name, { v, hlc, base }] of Object.entries(op.fields)) {
      if (!isRegister(op.table, name)) continue
      const field: Writes = known.fields.get(name) ?? { all: [], replaced: new Set<string>() }
      known.fields.set(name, field)
      // The server decides with everything in view.
      const seen: readonly string[] = op.kind === 'decision' ? field.all.map((write) => write.hlc) : base
      field.all.push({ hlc, by: op.author, value: v })
      for (const stamp of seen) if (stamp !== hlc) field.replaced.add(stamp)
      const [winner, ...others] = headsOf(field)
      for (const other of others)
        if (winner && text(other.value) !== text(winner.value))
          lost.push({ table: op.table, id: op.id, field: name, hlc: other.hlc })
    }
  }
  const records = new Map<string, JudgedRecord>()
  for (const [key, { op, fields }] of writes) {
    const heads = new Map([...fields].map(([name, field]) => [name, headsOf(field)]))
    records.set(key, { table: op.table, id: op.id, fields: heads, life: lifeOf(heads) })
  }
  return { records, lost }
}

function headsOf({ all, replaced }: Writes): Head[] {
  const heads = new Map(
    all.filter(({ hlc }) => !replaced.has(hlc)).map((head) => [text([head.hlc, head.by, head.value]), head]),
  )
  return [...heads.values()].sort((a, b) => {
    if (a.hlc !== b.hlc) return a.hlc > b.hlc ? -1 : 1
    return text([a.value, a.by]) > text([b.value, b.by]) ? -1 : 1
  })
}

function lifeOf(fields: ReadonlyMap<string, readonly Head[]>): 'alive' | 'deleted' {
  const deletes = fields.get('deleted') ?? []
  if (deletes.length === 0 || deletes.some(({ value }) => value === null)) return 'alive'
  const covered = new Set(
    deletes.flatMap(({ value }) =>
      typeof value === 'object' && value !== null && 'covers' in value ? (value.covers as string[]) : [],
    ),
  )
  const visible = [...fields].filter(([name]) => name !== 'deleted').flatMap(([, heads]) => heads)
  return visible.every(({ hlc }) => covered.has(hlc)) ? 'deleted' : 'alive'
}
