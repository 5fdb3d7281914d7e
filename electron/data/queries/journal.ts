import { sql } from 'kysely'
import type { Reader, Writer } from '../database/schema.ts'

/** A refused change that a person set aside is kept in the journal too: the server did not take it. */
export const wasTaken = sql<boolean>`json_extract(result, '$.status') is not 'quarantined'`

/** The acknowledged operations behind a number of the device's counter, the oldest first; emptied ones left out. */
export async function acknowledgedOps(
  db: Reader,
  after: number,
  limit: number,
): Promise<{ opId: string; localSeq: number; op: string }[]> {
  return db
    .selectFrom('ackedJournal')
    .select(['opId', 'localSeq', 'op'])
    .where('localSeq', '>', after)
    .where('op', '<>', 'null')
    .orderBy('localSeq')
    .limit(limit)
    .execute()
}

/** Changes with every acknowledgement: what was confirmed by a push and has not come by the feed yet. */
export async function journalSize(db: Reader): Promise<number> {
  const row = await db
    .selectFrom('ackedJournal')
    .select((column) => column.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return row.n
}

/** Lets what waits go out under another incarnation. Operations keep their ids, so none has two effects. */
export async function moveOutbox(tx: Writer, incarnation: string): Promise<void> {
  await tx
    .updateTable('outbox')
    .set({ op: sql<string>`json_set(op, '$.incarnation', ${incarnation})` })
    .execute()
}
