import { sql } from 'kysely'
import type { Safety } from '#shared/contract/records.ts'
import { entities, type TableName } from '#shared/domain/entities.ts'
import type { Reader } from '../database/schema.ts'
import { wasTaken } from './journal.ts'
import type { RecordKey } from './sync.ts'

/** Tables that the server alone writes: nobody asks whether those are safe. */
const published = (table: TableName) => entities[table].mergeClass === 'published'

/** Records of which something is refused, carried, awaited or in conflict, each once with the first that fits. */
const marked = sql`select table_name, record_id, min(place) as place from (
  select table_name, record_id, 1 as place from quarantine
  union all select table_name, record_id, 2 from carried_ops where on_server = 0 and shown = 1
  union all select table_name, record_id, 3 from kept_copies
  union all select table_name, record_id, 4 from conflicts
  union all select table_name, record_id, 4 from record_clocks where life = 'edited-while-deleted'
) group by table_name, record_id`

/** Whether `o` names a record that another one stands for: what was written in it is there, but its row is not. */
const isMerged = sql`exists (select 1 from merged_records as m where m.table_name = o.table_name
  and m.record_id = o.record_id and m.stands_id is not null)`

/**
 * How many records are where, each counted once in the first state that fits, in the order of `safetyOf`: the sum is
 * the number of records that live here or of which something is not settled. Rows of the users' own tables are counted,
 * and from that what is in another state is taken away.
 *
 * Looking for the row of each of 100,000 waiting changes would cost more than all the rest. A record on which something
 * waits has its row unless it was deleted, hidden or merged, and each of these stands in a short table.
 */
export async function recordsBySafety(db: Reader): Promise<Record<Safety, number>> {
  const own = (Object.keys(entities) as TableName[]).filter((table) => !published(table))
  const living = sql.join(
    own.map((table) => sql`(select count(*) from ${sql.table(table)})`),
    sql` + `,
  )
  const isOwn = sql`o.table_name in (${sql.join(own)})`
  const absent = (table: string) =>
    sql`select table_name, record_id from ${sql.table(table)} as o where exists (select 1 from outbox
      where outbox.table_name = o.table_name and outbox.record_id = o.record_id)`
  const { here, local, localAbsent } = await db
    .selectNoFrom([
      sql<number>`${living}`.as('here'),
      sql<number>`(select count(*) from (select distinct table_name, record_id from outbox))`.as('local'),
      sql<number>`(select count(*) from (${absent('graveyard')} union ${absent('departed')}
        union ${absent('merged_records')} and stands_id is not null))`.as('localAbsent'),
    ])
    .executeTakeFirstOrThrow()
  const rows = await db
    .selectFrom(sql<{ place: number }>`(${marked})`.as('o'))
    .select([
      'place',
      sql<number>`count(*)`.as('n'),
      sql<number>`sum(${isOwn} and not ${isMerged} and exists (select 1 from record_clocks as c
        where c.table_name = o.table_name and c.record_id = o.record_id and c.life <> 'deleted'))`.as('here'),
    ])
    .where(
      sql<boolean>`not exists (select 1 from outbox as w
        where w.table_name = o.table_name and w.record_id = o.record_id)`,
    )
    .groupBy('place')
    .execute()
  const at = (place: number) => rows.find((row) => row.place === place)?.n ?? 0
  const elsewhere = rows.reduce((sum, row) => sum + row.here, local - localAbsent)
  return {
    local,
    refused: at(1),
    carried: at(2),
    awaited: at(3),
    conflict: at(4),
    uploaded: here - elsewhere,
  }
}

/** How many different records others' work is brought to the server of. */
export async function carriedRecords(db: Reader): Promise<number> {
  const { n } = await db
    .selectFrom('carriedOps')
    .select(sql<number>`count(distinct table_name || ' ' || record_id)`.as('n'))
    .where('onServer', '=', 0)
    .executeTakeFirstOrThrow()
  return n
}

/** Operations the server confirmed, the newest first. `op` is JSON text. */
export async function acknowledgedOps(db: Reader, limit: number) {
  return db
    .selectFrom('ackedJournal')
    .select(['opId', 'op', 'ackedAt'])
    .where(wasTaken)
    .where('op', '<>', 'null')
    .orderBy('ackedAt', 'desc')
    .orderBy('localSeq', 'desc')
    .limit(limit)
    .execute()
}

/** Records that were deleted by one while another, not knowing, edited them. */
export async function contestedRecords(db: Reader, limit: number): Promise<RecordKey[]> {
  const rows = await db
    .selectFrom('recordClocks')
    .select(['tableName', 'recordId'])
    .where('life', '=', 'edited-while-deleted')
    .limit(limit)
    .execute()
  return rows.map(({ tableName, recordId }) => ({ table: tableName, id: recordId }))
}

/** Whether a record lives on this device. */
export async function isHere(db: Reader, { table, id }: RecordKey): Promise<boolean> {
  const row = await db
    .selectFrom('recordClocks')
    .select('life')
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .executeTakeFirst()
  return row !== undefined && row.life !== 'deleted'
}
