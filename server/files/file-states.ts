import { sql } from 'kysely'
import { FileReason, type FileState } from '#shared/sync/files-protocol.ts'
import type { Database } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import { HttpError } from '../errors.ts'
import { rightsOf } from '../sync/rights.ts'
import { isReadable, type KnownAttachment, readableAttachments, readableScopes } from './known-attachments.ts'
import { lockSpace, quotaExceeded, spaceOf } from './quota.ts'
import { given } from './settle.ts'
import { sendable } from './uploads.ts'

/** What the server holds of each of these attachments' bytes, in order. */
export async function fileStates(db: Database, userId: string, ids: readonly string[]): Promise<FileState[]> {
  const known = await readableAttachments(db, userId, ids)
  const wanted = [...known.keys()]
  const { rows } = await sql<{ attachment: string; sha256: string; state: string; reason: string | null }>`
    select attachment, sha256, state, reason from attachment_files where attachment = any(${wanted}::uuid[])
    union all
    select attachment, sha256, 'uploading', null from uploads
    where attachment = any(${wanted}::uuid[]) and state in ('receiving', 'checking')`.execute(db)
  return ids.map((id) => {
    const attachment = known.get(id)
    if (!attachment) return { id, state: 'unknown' }
    const held = rows.filter((row) => row.attachment === id && row.sha256 === attachment.sha256)
    if (held.some(({ state }) => state === 'available')) return { id, state: 'available' }
    if (held.some(({ state }) => state === 'uploading')) return { id, state: 'uploading' }
    const reason = FileReason.safeParse(held.find(({ state }) => state === 'refused')?.reason)
    return reason.success ? { id, state: 'refused', reason: reason.data } : { id, state: 'absent' }
  })
}

/**
 * Gives an attachment its file without an upload, when the user can read another one with the very same content.
 * Content that only others can read is as if it were not there: one question decides, whatever there is.
 */
export async function claimFile(
  db: Database,
  userId: string,
  claim: { readonly attachment: string; readonly sha256: string },
  now: Date,
): Promise<'available' | 'absent'> {
  const { id, sha256, size } = await sendable(db, userId, claim.attachment)
  if (sha256 !== claim.sha256) throw new HttpError('metadata-mismatch')
  const scopes = readableScopes(await rightsOf(db, userId))
  return transact(db, async (tx) => {
    await lockSpace(tx)
    const { rows } = await sql<{ own: boolean }>`
      select records.id = ${id} as own from attachment_files
      join records on records.id = attachment_files.attachment
        and records.data->>'sha256' = attachment_files.sha256
      where attachment_files.sha256 = ${sha256} and attachment_files.size = ${size}
        and attachment_files.state = 'available' and ${isReadable(scopes)}`.execute(tx)
    if (rows.some(({ own }) => own)) return 'available'
    if (rows.length === 0) return 'absent'
    const blob = await tx
      .updateTable('blobs')
      .set({ unreferenced_since: null })
      .where('sha256', '=', sha256)
      .executeTakeFirst()
    if (blob.numUpdatedRows === 0n) return 'absent'
    const space = await spaceOf(tx)
    if (size > space.free) throw quotaExceeded(space, size)
    await given(tx, { attachment: id, sha256, size }, now).execute()
    return 'available'
  })
}

/** The stored bytes of an attachment that the user may read. @throws HttpError when there are none, or no right */
export async function readableFile(
  db: Database,
  userId: string,
  id: string,
): Promise<KnownAttachment & { readonly key: string }> {
  const attachment = (await readableAttachments(db, userId, [id])).get(id)
  if (!attachment) throw new HttpError('unknown-attachment')
  const file = await db
    .selectFrom('attachment_files')
    .innerJoin('blobs', 'blobs.sha256', 'attachment_files.sha256')
    .select(['blobs.key', 'blobs.size'])
    .where('attachment', '=', id)
    .where('attachment_files.sha256', '=', attachment.sha256)
    .where('state', '=', 'available')
    .executeTakeFirst()
  if (!file) throw new HttpError('file-absent')
  return { ...attachment, size: file.size, key: file.key }
}

/** Takes note that stored bytes are gone: their attachments are absent again, so that who has them sends them. */
export async function noteLost(db: Database, sha256: string): Promise<void> {
  await transact(db, async (tx) => {
    await tx.deleteFrom('attachment_files').where('sha256', '=', sha256).execute()
    await tx.deleteFrom('blobs').where('sha256', '=', sha256).execute()
  })
}
