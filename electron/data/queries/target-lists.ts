import { sql } from 'kysely'
import type { ListedTarget, TargetListSummary } from '#shared/contract/target-lists.ts'
import type { Reader } from '../database/schema.ts'

type ListRow = Omit<TargetListSummary, 'isOld' | 'mayPublish'> & {
  readonly unitId: string
}

/**
 * All versions with how many enterprises each holds, the newest first. What a unit above handed down stands among
 * them; of a version that is here itself only it.
 */
export async function targetListsByAge(db: Reader): Promise<ListRow[]> {
  const own = await db
    .selectFrom('targetLists as l')
    .leftJoin('publishedLists as p', 'p.id', 'l.id')
    .select(['l.id', 'l.title', 'l.quarterFrom', 'l.version', 'l.dept', 'l.issuedOn', 'l.unitId'])
    .select(['p.updatedAt as publishedAt'])
    .select((eb) =>
      eb
        .selectFrom('targetListItems')
        .select((count) => count.fn.countAll<number>().as('rows'))
        .whereRef('listId', '=', 'l.id')
        .as('items'),
    )
    .execute()
  const received = await db
    .selectFrom('publishedLists as p')
    .leftJoin('units', 'units.id', 'p.unitId')
    .select(['p.id', 'p.title', 'p.quarterFrom', 'p.version', 'p.dept', 'p.issuedOn', 'p.unitId'])
    .select(['p.updatedAt as publishedAt', 'units.name as fromUnit'])
    .select((eb) =>
      eb
        .selectFrom('publishedListItems')
        .select((count) => count.fn.countAll<number>().as('rows'))
        .whereRef('listId', '=', 'p.id')
        .as('items'),
    )
    .where('p.id', 'not in', (query) => query.selectFrom('targetLists').select('id'))
    .execute()
  const rows = [
    ...own.map((row) => ({ ...row, items: row.items ?? 0, fromUnit: null })),
    ...received.map((row) => ({ ...row, items: row.items ?? 0, fromUnit: row.fromUnit ?? '' })),
  ]
  const age = ({ quarterFrom, version, id }: ListRow) =>
    `${quarterFrom} ${String(version).padStart(4, '0')} ${id}`
  return rows.sort((a, b) => (age(a) < age(b) ? 1 : -1))
}

/** The enterprises of a version in its order, with what the library says of those it points to. */
export async function listedTargets(db: Reader, listId: string): Promise<ListedTarget[]> {
  return db
    .selectFrom('targetListItems as i')
    .leftJoin('enterprises as e', 'e.id', 'i.enterpriseId')
    .select(['i.id', 'i.position', 'i.name', 'i.uscc', 'i.city', 'i.industryChain', 'i.level', 'i.category'])
    .select(['i.reason', 'e.id as enterpriseId', 'e.status', 'e.lastVisitOn'])
    .where('i.listId', '=', listId)
    .orderBy('i.position')
    .orderBy('i.id')
    .execute()
}

/** The enterprises of a version that was handed down, in its order. */
export async function handedDownTargets(db: Reader, listId: string): Promise<ListedTarget[]> {
  const rows = await db
    .selectFrom('publishedListItems as i')
    .select(['i.id', 'i.position', 'i.name', 'i.uscc', 'i.city', 'i.industryChain', 'i.level', 'i.category'])
    .select('i.reason')
    .where('i.listId', '=', listId)
    .orderBy('i.position')
    .orderBy('i.id')
    .execute()
  return rows.map((row) => ({ ...row, enterpriseId: null, status: null, lastVisitOn: null }))
}

const listed = (texts: readonly string[]) =>
  sql<string>`(select value from json_each(${JSON.stringify(texts)}))`

/** Enterprises with one of these credit codes or, in their plain spelling, one of these names. */
export async function enterprisesCalled(db: Reader, usccs: readonly string[], names: readonly string[]) {
  const found = db.selectFrom('enterprises').select(['id', 'uscc', 'nameNorm', 'status', 'lastVisitOn'])
  return found
    .where('uscc', 'in', listed(usccs))
    .union(found.where('nameNorm', 'in', listed(names)))
    .execute()
}

/** The highest version there is for a quarter, 0 for none. */
export async function lastVersionFor(db: Reader, quarterFrom: string): Promise<number> {
  const row = await db
    .selectFrom('targetLists')
    .select(sql<number | null>`max(version)`.as('version'))
    .where('quarterFrom', '=', quarterFrom)
    .executeTakeFirst()
  return row?.version ?? 0
}

/** A living version with its lines, as it would be handed down; undefined for one that is not here. */
export async function targetListToPublish(db: Reader, id: string) {
  const list = await db
    .selectFrom('targetLists')
    .select(['unitId', 'title', 'quarterFrom', 'version', 'dept', 'issuedOn'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!list) return undefined
  const lines = await db
    .selectFrom('targetListItems')
    .select(['id', 'position', 'name', 'uscc', 'city', 'industryChain', 'level', 'category', 'reason'])
    .where('listId', '=', id)
    .orderBy('position')
    .execute()
  return { list, lines }
}

/** Ids of the lines that were handed down of a version. */
export async function handedDownIds(db: Reader, listId: string): Promise<string[]> {
  const rows = await db.selectFrom('publishedListItems').select('id').where('listId', '=', listId).execute()
  return rows.map(({ id }) => id)
}
