import { sql } from 'kysely'
import type { ListedTarget } from '#shared/contract/target-lists.ts'
import type { TargetList } from '#shared/domain/target-lists.ts'
import type { Reader } from '../database/schema.ts'

/** All versions with how many enterprises each holds, the newest first. */
export async function targetListsByAge(db: Reader): Promise<(TargetList & { items: number })[]> {
  const rows = await db
    .selectFrom('targetLists as l')
    .selectAll('l')
    .select((eb) =>
      eb
        .selectFrom('targetListItems')
        .select((count) => count.fn.countAll<number>().as('rows'))
        .whereRef('listId', '=', 'l.id')
        .as('items'),
    )
    .orderBy('l.quarterFrom', 'desc')
    .orderBy('l.version', 'desc')
    .orderBy('l.id', 'desc')
    .execute()
  return rows.map((row) => ({ ...row, items: row.items ?? 0 }))
}

/** The enterprises of a version in its order, with what the library says of those it knows. */
export async function listedTargets(db: Reader, listId: string): Promise<ListedTarget[]> {
  return db
    .selectFrom('targetListItems as i')
    .leftJoin('enterprises as e', 'e.id', 'i.enterpriseId')
    .select(['i.id', 'i.position', 'i.name', 'i.uscc', 'i.city', 'i.industryChain', 'i.level', 'i.category'])
    .select(['i.enterpriseId', 'e.status', 'e.lastVisitOn'])
    .where('i.listId', '=', listId)
    .orderBy('i.position')
    .orderBy('i.id')
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
