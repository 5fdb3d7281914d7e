import { sql } from 'kysely'
import type { Reader, Schema, Writer } from '../database/schema.ts'

export type UploadRow = Schema['fileUploads']
export type DownloadRow = Schema['fileDownloads']

/** Notes that a whole file lies on this device. */
export async function keepLocalFile(tx: Writer, sha256: string, size: number, at: string): Promise<void> {
  await tx
    .insertInto('localFiles')
    .values({ sha256, size, storedAt: at, unusedSince: null })
    .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ unusedSince: null }))
    .execute()
}

/** Notes that a file lies here no more; what was made of it to show it goes too. */
export async function forgetLocalFile(tx: Writer, sha256: string): Promise<void> {
  await tx.deleteFrom('localFiles').where('sha256', '=', sha256).execute()
  await tx.deleteFrom('waveforms').where('sha256', '=', sha256).execute()
}

export async function isLocal(db: Reader, sha256: string): Promise<boolean> {
  const row = await db
    .selectFrom('localFiles')
    .select('sha256')
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  return row !== undefined
}

/** Puts a file in the line of those to send. */
export async function waitForUpload(
  tx: Writer,
  row: Pick<UploadRow, 'attachmentId' | 'sha256' | 'size' | 'at'>,
): Promise<void> {
  await tx
    .insertInto('fileUploads')
    .values({ ...row, state: 'waiting', url: null, sent: 0, reason: null })
    .onConflict((conflict) =>
      conflict
        .column('attachmentId')
        .doUpdateSet({ state: 'waiting', url: null, sent: 0, reason: null, at: row.at }),
    )
    .execute()
}

export async function changeUpload(
  tx: Writer,
  attachmentId: string,
  change: Partial<Pick<UploadRow, 'state' | 'url' | 'sent' | 'reason'>>,
): Promise<void> {
  await tx.updateTable('fileUploads').set(change).where('attachmentId', '=', attachmentId).execute()
}

/**
 * Files that wait, whose record the server has and whose bytes are here; the smaller first. A record with a change
 * that waits or was refused is not, or not surely, known there.
 */
export async function uploadsToSend(db: Reader, largest: number | null): Promise<UploadRow[]> {
  return db
    .selectFrom('fileUploads as up')
    .innerJoin('attachments as a', 'a.id', 'up.attachmentId')
    .innerJoin('localFiles as f', 'f.sha256', 'up.sha256')
    .selectAll('up')
    .where('up.state', '=', 'waiting')
    .where(
      sql<boolean>`not exists (select 1 from outbox where table_name = 'attachments' and record_id = up.attachment_id)`,
    )
    .where(
      sql<boolean>`not exists (select 1 from quarantine where table_name = 'attachments' and record_id = up.attachment_id)`,
    )
    .$if(largest !== null, (query) => query.where('up.size', '<=', largest ?? 0))
    .orderBy('up.size')
    .limit(500)
    .execute()
}

/** A server that was set back has forgotten files too: they are offered again. */
export async function offerFilesAgain(tx: Writer): Promise<void> {
  await tx
    .updateTable('fileUploads')
    .set({ state: 'waiting', url: null, sent: 0 })
    .where('state', '=', 'safe')
    .where('sha256', 'in', (files) => files.selectFrom('localFiles').select('sha256'))
    .execute()
}

/** Files that are safe as far as this device knows and whose bytes are here, from one id on. */
export async function safeFiles(db: Reader, after: string, limit: number): Promise<UploadRow[]> {
  return db
    .selectFrom('fileUploads as up')
    .innerJoin('attachments as a', 'a.id', 'up.attachmentId')
    .innerJoin('localFiles as f', 'f.sha256', 'up.sha256')
    .selectAll('up')
    .where('up.state', '=', 'safe')
    .where('up.attachmentId', '>', after)
    .orderBy('up.attachmentId')
    .limit(limit)
    .execute()
}

/** Living attachments whose file is only here, in bytes, and those that were refused. */
export async function fileCounts(
  db: Reader,
): Promise<{ waiting: number; refused: number; bytes: number; sent: number }> {
  const row = await db
    .selectFrom('fileUploads as up')
    .innerJoin('attachments as a', 'a.id', 'up.attachmentId')
    .select([
      sql<number>`count(*) filter (where up.state = 'waiting')`.as('waiting'),
      sql<number>`count(*) filter (where up.state = 'refused')`.as('refused'),
      sql<number>`coalesce(sum(up.size) filter (where up.state = 'waiting'), 0)`.as('bytes'),
      sql<number>`coalesce(sum(up.sent) filter (where up.state = 'waiting'), 0)`.as('sent'),
    ])
    .executeTakeFirstOrThrow()
  return row
}

/** Asks for a file from the server. */
export async function askForFile(
  tx: Writer,
  row: Pick<DownloadRow, 'attachmentId' | 'sha256' | 'size' | 'askedBy' | 'at'>,
): Promise<void> {
  await tx
    .insertInto('fileDownloads')
    .values({ ...row, received: 0, reason: null })
    .onConflict((conflict) =>
      conflict.column('attachmentId').doUpdateSet({ askedBy: row.askedBy, reason: null, at: row.at }),
    )
    .execute()
}

export async function changeDownload(
  tx: Writer,
  attachmentId: string,
  change: Partial<Pick<DownloadRow, 'received' | 'reason'>>,
): Promise<void> {
  await tx.updateTable('fileDownloads').set(change).where('attachmentId', '=', attachmentId).execute()
}

/** Every wish for this content is fulfilled. */
export async function endDownloads(tx: Writer, sha256: string): Promise<void> {
  await tx.deleteFrom('fileDownloads').where('sha256', '=', sha256).execute()
}

