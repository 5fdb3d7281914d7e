import { sql } from 'kysely'
import type { MergeableTable } from '#shared/domain/mergeable-tables.ts'
import type { Tx } from '../database/transaction.ts'

/**
 * For each record all that were merged with it, itself among them, along the pointers both ways: what names one of them
 * names all. Circles come about when two people merge the same records apart, and are no obstacle.
 */
export async function mergedWith(
  tx: Tx,
  table: MergeableTable,
  ids: readonly string[],
): Promise<(id: string) => readonly string[]> {
  if (ids.length === 0) return (id) => [id]
  const { rows } = await sql<{ start: string; id: string }>`
    with recursive together (start, id) as (
      select id, id from unnest(${ids}::text[]) as asked (id)
      union
      select together.start, other.id from together cross join lateral (
        select data->>'mergedInto' as id from records
        where table_name = ${table} and records.id = together.id::uuid
          and data->>'mergedInto' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        union all
        select records.id::text from records
        where table_name = ${table} and data->>'mergedInto' = together.id
      ) other
    )
    select start, id from together order by start, id`.execute(tx)
  const classes = new Map<string, string[]>()
  for (const { start, id } of rows) classes.set(start, [...(classes.get(start) ?? []), id])
  return (id) => classes.get(id) ?? [id]
}
