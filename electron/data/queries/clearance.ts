import { sql } from 'kysely'
import { entities, type TableName } from '#shared/domain/entities.ts'
import type { Reader } from '../database/schema.ts'
import { wasTaken } from './journal.ts'

/** Living records by table, and how many of them a user made. Empty tables are left out. */
export async function recordCounts(
  db: Reader,
  userId: string,
): Promise<{ table: string; count: number; own: number }[]> {
  const counts = []
  for (const table of Object.keys(entities) as TableName[]) {
    const row = await db
      .selectFrom(table as 'enterprises')
      .select((column) => [
        column.fn.countAll<number>().as('count'),
        sql<number>`count(*) filter (where created_by = ${userId})`.as('own'),
      ])
      .executeTakeFirstOrThrow()
    if (row.count > 0) counts.push({ table, ...row })
  }
  return counts
}

/** Ids of this device's operations that the server took, from `since` on, in their order as text. */
export async function handedInIds(db: Reader, device: string, since: string): Promise<string[]> {
  const rows = await db
    .selectFrom('ackedJournal')
    .select('opId')
    .where('opId', '>=', since)
    .where(sql<boolean>`coalesce(json_extract(op, '$.device'), ${device}) = ${device}`)
    .where(wasTaken)
    .orderBy('opId')
    .execute()
  return rows.map(({ opId }) => opId)
}

/**
 * Operations of colleagues that came without the server and that it has not settled: perhaps nobody else has them.
 * Of runs that the server is said to have, only what its feed has not brought yet.
 */
export async function carriedCount(db: Reader): Promise<number> {
  const row = await db
    .selectFrom('carriedRuns as r')
    .select(
      sql<number>`coalesce(sum(case when on_server = 0 or state = 'unknown-device' then operations
        else (select count(*) from carried_ops where carried_ops.run = r.run) end), 0)`.as('n'),
    )
    .executeTakeFirstOrThrow()
  return row.n
}

/** How many drafts are in work. */
export async function draftCount(db: Reader): Promise<number> {
  const row = await db
    .selectFrom('drafts')
    .select((column) => column.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return row.n
}
