import { searchKindOf } from '#shared/domain/search-kinds.ts'
import type { Json } from '#shared/sync/op.ts'
import { type SearchDocument, textsIn } from '../search/document.ts'
import type { EntityColumns } from './entity-columns.ts'

const dayMs = 86_400_000

/**
 * What of a record the search box finds; null for an entity that it does not look at.
 * @param updatedAt ISO instant of the last change, where it is known
 */
export function searchTextOf(
  columns: EntityColumns,
  values: Readonly<Record<string, Json>>,
  updatedAt: string | null,
): SearchDocument | null {
  const kind = searchKindOf(columns.entity.table)
  if (!kind || columns.searched.length === 0) return null
  const textOf = (field: string) => {
    const value = values[field]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const textsOf = (fields: readonly string[]) => fields.flatMap((field) => textsIn(values[field]))
  const { names, bodies } = kind
  const day = (kind.day === null ? null : textOf(kind.day)) ?? updatedAt ?? textOf('createdAt') ?? ''
  const isEnterprise = kind.table === 'enterprises'
  return {
    kind,
    day: Math.min(65_535, Math.max(0, Math.floor((Date.parse(day) || 0) / dayMs))),
    unitId: textOf('unitId'),
    author: textOf('createdBy'),
    city: isEnterprise ? textOf('city') : null,
    chain: isEnterprise ? textOf('industryChain') : null,
    names: textsOf(columns.searched.filter((field) => names.includes(field))),
    others: textsOf(columns.searched.filter((field) => !names.includes(field) && !bodies.includes(field))),
    bodies: textsOf(columns.searched.filter((field) => bodies.includes(field))),
  }
}

/** Fields of a record that `searchTextOf` reads, of those the entity has. */
export function searchFieldsOf(columns: EntityColumns): string[] {
  const kind = searchKindOf(columns.entity.table)
  const wanted = ['unitId', 'createdBy', 'createdAt', 'city', 'industryChain', kind?.day ?? 'createdAt']
  const own = wanted.filter((field) => columns.byName.has(field))
  return [...new Set([...columns.searched, ...own])]
}
