import { sql } from 'kysely'
import type { SearchHit } from '#shared/contract/search.ts'
import type { Reader } from '../database/schema.ts'
import { unindexedSaying } from '../search/backlog.ts'
import { findRecords } from '../search/search-index.ts'

type Table = SearchHit['table']

/** A record the index found, with the texts a hit is made of. */
export interface FoundText {
  readonly table: Table
  readonly id: string
  /** Name by which a person knows the record; null where it is only its text. */
  readonly name: string | null
  /** Texts in which the words may stand, the weightier first. */
  readonly texts: readonly (string | null)[]
  readonly day: string | null
  readonly enterpriseId: string | null
}

const tables: readonly Table[] = ['enterprises', 'contacts', 'visits', 'notes', 'trips']

/** What the index finds for a text, table by table, each table's best first, at most `limit` of each. */
export async function recordsSaying(db: Reader, text: string, limit: number): Promise<FoundText[]> {
  const found: FoundText[] = []
  for (const table of tables) {
    const records = await findRecords(db, text, { tables: [table], limit })
    const indexed = records.map(({ id }) => id)
    const ids =
      indexed.length < limit
        ? [...new Set([...indexed, ...(await unindexedSaying(db, table, text, limit - indexed.length))])]
        : indexed
    const texts = new Map((await textsOf(db, table, ids)).map((row) => [row.id, row]))
    found.push(...ids.flatMap((id) => texts.get(id) ?? []))
  }
  return found
}

async function textsOf(db: Reader, table: Table, ids: readonly string[]): Promise<FoundText[]> {
  if (ids.length === 0) return []
  const wanted = [...ids]
  switch (table) {
    case 'enterprises': {
      const rows = await db
        .selectFrom('enterprises')
        .select(['id', 'name', 'shortName', 'mainProducts', 'remarks', 'uscc', 'city'])
        .where('id', 'in', wanted)
        .execute()
      return rows.map(({ id, name, mainProducts, remarks, uscc, shortName, city }) => ({
        ...{ table, id, name, day: null, enterpriseId: id },
        texts: [mainProducts, remarks, uscc, shortName, city],
      }))
    }
    case 'contacts': {
      const rows = await db
        .selectFrom('contacts as c')
        .select((eb) => [
          'c.id',
          'c.name',
          'c.remarks',
          eb
            .selectFrom('contactPosts as p')
            .leftJoin('enterprises as e', 'e.id', 'p.enterpriseId')
            .select(sql<string>`trim(coalesce(e.name, '') || ' ' || coalesce(p.title, ''))`.as('post'))
            .whereRef('p.contactId', '=', 'c.id')
            .where('p.toDate', 'is', null)
            .orderBy('p.fromDate', (order) => order.desc().nullsLast())
            .limit(1)
            .as('post'),
        ])
        .where('c.id', 'in', wanted)
        .execute()
      return rows.map(({ id, name, remarks, post }) => ({
        ...{ table, id, name, day: null, enterpriseId: null },
        texts: [remarks, post],
      }))
    }
    case 'visits': {
      const rows = await db
        .selectFrom('visits as v')
        .leftJoin('enterprises as e', 'e.id', 'v.enterpriseId')
        .select([
          'v.id',
          'v.enterpriseId',
          'e.name',
          'v.occurredOn as day',
          'v.topics',
          'v.outcome',
          'v.nextStep',
        ])
        .where('v.id', 'in', wanted)
        .execute()
      return rows.map(({ topics, outcome, nextStep, ...row }) => ({
        ...{ table, ...row },
        texts: [topics, outcome, nextStep],
      }))
    }
    case 'notes': {
      const rows = await db
        .selectFrom('notes as n')
        .leftJoin('enterprises as e', 'e.id', 'n.enterpriseId')
        .select(['n.id', 'n.enterpriseId', 'e.name', 'n.occurredOn as day', 'n.body'])
        .where('n.id', 'in', wanted)
        .execute()
      return rows.map(({ body, ...row }) => ({ table, ...row, texts: [body] }))
    }
    case 'trips': {
      const rows = await db
        .selectFrom('trips')
        .select(['id', 'title as name', 'startOn as day', 'purpose', 'filingNo'])
        .where('id', 'in', wanted)
        .execute()
      return rows.map(({ purpose, filingNo, ...row }) => ({
        ...{ table, ...row, enterpriseId: null },
        texts: [purpose, filingNo],
      }))
    }
  }
}
