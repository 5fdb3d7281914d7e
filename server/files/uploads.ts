import { sql } from 'kysely'
import { v7 } from 'uuid'
import type { Session } from '../accounts/tokens.ts'
import type { Database } from '../database/open-database.ts'
import type { Tables } from '../database/tables.ts'
import { transact } from '../database/transaction.ts'
import { HttpError } from '../errors.ts'
import { isUuid } from '../sync/rights.ts'
import type { FileStorage } from './file-storage.ts'
import { attachmentRecord, type KnownAttachment, readableAttachments } from './known-attachments.ts'
import { lockSpace, quotaExceeded, spaceOf } from './quota.ts'

export type UploadRow = Tables['uploads']

/** How exact the time of an upload's last bytes has to be. */
const touchMs = 60_000

/** Left free on the disk for everything else. */
const diskReserve = 268_435_456

/** Uploads of one attachment that may be under way at once: its author's devices, and some that were given up. */
const mostPerAttachment = 8

/**
 * An attachment whose bytes a user may send: its author's alone, as its record is.
 * @throws HttpError unknown-attachment, also for one of somebody else that the user may not read
 */
export async function sendable(db: Database, userId: string, attachment: string): Promise<KnownAttachment> {
  const known = (await readableAttachments(db, userId, [attachment])).get(attachment)
  if (!known) throw new HttpError('unknown-attachment')
  if (known.createdBy !== userId) throw new HttpError('not-your-attachment')
  return known
}

interface Wanted {
  readonly attachment: string
  readonly sha256: string
  readonly size: number
}

/**
 * Notes a new upload and its space. @returns its name, made here.
 * @throws HttpError when the attachment cannot get this file now
 */
export async function beginUpload(
  db: Database,
  storage: FileStorage,
  session: Session,
  wanted: Wanted,
  now: Date,
): Promise<string> {
  const known = await sendable(db, session.userId, wanted.attachment)
  if (known.sha256 !== wanted.sha256 || known.size !== wanted.size) throw new HttpError('metadata-mismatch')
  const free = await storage.freeBytes()
  if (free !== null && free < known.size + diskReserve) throw new HttpError('storage-full')
  return transact(db, async (tx) => {
    await lockSpace(tx)
    const held = await tx
      .selectFrom('attachment_files')
      .select(['state', 'reason'])
      .where('attachment', '=', known.id)
      .where('sha256', '=', known.sha256)
      .executeTakeFirst()
    if (held?.state === 'available') throw new HttpError('already-available')
    // What the bytes are does not change by sending them again.
    const refusal = refusalOf(held?.reason ?? null)
    if (refusal && refusal.code !== 'hash-mismatch') throw refusal
    const open = await tx
      .selectFrom('uploads')
      .select('id')
      .where('attachment', '=', known.id)
      .where('state', 'in', ['receiving', 'checking'])
      .execute()
    if (open.length >= mostPerAttachment) throw new HttpError('too-many-requests', 3600)
    const space = await spaceOf(tx)
    if (open.length === 0 && known.size > space.free) throw quotaExceeded(space, known.size)
    const id = v7()
    await tx
      .insertInto('uploads')
      .values({
        id,
        attachment: known.id,
        user_id: session.userId,
        device: session.device,
        sha256: known.sha256,
        size: known.size,
        state: 'receiving',
        reason: null,
        created_at: now,
        touched_at: now,
      })
      .execute()
    await tx
      .deleteFrom('attachment_files')
      .where('attachment', '=', known.id)
      .where('state', '=', 'refused')
      .execute()
    return id
  })
}

/** The upload in an address, which may be any text. */
export async function findUpload(db: Database, id: string): Promise<UploadRow | undefined> {
  return isUuid(id) ? uploadRow(db, id) : undefined
}

/** An upload of a user's own. @throws HttpError not-found, also for one of somebody else. */
export function ownUpload(upload: UploadRow | undefined, userId: string): UploadRow {
  if (upload?.user_id !== userId) throw new HttpError('not-found')
  return upload
}

export async function uploadRow(db: Database, id: string): Promise<UploadRow | undefined> {
  return db.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst()
}

/**
 * Looks whether an upload may go on: its attachment is as it was when it began, and the space still holds it. Whose
 * upload it is was looked at by the caller; the right to the attachment is looked at again in the end.
 * @throws HttpError when not
 */
export async function mayGoOn(db: Database, upload: UploadRow, now: Date): Promise<void> {
  // At once: between the parts of an upload, waiting is what costs.
  const [known, space] = await Promise.all([attachmentRecord(db, upload.attachment), spaceOf(db)])
  if (!known) throw new HttpError('unknown-attachment')
  if (known.sha256 !== upload.sha256 || known.size !== upload.size) throw new HttpError('metadata-mismatch')
  // The upload is counted in what is used.
  if (space.used > space.quota)
    throw quotaExceeded({ ...space, free: overdrawn(space, upload.size) }, upload.size)
  if (now.getTime() - upload.touched_at.getTime() > touchMs)
    await sql`update uploads set touched_at = ${now} where id = ${upload.id}`.execute(db)
}

const overdrawn = ({ quota, used }: { quota: number; used: number }, size: number) =>
  Math.max(0, quota - (used - size))

/** Ends an upload that is not complete and puts its bytes on the list of removals. @returns whether it was this call */
export async function cancelUpload(db: Database, id: string): Promise<boolean> {
  return transact(db, async (tx) => {
    const cancelled = await tx
      .updateTable('uploads')
      .set({ state: 'cancelled' })
      .where('id', '=', id)
      .where('state', '=', 'receiving')
      .executeTakeFirst()
    if (cancelled.numUpdatedRows === 0n) return false
    await tx
      .insertInto('file_removals')
      .values({ key: id })
      .onConflict((c) => c.doNothing())
      .execute()
    return true
  })
}

/** The refusal that goes with the code noted for a file, null where none is noted. */
export function refusalOf(reason: string | null): HttpError | null {
  switch (reason) {
    case null:
      return null
    case 'hash-mismatch':
    case 'type-not-allowed':
    case 'type-mismatch':
    case 'executable':
    case 'active-content':
    case 'archive-bomb':
    case 'unknown-attachment':
    case 'not-your-attachment':
    case 'metadata-mismatch':
    case 'quota-exceeded':
    case 'device-revoked':
    case 'account-disabled':
      return new HttpError(reason)
    default:
      return new HttpError('upload-gone')
  }
}
