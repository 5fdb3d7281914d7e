import { sql } from 'kysely'
import type { PushResult } from '#shared/sync/protocol.ts'
import type { Writer } from '../database/schema.ts'

/**
 * Settles, all at once, the results that change nothing a user can see: the server took the only operation that
 * waited on its record, as it was, and no refused write of the record is kept whose stamp it could name. The record then is what it was with that operation on top, so only the outbox,
 * the journal and the confirmed copy are to be written.
 * @returns the results that must be settled one by one
 */
export async function settlePlain(
  tx: Writer,
  results: readonly PushResult[],
  at: string,
): Promise<readonly PushResult[]> {
  const taken = results.filter(({ status }) => status === 'applied' || status === 'merged')
  if (taken.length < 2) return results
  const asJson = JSON.stringify(taken.map((result) => [result.opId, JSON.stringify(result)]))
  const { rows } = await sql<{ opId: string }>`
    insert into ${sql.table('ackedJournal')} (op_id, local_seq, op, result, acked_at)
    select o.op_id, o.local_seq, o.op, result.value ->> 1, ${at}
    from json_each(${asJson}) as result
    join ${sql.table('outbox')} as o on o.op_id = result.value ->> 0
    where not exists (
        select 1 from outbox as other
        where other.table_name = o.table_name and other.record_id = o.record_id and other.op_id <> o.op_id)
      and not exists (
        select 1 from carried_ops as c where c.table_name = o.table_name and c.record_id = o.record_id)
      and not exists (
        select 1 from membership as m
        where m.table_name = o.table_name and m.record_id = o.record_id and m.scope = '(departed)')
      and not exists (
        select 1 from kept_copies as k where k.table_name = o.table_name and k.record_id = o.record_id)
      and not exists (
        select 1 from quarantine as q where q.table_name = o.table_name and q.record_id = o.record_id)
    on conflict do nothing
    returning op_id`.execute(tx)
  if (rows.length === 0) return results
  const done = new Set(rows.map(({ opId }) => opId))
  const ids = JSON.stringify([...done])
  // As `putBack` does of each: no feed has brought these back yet.
  await sql`
    insert or ignore into ${sql.table('unplaced')} (table_name, record_id)
    select o.table_name, o.record_id from json_each(${ids}) as id
    join ${sql.table('outbox')} as o on o.op_id = id.value
    where not exists (
      select 1 from membership as m where m.table_name = o.table_name and m.record_id = o.record_id)`.execute(
    tx,
  )
  await sql`
    delete from ${sql.table('base')} where (table_name, record_id) in (
      select table_name, record_id from outbox where op_id in (select value from json_each(${ids}))
    )`.execute(tx)
  await sql`
    delete from ${sql.table('outbox')} where op_id in (select value from json_each(${ids}))`.execute(tx)
  return results.filter(({ opId }) => !done.has(opId))
}
