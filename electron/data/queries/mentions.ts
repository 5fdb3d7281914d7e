import { sql } from 'kysely'
import type { Reader } from '../database/schema.ts'
import { anywhere } from './safety.ts'

/** People of enterprises by any part of their name, its pinyin or initials, with where they are now. */
export async function contactsSpelled(
  db: Reader,
  text: string,
  limit: number,
): Promise<{ id: string; name: string; detail: string | null }[]> {
  const part = anywhere(text)
  return db
    .selectFrom('contacts as c')
    .select((eb) => [
      'c.id',
      'c.name',
      eb
        .selectFrom('contactPosts as p')
        .leftJoin('enterprises as e', 'e.id', 'p.enterpriseId')
        .select(sql<string>`trim(coalesce(e.name, '') || ' ' || coalesce(p.title, ''))`.as('detail'))
        .whereRef('p.contactId', '=', 'c.id')
        .where('p.toDate', 'is', null)
        .orderBy('p.fromDate', (order) => order.desc().nullsLast())
        .limit(1)
        .as('detail'),
    ])
    .where(
      sql<boolean>`(c.name like ${part} escape '\\' or c.pinyin like ${part} escape '\\' or c.initials like ${part} escape '\\')`,
    )
    .orderBy('c.pinyin')
    .limit(limit)
    .execute()
}
