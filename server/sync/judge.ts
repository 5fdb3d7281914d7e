import { entityOf } from '#shared/domain/entities.ts'
import { applyOp, type Loss, lifeOf, valuesOf } from '#shared/sync/merge.ts'
import type { Op } from '#shared/sync/op.ts'
import { type Facts, newlyNamed, type Refusal, refusalOf } from '#shared/sync/refusal.ts'
import type { Rights } from '#shared/sync/rights.ts'
import { invalidField } from './invalid-field.ts'
import { ownScopes, type ServerRecord, serverRecord } from './server-record.ts'

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
    const refusal = refusalOf(op, factsOf(op, before ?? null, record, find), rights)
    if (refusal) return { refusal }
  }
  const invalid = invalidField(op, entity, values, before === undefined)
  if (invalid) return { refusal: { reason: 'invalid', detail: invalid } }
  return { record, losses }
}

function factsOf(op: Op, before: ServerRecord | null, after: ServerRecord, find: Find): Facts {
  const standing = (record: ServerRecord) => ({
    values: record.values,
    life: record.life,
    ownScopes: ownScopes(record, op.author),
    scopes: record.scopes,
  })
  const tripUnit = find('trips', after.values.tripId)?.values.unitId
  return {
    before: before && standing(before),
    after: standing(after),
    tripUnit: typeof tripUnit === 'string' ? tripUnit : null,
    references: newlyNamed(op, before, after).flatMap(({ field, table, id }) => {
      const named = find(table, id)
      return named ? [{ field, scopes: named.scopes }] : []
    }),
  }
}
