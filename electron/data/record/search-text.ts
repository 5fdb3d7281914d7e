import type { Json } from '#shared/sync/op.ts'
import type { SearchText } from '../search/search-index.ts'
import type { EntityColumns } from './entity-columns.ts'
import { localColumns, localValues } from './local-columns.ts'

const names = ['name', 'shortName', 'title']

/** What of a record the search box finds, or null for an entity without searched fields. */
export function searchTextOf(
  table: string,
  columns: EntityColumns,
  values: Readonly<Record<string, Json>>,
): SearchText | null {
  if (columns.searched.length === 0) return null
  const textsOf = (fields: readonly string[]) =>
    fields.flatMap((field) => {
      const value = values[field]
      return typeof value === 'string' && value !== '' ? [value] : []
    })
  const spelled = Object.hasOwn(localColumns, table) ? localValues(table, values) : []
  return {
    name: [
      ...textsOf(columns.searched.filter((field) => names.includes(field))),
      ...spelled.flatMap((text) => text || []),
    ],
    body: textsOf(columns.searched.filter((field) => !names.includes(field))),
  }
}
