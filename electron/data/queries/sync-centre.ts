import { sql } from 'kysely'
import { entities, type TableName } from '#shared/domain/entities.ts'
import type { Reader } from '../database/schema.ts'
import type { RecordKey } from './sync.ts'

/** Tables that the server alone writes: nobody asks whether those are safe. */
const published = (table: TableName) => entities[table].mergeClass === 'published'

/** Tables that hold what the server does not have, or does not have yet: each row names a record. */
const unsafe = sql`select table_name, record_id from outbox union select table_name, record_id from quarantine
  union select table_name, record_id from kept_copies
  union select table_name, record_id from carried_ops where on_server = 0`

/** How many living records of the users' own tables the server has as they are here, also where two versions contend. */
export async function recordsOnServer(db: Reader): Promise<number> {
  let sum = 0
  for (const table of Object.keys(entities) as TableName[]) {
    if (published(table)) continue
    const { n } = await db
      .selectFrom(`${table} as r` as 'visits as r')
      .select(
        sql<number>`count(*) - (select count(*) from (${unsafe}) as u
          join ${sql.table(table)} as t on t.id = u.record_id where u.table_name = ${table})`.as('n'),
      )
      .executeTakeFirstOrThrow()
    sum += n
  }
  return sum
}

/** How many different records have something refused, else in conflict, else waiting; and how many others' work. */
export async function troubledRecords(
  db: Reader,
): Promise<{ refused: number; conflicts: number; waiting: number; carried: number }> {
  const key = (table: string) => sql`select table_name, record_id from ${sql.table(table)}`
  const contested = sql`select table_name, record_id from record_clocks where life = 'edited-while-deleted'`
  const inConflict = sql`${key('conflicts')} union ${contested}`
  const row = await db
    .selectNoFrom([
      sql<number>`(select count(*) from (${key('quarantine')} union ${key('quarantine')}))`.as('refused'),
      sql<number>`(select count(*) from (select * from (${inConflict}) except ${key('quarantine')}))`.as(
        'conflicts',
      ),
      sql<number>`(select count(*) from (select * from (${key('outbox')}) except ${key('quarantine')}
        except select * from (${inConflict})))`.as('waiting'),
      sql<number>`(select count(*) from (select distinct table_name, record_id from carried_ops
        where on_server = 0))`.as('carried'),
    ])
    .executeTakeFirstOrThrow()
  return row
}

/** Operations the server confirmed, the newest first. `op` is JSON text. */
export async function acknowledgedOps(db: Reader, limit: number) {
  return (
    db
      .selectFrom('ackedJournal')
      .select(['opId', 'op', 'ackedAt'])
      // A refused change that a person set aside is kept there too.
      .where(sql<boolean>`json_extract(result, '$.status') is not 'quarantined'`)
      .where('op', '<>', 'null')
      .orderBy('ackedAt', 'desc')
      .orderBy('localSeq', 'desc')
      .limit(limit)
      .execute()
  )
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
