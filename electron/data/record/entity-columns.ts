import { entities, entityOf } from '#shared/domain/entities.ts'
import type { Entity, Field } from '#shared/domain/entity.ts'
import { deletedField, type Json } from '#shared/sync/op.ts'

/** How one field of an entity stands in its table. */
export interface FieldColumn {
  readonly field: string
  readonly column: string
  readonly kind: Field['column']
  /** Value of a field that was never written. */
  readonly absent: Json
}

export interface EntityColumns {
  readonly entity: Entity
  readonly fields: readonly FieldColumn[]
  readonly byName: ReadonlyMap<string, FieldColumn>
  readonly surfaced: readonly string[]
  readonly searched: readonly string[]
}

/** The columns of a table's fields, or undefined for a table that only a newer version knows. */
export function columnsOf(table: string): EntityColumns | undefined {
  return known.get(table)
}

const known: ReadonlyMap<string, EntityColumns> = new Map(
  Object.keys(entities).flatMap((table) => {
    const entity = entityOf(table)
    return entity ? [[table, columnsFrom(entity)] as const] : []
  }),
)

function columnsFrom(entity: Entity): EntityColumns {
  const all = Object.entries(entity.allFields)
  const fields = all.map(([field, { column: kind, schema }]) => {
    const fallback = schema.safeParse(undefined)
    return {
      field,
      column: snakeCase(field),
      kind,
      absent: fallback.success ? (fallback.data as Json) : null,
    }
  })
  return {
    entity,
    fields,
    byName: new Map(fields.map((column) => [column.field, column])),
    surfaced: all.filter(([, field]) => field.surfaced).map(([name]) => name),
    searched: all.filter(([, field]) => field.searched).map(([name]) => name),
  }
}

/** `nextOwnerId` as the tables write it: `next_owner_id`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/**
 * Whether a value can stand in its column and come back the same. One that cannot (a newer version may have made a
 * number a text) is kept beside the row instead.
 */
export function fitsColumn(kind: Field['column'], value: Json): boolean {
  if (value === null) return true
  switch (kind) {
    case 'text':
      // Half a surrogate pair has no UTF-8 and would come back as another character.
      return typeof value === 'string' && !/\p{Surrogate}/u.test(value)
    case 'integer':
      return Number.isSafeInteger(value)
    case 'real':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'json':
      return true
  }
}

/** Fields of a record that have no place in its row: unknown ones and values that do not fit. */
export function extraOf(
  columns: EntityColumns,
  values: Readonly<Record<string, Json>>,
): Record<string, Json> | null {
  const extra = Object.entries(values).filter(([name, value]) => {
    const column = columns.byName.get(name)
    return name !== deletedField && (!column || !fitsColumn(column.kind, value))
  })
  return extra.length === 0 ? null : Object.fromEntries(extra)
}
