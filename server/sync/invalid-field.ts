import { z } from 'zod'
import { schemaVersion } from '#shared/domain/entities.ts'
import type { Entity } from '#shared/domain/entity.ts'
import { hlcPattern } from '#shared/sync/hlc.ts'
import { deletedField, type Json, type Op } from '#shared/sync/op.ts'
import { distinct } from '#shared/sync/sets.ts'

/**
 * The field that makes the record invalid, with the rule it breaks, null when it is valid. Only what this
 * operation wrote counts, and on a new record also what is missing: a value that a newer version wrote must not
 * stop an older one. An operation of a newer version is not measured by this version's rules.
 */
export function invalidField(
  op: Op,
  entity: Entity | undefined,
  values: Readonly<Record<string, Json>>,
  isNew: boolean,
): string | null {
  const deleted = op.fields[deletedField]?.v
  if (deleted !== undefined && deleted !== null && !isCover(deleted)) return deletedField
  if (isNew && Object.keys(values).length === 0) return 'id: required'
  if (op.fields[deletedField]?.set) return deletedField
  if (!entity || op.schemaVersion > schemaVersion) return null
  for (const name in op.fields)
    if (op.fields[name]?.set && entity.allFields[name]?.merge !== 'set') return `${name}: not-a-set`
  const record = withOwnLists({ ...values, id: op.id }, op)
  if (z.validate(compiledOf(entity), record)) return null
  const parsed = entity.record.safeParse(record)
  const issue = parsed.error?.issues.find(({ path: [field] }) => {
    const name = String(field)
    return Object.hasOwn(op.fields, name) || (isNew && values[name] === undefined)
  })
  return issue ? `${issue.path.join('.')}: ${issue.message}` : null
}

/** Made once for each entity: it says yes or no in a fraction of the time, and what is wrong only the schema itself. */
const compiled = new Map<Entity, z.ZodType>()

function compiledOf(entity: Entity): z.ZodType {
  const known = compiled.get(entity)
  if (known) return known
  const made = z.compile(entity.record)
  compiled.set(entity, made)
  return made
}

/** Of a list that others keep too, what this author left in it: that others added more is no fault of it. */
function withOwnLists(values: Record<string, Json>, { fields }: Op): Record<string, Json> {
  for (const name in fields) {
    const write = fields[name]
    if (write?.set) values[name] = Array.isArray(write.v) ? distinct([...write.v, ...write.set.add]) : write.v
  }
  return values
}

function isCover(value: Json): boolean {
  if (typeof value !== 'object' || value === null || !('covers' in value)) return false
  const { covers } = value
  return Array.isArray(covers) && covers.every((stamp) => typeof stamp === 'string' && hlcPattern.test(stamp))
}
