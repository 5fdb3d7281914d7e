import { entityOf, schemaVersion } from '#shared/domain/entities.ts'
import type { Entity } from '#shared/domain/entity.ts'
import { namingFields } from '#shared/domain/naming-fields.ts'
import { tripScope, unitAndTripScopes, userScope } from '#shared/domain/scopes.ts'
import { hlcPattern } from '#shared/sync/hlc.ts'
import { applyOp, type Loss, lifeOf, type RecordState, valuesOf } from '#shared/sync/merge.ts'
import { deletedField, type Json, type Op } from '#shared/sync/op.ts'
import { distinct } from '#shared/sync/sets.ts'
import { authorise, type Refusal } from './authorise.ts'
import { refusalOfDecided } from './decide.ts'
import type { Rights } from './rights.ts'
import { lackingIn } from './waiting.ts'

/** A record as the server keeps it, while a batch is merged. */
export interface ServerRecord {
  readonly table: string
  readonly id: string
  readonly state: RecordState
  readonly values: Readonly<Record<string, Json>>
  readonly life: string
  readonly scopes: readonly string[]
}

/** Finds another record of the batch's surroundings, undefined when the server has none such. */
export type Find = (table: string, id: unknown) => ServerRecord | undefined

export type Judgement =
  | { readonly record: ServerRecord; readonly losses: readonly Loss[] }
  | { readonly refusal: Refusal }

/**
 * Decides one operation: merges it into the record and refuses it when the result is not valid or not the author's
 * to write. `rights` null: the server's own administration.
 */
export function judge(
  op: Op,
  before: ServerRecord | undefined,
  find: Find,
  rights: Rights | null,
): Judgement {
  const entity = entityOf(op.table)
  const { state, losses } = applyOp(before?.state ?? {}, op)
  const values = valuesOf(state)
  const record: ServerRecord = {
    table: op.table,
    id: op.id,
    state,
    values,
    life: lifeOf(state),
    scopes: before?.scopes ?? ownScopes(entity, op.id, values, op.author),
  }
  if (rights) {
    const refusal =
      refusalOfDecided(op, entity?.serverDecided ?? [], before === undefined) ??
      authorise(attemptOf(op, entity, before, record, find), rights)
    if (refusal) return { refusal: { ...refusal, ...lackingIn(op, before, refusal) } }
  }
  const invalid = invalidField(op, entity, values, before === undefined)
  if (invalid) return { refusal: { reason: 'invalid', detail: invalid } }
  return { record, losses }
}

/** Scopes that a record's own values declare. One that belongs nowhere is its maker's alone. */
export function ownScopes(
  entity: Entity | undefined,
  id: string,
  values: Readonly<Record<string, Json>>,
  author: string,
): readonly string[] {
  const declared = declaredScopes.get(values) ?? scopesIn(entity, id, values)
  declaredScopes.set(values, declared)
  if (declared.length > 0) return declared
  return [userScope(typeof values.createdBy === 'string' ? values.createdBy : author)]
}

/** A record's values never change, and a push asks for their scopes four times. */
const declaredScopes = new WeakMap<object, readonly string[]>()

function scopesIn(
  entity: Entity | undefined,
  id: string,
  values: Readonly<Record<string, Json>>,
): readonly string[] {
  const declared = entity ? entity.scopes({ ...values, id }) : unitAndTripScopes(values)
  return declared.length < 2 ? declared : [...new Set(declared)].sort()
}

function attemptOf(
  op: Op,
  entity: Entity | undefined,
  before: ServerRecord | undefined,
  after: ServerRecord,
  find: Find,
) {
  const scopesOf = (record: ServerRecord) => ownScopes(entity, record.id, record.values, op.author)
  const tripUnit = find('trips', after.values.tripId)?.values.unitId
  // What it names is shown to other readers too when it comes onto a trip, or comes back.
  const showsAnew =
    before !== undefined &&
    (after.values.tripId !== before.values.tripId || (before.life === 'deleted' && after.life === 'alive'))
  return {
    author: op.author,
    mergeClass: entity?.mergeClass ?? 'shared',
    writers: entity?.writers ?? null,
    before: before
      ? { createdBy: before.values.createdBy, ownScopes: scopesOf(before), scopes: before.scopes }
      : null,
    after: { createdBy: after.values.createdBy, ownScopes: scopesOf(after) },
    opensScope: op.table === 'trips' ? tripScope(op.id) : null,
    tripUnit: typeof tripUnit === 'string' ? tripUnit : null,
    references: Object.entries(namingFields[op.table] ?? {}).flatMap(([field, table]) => {
      if (!showsAnew && (!op.fields[field] || after.values[field] === before?.values[field])) return []
      const named = find(table, after.values[field])
      return named ? [{ field, scopes: named.scopes }] : []
    }),
  } as const
}

/**
 * The field that makes the record invalid, with the rule it breaks, null when it is valid. Only what this
 * operation wrote counts, and on a new record also what is missing: a value that a newer version wrote must not
 * stop an older one. An operation of a newer version is not measured by this version's rules.
 */
function invalidField(
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
  const noSet = Object.keys(op.fields).find(
    (name) => op.fields[name]?.set && entity.allFields[name]?.merge !== 'set',
  )
  if (noSet !== undefined) return `${noSet}: not-a-set`
  const parsed = entity.record.safeParse(withOwnLists({ ...values, id: op.id }, op))
  const issue = parsed.error?.issues.find(({ path: [field] }) => {
    const name = String(field)
    return Object.hasOwn(op.fields, name) || (isNew && values[name] === undefined)
  })
  return issue ? `${issue.path.join('.')}: ${issue.message}` : null
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
