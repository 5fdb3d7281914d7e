import { sql } from 'kysely'
import { v7 } from 'uuid'
import type { Session } from '../accounts/tokens.ts'
import type { Database } from '../database/open-database.ts'
import type { Tables } from '../database/tables.ts'
import { type Tx, transact } from '../database/transaction.ts'
import { HttpError } from '../errors.ts'
import { isUuid } from '../sync/rights.ts'
import type { FileStorage } from './file-storage.ts'
import { type KnownAttachment, knownIn, readableAttachments } from './known-attachments.ts'
import { lockSpace, quotaExceeded, type Space, type SpaceRow, spaceIn, spaceRow } from './quota.ts'

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
    const { state, reason, open, space } = await standing(tx, known)
    if (state === 'available') throw new HttpError('already-available')
    // What the bytes are does not change by sending them again.
    const refusal = refusalOf(reason)
    if (refusal && refusal.code !== 'hash-mismatch') throw refusal
    if (open >= mostPerAttachment) throw new HttpError('too-many-requests', 3600)
    if (open === 0 && known.size > space.free) throw quotaExceeded(space, known.size)
    const id = v7()
    await tx
      .with('forgiven', (query) =>
        query
          .deleteFrom('attachment_files')
          .where('attachment', '=', known.id)
          .where('state', '=', 'refused'),
      )
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
    return id
  })
}

/** What is known of the bytes of an attachment, how many uploads of it are under way, and the space there is. */
async function standing(
  tx: Tx,
  { id, sha256 }: KnownAttachment,
): Promise<{
  readonly state: string | null
  readonly reason: string | null
  readonly open: number
  readonly space: Space
}> {
  const { rows } = await sql<SpaceRow & { state: string | null; reason: string | null; open: number }>`
    select space.*, held.state, held.reason, (
      select count(*)::int from uploads where attachment = ${id} and state in ('receiving', 'checking')
    ) as open
    from (${spaceRow}) as space
    left join attachment_files as held on held.attachment = ${id} and held.sha256 = ${sha256}`.execute(tx)
  const { state = null, reason = null, open = 0 } = rows[0] ?? {}
  return { state, reason, open, space: spaceIn(rows[0]) }
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

/** An upload by its name, whosever it is. */
export async function uploadRow(db: Database, id: string): Promise<UploadRow | undefined> {
  return db.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst()
}

/**
 * Looks whether an upload may go on: its attachment is as it was when it began, and the space still holds it. Whose
 * upload it is was looked at by the caller; the right to the attachment is looked at again in the end.
 * @throws HttpError when not
 */
export async function mayGoOn(db: Database, upload: UploadRow, now: Date): Promise<void> {
  const { rows } = await sql<SpaceRow & { id: string | null; data: unknown }>`
    select space.*, records.id, records.data from (${spaceRow}) as space
    left join records on records.table_name = 'attachments' and records.id = ${upload.attachment}
      and records.life <> 'deleted'`.execute(db)
  const space = spaceIn(rows[0])
  const [known] = rows.flatMap(({ id, data }) => (id === null ? [] : knownIn({ id, data })))
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
