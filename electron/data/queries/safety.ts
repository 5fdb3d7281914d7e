import { type RawBuilder, sql } from 'kysely'
import type { Safety } from '#shared/contract/records.ts'
import type { TableName } from '#shared/domain/entities.ts'

/**
 * Where a row is safe, as an expression of its statement: `local` while something of it waits to be sent, then
 * `refused`, `carried` while a teammate's part of it is not on the server, `awaited` while a server that was set back
 * has not got all of it again, `conflict`, else `uploaded`.
 * @param id reference to the row's id, such as `visits.id`
 */
export function safetyOf(table: TableName, id: string): RawBuilder<Safety> {
  const row = sql`table_name = ${table} and record_id = ${sql.ref(id)}`
  return sql<Safety>`case
    when exists (select 1 from outbox where ${row}) then 'local'
    when exists (select 1 from quarantine where ${row}) then 'refused'
    when exists (select 1 from carried_ops where ${row} and on_server = 0 and shown = 1) then 'carried'
    when exists (select 1 from kept_copies where ${row}) then 'awaited'
    when exists (select 1 from conflicts where ${row}) then 'conflict'
    when exists (select 1 from record_clocks where ${row} and life = 'edited-while-deleted') then 'conflict'
    else 'uploaded' end`
}

/** A text to look for anywhere in a column with `like ... escape '\'`: what the user typed stands for itself. */
export function anywhere(text: string): string {
  return `%${text.trim().replace(/[\\%_]/g, '\\$&')}%`
}
