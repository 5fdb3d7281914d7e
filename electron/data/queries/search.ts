import { sql } from 'kysely'
import type { SearchKind } from '#shared/domain/search-kinds.ts'
import type { Json } from '#shared/sync/op.ts'
import type { Reader } from '../database/schema.ts'
import { columnsOf } from '../record/entity-columns.ts'
import { textsIn } from '../search/document.ts'
import type { SearchedTexts } from '../search/matching.ts'
import { noteTextsOf } from './note-edits.ts'

/** A record with all that a search needs to know of it. */
export interface SearchedRecord {
  readonly kind: SearchKind
  readonly id: string
  readonly texts: SearchedTexts
  /** Day of the record's own, where it has one. */
  readonly day: string | null
  readonly unitId: string | null
  /** The enterprise that it is or belongs to. */
  readonly enterpriseId: string | null
  readonly enterpriseName: string | null
  readonly city: string | null
  readonly chain: string | null
  /** Present post of a person. */
  readonly post: string | null
  /** The chain of a link; null for other records, and for a link whose chain was deleted. */
  readonly ofChain: { readonly id: string; readonly name: string } | null
}

interface Belonging {
  readonly enterpriseId: string | null
  readonly post: string | null
}

/** Records of a kind by their ids, in no order. */
export async function searchedRecords(
  db: Reader,
  kind: SearchKind,
  ids: readonly string[],
): Promise<SearchedRecord[]> {
  const columns = columnsOf(kind.table)
  if (!columns || ids.length === 0) return []
  const link = ['enterpriseId', 'chainId'].filter((field) => columns.byName.has(field))
  const fields = [
    ...new Set(['unitId', ...(kind.day === null ? [] : [kind.day]), ...link, ...columns.searched]),
  ]
  const rows: Record<string, Json>[] = await db
    .selectFrom(sql`${sql.table(kind.table)}`.as('row'))
    .select([
      sql<Json>`${sql.ref('row.id')}`.as('id'),
      ...fields.map((field) => sql<Json>`${sql.ref(`row.${field}`)}`.as(field)),
    ])
    .where(sql.ref('row.id'), 'in', listed(ids))
    .execute()
  // What a note says comes from its edits.
  const said = kind.table === 'notes' ? await noteTextsOf(db, ids) : new Map<string, string>()
  for (const row of rows) {
    const text = said.get(textOf(row.id) ?? '')
    if (text !== undefined) row.body = text
  }
  const posts = kind.table === 'contacts' ? await presentPosts(db, ids) : new Map<string, Belonging>()
  const belongings = rows.map((row): Belonging => {
    const id = textOf(row.id) ?? ''
    if (kind.table === 'enterprises') return { enterpriseId: id, post: null }
    return posts.get(id) ?? { enterpriseId: textOf(row.enterpriseId), post: null }
  })
  const chains = kind.table === 'chainLinks' ? await chainsOf(db, rows) : new Map<string, never>()
  const firms = await firmsOf(
    db,
    belongings.flatMap(({ enterpriseId }) => enterpriseId ?? []),
  )
  return rows.map((row, index): SearchedRecord => {
    const { enterpriseId, post } = belongings[index] ?? { enterpriseId: null, post: null }
    const firm = enterpriseId === null ? undefined : firms.get(enterpriseId)
    return {
      kind,
      id: textOf(row.id) ?? '',
      texts: textsOf(kind, columns.searched, row),
      day: kind.day === null ? null : textOf(row[kind.day]),
      unitId: textOf(row.unitId),
      enterpriseId,
      enterpriseName: firm?.name ?? null,
      city: firm?.city ?? null,
      chain: firm?.industryChain ?? null,
      post,
      ofChain: chains.get(textOf(row.chainId) ?? '') ?? null,
    }
  })
}

function textsOf(
  { names, bodies, person }: SearchKind,
  searched: readonly string[],
  row: Readonly<Record<string, Json>>,
): SearchedTexts {
  const of = (fields: readonly string[]) => fields.flatMap((field) => textsIn(row[field]))
  return {
    names: of(names.filter((field) => searched.includes(field))),
    others: of(searched.filter((field) => !names.includes(field) && !bodies.includes(field))),
    bodies: of(bodies.filter((field) => searched.includes(field))),
    person: person ?? false,
  }
}

const textOf = (value: Json | undefined) => (typeof value === 'string' ? value : null)

const listed = (ids: readonly string[]) => sql<string>`(select value from json_each(${JSON.stringify(ids)}))`

/** Where people are now; of several posts the one taken up last. */
async function presentPosts(db: Reader, contactIds: readonly string[]): Promise<Map<string, Belonging>> {
  const rows = await db
    .selectFrom('contactPosts')
    .select(['contactId', 'enterpriseId', 'title'])
    .where('contactId', 'in', listed(contactIds))
    .where('toDate', 'is', null)
    .orderBy('fromDate', (order) => order.asc().nullsFirst())
    .execute()
  return new Map(rows.map(({ contactId, enterpriseId, title }) => [contactId, { enterpriseId, post: title }]))
}

async function chainsOf(db: Reader, links: readonly Readonly<Record<string, Json>>[]) {
  const ids = new Set(links.flatMap(({ chainId }) => textOf(chainId) ?? []))
  const rows = await db
    .selectFrom('industryChains')
    .select(['id', 'name'])
    .where('id', 'in', listed([...ids]))
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

async function firmsOf(db: Reader, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, never>()
  const rows = await db
    .selectFrom('enterprises')
    .select(['id', 'name', 'city', 'industryChain'])
    .where('id', 'in', listed([...new Set(ids)]))
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}
