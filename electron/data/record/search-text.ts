import type { Json } from '#shared/sync/op.ts'
import type { SearchText } from '../search/search-index.ts'
import type { EntityColumns } from './entity-columns.ts'

const names = ['name', 'shortName', 'title']

/** What of a record the search box finds, its spellings (`localValues`) included; null for an entity without searched fields. */
export function searchTextOf(
  columns: EntityColumns,
  values: Readonly<Record<string, Json>>,
  local: readonly (string | null)[],
): SearchText | null {
  if (columns.searched.length === 0) return null
  const textsOf = (fields: readonly string[]) =>
    fields.flatMap((field) => {
      const value = values[field]
      return typeof value === 'string' && value !== '' ? [value] : []
    })
  return {
    name: [
      ...textsOf(columns.searched.filter((field) => names.includes(field))),
      ...local.flatMap((text) => text || []),
    ],
    body: textsOf(columns.searched.filter((field) => !names.includes(field))),
  }
}