/** Files of kept trips that are neither here nor asked for yet become asked for. */
export async function askForKeptTrips(tx: Writer, at: string): Promise<void> {
  const missing = await tx
    .selectFrom('attachments as a')
    .innerJoin('keptTrips as k', 'k.tripId', 'a.tripId')
    .leftJoin('localFiles as f', 'f.sha256', 'a.sha256')
    .leftJoin('fileDownloads as d', 'd.attachmentId', 'a.id')
    .select(['a.id as attachmentId', 'a.sha256', 'a.size'])
    .where('f.sha256', 'is', null)
    .where('d.attachmentId', 'is', null)
    .limit(500)
    .execute()
  for (const row of missing) await askForFile(tx, { ...row, askedBy: 'trip', at })
}

/**
 * Files to fetch: what a person asked for first, then the smaller. One that failed for a reason waits until it is asked
 * for again, or (of a trip) for an hour.
 * @param largest of those that nobody asked for in person
 */
export async function downloadsToFetch(
  db: Reader,
  { largest, retryBefore }: { readonly largest: number | null; readonly retryBefore: string },
): Promise<DownloadRow[]> {
  return db
    .selectFrom('fileDownloads as d')
    .innerJoin('attachments as a', 'a.id', 'd.attachmentId')
    .selectAll('d')
    .where((where) =>
      where.or([
        where('d.reason', 'is', null),
        where.and([where('d.askedBy', '=', 'trip'), where('d.at', '<', retryBefore)]),
      ]),
    )
    .$if(largest !== null, (query) =>
      query.where((where) =>
        where.or([where('d.askedBy', '=', 'person'), where('d.size', '<=', largest ?? 0)]),
      ),
    )
    .orderBy(sql`d.asked_by = 'trip'`)
    .orderBy('d.size')
    .limit(100)
    .execute()
}

export async function isTripKept(db: Reader, tripId: string): Promise<boolean> {
  const row = await db
    .selectFrom('keptTrips')
    .select('tripId')
    .where('tripId', '=', tripId)
    .executeTakeFirst()
  return row !== undefined
}

/** Keeps a trip's files on this device, or no longer; those that are here stay. */
export async function setTripKept(tx: Writer, tripId: string, keep: boolean, at: string): Promise<void> {
  if (keep) {
    const row = { tripId, since: at }
    await tx
      .insertInto('keptTrips')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    return
  }
  await tx.deleteFrom('keptTrips').where('tripId', '=', tripId).execute()
  await tx
    .deleteFrom('fileDownloads')
    .where('askedBy', '=', 'trip')
    .where('attachmentId', 'in', (ids) =>
      ids.selectFrom('attachments').select('id').where('tripId', '=', tripId),
    )
    .execute()
}

/** Hashes of files that lie here, and of those on their way. */
export async function knownFiles(db: Reader): Promise<{ whole: string[]; partial: string[] }> {
  const whole = await db.selectFrom('localFiles').select('sha256').execute()
  const partial = await db.selectFrom('fileDownloads').select('sha256').distinct().execute()
  return { whole: whole.map(({ sha256 }) => sha256), partial: partial.map(({ sha256 }) => sha256) }
}

const oneRecord = sql`table_name = 'attachments'`

/**
 * Files that nothing speaks of any more. A record that is visible, on its way, refused, or hidden until the server
 * confirms keeps its file; a deleted one keeps it until `unusedBefore`, so that the delete can be taken back.
 */
export async function unusedFiles(tx: Writer, now: string, unusedBefore: string): Promise<string[]> {
  const inUse = sql`sha256 in (select coalesce(sha256, '') from attachments)
    or sha256 in (select coalesce(json_extract(op, '$.fields.sha256.v'), json_extract(op, '$.values.sha256'), '') from outbox where ${oneRecord})
    or sha256 in (select coalesce(json_extract(op, '$.fields.sha256.v'), json_extract(op, '$.values.sha256'), '') from quarantine where ${oneRecord})
    or exists (select 1 from departed where ${oneRecord} and instr(state, local_files.sha256) > 0)`
  const deleted = sql`sha256 in (select coalesce(json_extract(values_json, '$.sha256'), '') from graveyard where ${oneRecord})`
  await tx
    .updateTable('localFiles')
    .set({ unusedSince: null })
    .where('unusedSince', 'is not', null)
    .where(sql<boolean>`(${inUse})`)
    .execute()
  await tx
    .updateTable('localFiles')
    .set({ unusedSince: now })
    .where('unusedSince', 'is', null)
    .where(sql<boolean>`not (${inUse})`)
    .execute()
  const rows = await tx
    .selectFrom('localFiles')
    .select('sha256')
    .where(sql<boolean>`not (${inUse})`)
    .where(sql<boolean>`(not (${deleted}) or unused_since < ${unusedBefore})`)
    .execute()
  return rows.map(({ sha256 }) => sha256)
}

/** Lines of attachments that are gone for good. */
export async function dropLinesOfTheGone(tx: Writer): Promise<void> {
  const gone = sql<boolean>`attachment_id not in (select id from attachments)
    and attachment_id not in (select record_id from record_clocks where ${oneRecord})`
  await tx.deleteFrom('fileUploads').where(gone).execute()
  await tx.deleteFrom('fileDownloads').where(gone).execute()
}

/** Marks of photos that were taken over from a camera's folder. */
export async function photosTaken(db: Reader): Promise<string[]> {
  const rows = await db.selectFrom('photosTaken').select('mark').execute()
  return rows.map(({ mark }) => mark)
}

export async function keepPhotosTaken(tx: Writer, marks: readonly string[], at: string): Promise<void> {
  for (const mark of marks)
    await tx
      .insertInto('photosTaken')
      .values({ mark, at })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}
