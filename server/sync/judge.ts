import { entityOf } from '#shared/domain/entities.ts'
import type { Entity } from '#shared/domain/entity.ts'
import { namingFields } from '#shared/domain/naming-fields.ts'
import { tripScope } from '#shared/domain/scopes.ts'
import { applyOp, type Loss, lifeOf, valuesOf } from '#shared/sync/merge.ts'
import type { Op } from '#shared/sync/op.ts'
import { authorise, type Refusal } from './authorise.ts'
import { refusalOfDecided } from './decide.ts'
import { invalidField } from './invalid-field.ts'
import type { Rights } from './rights.ts'
import { ownScopes, type ServerRecord, serverRecord } from './server-record.ts'
import { lackingIn } from './waiting.ts'

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
  const { table, id } = op
  const merged = serverRecord({ table, id, state, values, life: lifeOf(state), scopes: before?.scopes ?? [] })
  const record = before ? merged : { ...merged, scopes: ownScopes(merged, op.author) }
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

function attemptOf(
  op: Op,
  entity: Entity | undefined,
  before: ServerRecord | undefined,
  after: ServerRecord,
  find: Find,
) {
  const scopesOf = (record: ServerRecord) => ownScopes(record, op.author)
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
