import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { ClearanceStatement, DeparturesStatement } from '#shared/sync/care.ts'
import type { Session } from '../accounts/tokens.ts'
import type { Database } from '../database/open-database.ts'
import { readChecksums } from './checksums.ts'
import { keyOf, type RecordKey } from './record-rows.ts'
import { rightsOf } from './rights.ts'

/** What the server holds of a device, at one moment: the answer to "has it handed in everything?" (cht-core#8202). */
export async function clearanceStatement(
  db: Database,
  { userId, device }: Session,
  since: string,
  now: number,
): Promise<z.infer<typeof ClearanceStatement>> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const { epoch } = await tx.selectFrom('organisation').select('epoch').executeTakeFirstOrThrow()
      const taken = await sql<{ op_id: string }>`
        select op_id from op_seen
        where device = ${device} and op_id collate "C" >= ${since}
          and result->>'status' in ('applied', 'merged', 'restamped')
        order by op_id collate "C"`.execute(tx)
      const ids = taken.rows.map(({ op_id }) => op_id)
      const aside = await sql<{ count: number }>`
        select count(*) as count from op_quarantine where device = ${device}`.execute(tx)
      const own = await tx
        .selectFrom('devices')
        .select('last_local_seq')
        .where('id', '=', device)
        .executeTakeFirst()
      const { grants } = await rightsOf(tx, userId)
      return {
        about: 'clearance',
        device,
        user: userId,
        epoch,
        at: new Date(now).toISOString(),
        since,
        accepted: ids.length,
        digest: createHash('sha256').update(ids.join('\n')).digest('hex'),
        quarantined: aside.rows[0]?.count ?? 0,
        lastLocalSeq: own?.last_local_seq ?? 0,
        scopes: await readChecksums(tx, grants),
      }
    })
}

export interface Departures {
  readonly statement: z.infer<typeof DeparturesStatement>
  readonly kept: readonly (RecordKey & { readonly scopes: string[] })[]
  readonly unknown: readonly RecordKey[]
}

/**
 * Judges records that a device no longer receives by any scope. Only those that exist here and that the user may not
 * read may leave the device: that something is missing here never removes it there (joplin#16165).
 */
export async function judgeDepartures(
  db: Database,
  { userId, device }: Session,
  records: readonly RecordKey[],
  now: number,
): Promise<Departures> {
  const { epoch } = await db.selectFrom('organisation').select('epoch').executeTakeFirstOrThrow()
  const { grants } = await rightsOf(db, userId)
  const { rows } = await sql<{ table_name: string; id: string; scopes: string[] }>`
    select table_name, id, scopes from records where (table_name, id) in (
      select * from unnest(${records.map(({ table }) => table)}::text[], ${records.map(({ id }) => id)}::uuid[])
    )`.execute(db)
  const found = new Map(rows.map(({ table_name, id, scopes }) => [keyOf({ table: table_name, id }), scopes]))
  const held = new Set(grants)
  const gone: RecordKey[] = []
  const kept: Departures['kept'][number][] = []
  const unknown: RecordKey[] = []
  for (const key of records) {
    const scopes = found.get(keyOf(key))
    const readable = scopes?.filter((scope) => held.has(scope)) ?? []
    if (!scopes) unknown.push(key)
    else if (readable.length > 0) kept.push({ ...key, scopes: readable })
    else gone.push(key)
  }
  return {
    statement: {
      about: 'departures',
      device,
      user: userId,
      epoch,
      at: new Date(now).toISOString(),
      reason: 'no-grant',
      records: gone,
    },
    kept,
    unknown,
  }
}
