import { sql } from 'kysely'
import { uploadKeptDays } from '#shared/sync/files-protocol.ts'
import type { Database } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import { HttpError } from '../errors.ts'
import type { FileStorage } from './file-storage.ts'
import { lockSpace } from './quota.ts'
import { removeLeftovers } from './removals.ts'
import { settleUpload } from './settle.ts'
import { cancelUpload } from './uploads.ts'

const dayMs = 86_400_000

/**
 * Days that bytes stay when no attachment names them any more. Devices may offer for 45 days what was acknowledged,
 * and bring back a deleted attachment by undoing; both shall find its file.
 */
const blobKeptDays = 60

/** Ended uploads stay known so long, for devices that missed the answer. */
const endedKeptDays = 30

export interface Tidied {
  /** Complete uploads that a crash left unjudged. */
  readonly settled: number
  /** Unfinished uploads that nobody went on with. */
  readonly expired: number
  /** Contents that no attachment named for long. */
  readonly released: number
}

/** Puts the files in order after a crash, and lets go of what nobody needs. Harmless at any time. */
export async function tidyFiles(db: Database, storage: FileStorage, nowMs: number): Promise<Tidied> {
  const now = new Date(nowMs)
  const settled = await settleLeft(db, storage, now)
  const expired = await expireUploads(db, new Date(nowMs - uploadKeptDays * dayMs))
  const released = await releaseBlobs(db, now, new Date(nowMs - blobKeptDays * dayMs))
  await removeLeftovers(db, storage)
  await sql`delete from uploads where state in ('done', 'refused', 'cancelled')
    and touched_at < ${new Date(nowMs - endedKeptDays * dayMs)}`.execute(db)
  return { settled, expired, released }
}

async function settleLeft(db: Database, storage: FileStorage, now: Date): Promise<number> {
  const left = await db
    .selectFrom('uploads')
    .select(['id', 'size', 'state'])
    .where('state', 'in', ['receiving', 'checking'])
    .execute()
  let settled = 0
  for (const { id, size, state } of left) {
    if (state === 'receiving' && (await storage.sizeOf(id)) !== size) continue
    try {
      await settleUpload({ db, storage, now }, id)
    } catch (error) {
      if (!(error instanceof HttpError)) throw error
    }
    settled++
  }
  return settled
}

async function expireUploads(db: Database, before: Date): Promise<number> {
  const old = await db
    .selectFrom('uploads')
    .select('id')
    .where('state', '=', 'receiving')
    .where('touched_at', '<', before)
    .execute()
  let expired = 0
  for (const { id } of old) if (await cancelUpload(db, id)) expired++
  return expired
}

/** Marks what no attachment names, takes the mark from what one names again, and releases what was marked long ago. */
async function releaseBlobs(db: Database, now: Date, before: Date): Promise<number> {
  return transact(db, async (tx) => {
    // Uploads and claims, which name contents too, wait for this.
    await lockSpace(tx)
    const isNamed = sql<boolean>`exists (
      select from attachment_files join records on records.table_name = 'attachments'
        and records.id = attachment_files.attachment
      where attachment_files.sha256 = blobs.sha256 and records.life <> 'deleted'
        and records.data->>'sha256' = blobs.sha256
    )`
    await sql`update blobs set unreferenced_since = case when ${isNamed} then null else ${now}::timestamptz end
      where (unreferenced_since is null) <> ${isNamed}`.execute(tx)
    const { rows } = await sql<{ sha256: string; key: string }>`
      delete from blobs where unreferenced_since < ${before} returning sha256, key`.execute(tx)
    if (rows.length === 0) return 0
    await tx
      .deleteFrom('attachment_files')
      .where(
        'sha256',
        'in',
        rows.map(({ sha256 }) => sha256),
      )
      .execute()
    await tx
      .insertInto('file_removals')
      .values(rows.map(({ key }) => ({ key })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    return rows.length
  })
}
