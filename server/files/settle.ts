import { createHash } from 'node:crypto'
import { FileReason } from '#shared/sync/files-protocol.ts'
import type { Database } from '../database/open-database.ts'
import { type Tx, transact } from '../database/transaction.ts'
import { HttpError } from '../errors.ts'
import { checkContent } from './content-check.ts'
import { type FileStorage, StorageUnavailable } from './file-storage.ts'
import { attachmentRecord } from './known-attachments.ts'
import { lockSpace } from './quota.ts'
import { removeLeftovers } from './removals.ts'
import { refusalOf, sendable, type UploadRow, uploadRow } from './uploads.ts'

interface Checking {
  readonly db: Database
  readonly storage: FileStorage
  readonly now: Date
}

/**
 * Judges an upload of which every byte is here: hash, kind of content, and whether its sender may still send it.
 * Only then its attachment is available. Can be done again after a crash at any point, also twice at once.
 * @throws HttpError why the file was refused; its bytes are gone then
 */
export async function settleUpload(checking: Checking, id: string): Promise<void> {
  const { db, storage } = checking
  // From here on nothing but this judgement takes the bytes away.
  const begun = await db
    .updateTable('uploads')
    .set({ state: 'checking' })
    .where('id', '=', id)
    .where('state', '=', 'receiving')
    .returningAll()
    .executeTakeFirst()
  const upload = begun ?? (await uploadRow(db, id))
  if (!upload || upload.state === 'cancelled') throw new HttpError('upload-gone')
  if (upload.state === 'done') return
  if (upload.state === 'refused') throw refusalOf(upload.reason) ?? new HttpError('upload-gone')
  const refusal = await refusalFor(checking, upload)
  const verdict = await transact(db, (tx) => conclude(tx, checking, upload, refusal))
  const removing = removeLeftovers(db, storage)
  // Who has just sent a file shall not learn from the time it takes whether somebody else had it.
  if (!verdict) return
  await removing
  throw verdict
}

async function refusalFor({ db, storage }: Checking, upload: UploadRow): Promise<HttpError | null> {
  const size = await storage.sizeOf(upload.id)
  if (size === null) {
    // Somebody else may have judged it meanwhile; the conclusion looks again under its lock.
    return new HttpError('upload-gone')
  }
  const seen = storage.digestSoFar(upload.id, upload.size)
  const digest = seen ?? (await digestOf(storage, upload.id, size))
  if (size !== upload.size || digest !== upload.sha256) return new HttpError('hash-mismatch')
  const known = await attachmentRecord(db, upload.attachment)
  if (!known) return new HttpError('unknown-attachment')
  const reason = await checkContent(sourceOf(storage, upload.id, size), known)
  if (reason) return new HttpError(reason)
  await storage.settle(upload.id)
  return null
}

async function conclude(
  tx: Tx,
  { now }: Checking,
  { id }: UploadRow,
  refusal: HttpError | null,
): Promise<HttpError | null> {
  await lockSpace(tx)
  const upload = await tx
    .selectFrom('uploads')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!upload) return new HttpError('upload-gone')
  if (upload.state !== 'checking') return refusalOf(upload.reason)
  const verdict = refusal ?? (await lateRefusal(tx, upload))
  const { attachment, sha256, size } = upload
  await tx
    .updateTable('uploads')
    .set({ state: verdict ? 'refused' : 'done', reason: verdict?.code ?? null, touched_at: now })
    .where('id', '=', id)
    .execute()
  const ofContent = FileReason.safeParse(verdict?.code)
  if (!verdict) {
    await keepBlob(tx, upload, now)
    await giveFile(tx, { attachment, sha256, size }, now)
  } else {
    await tx
      .insertInto('file_removals')
      .values({ key: id })
      .onConflict((c) => c.doNothing())
      .execute()
    if (ofContent.success) await refuseFile(tx, upload, ofContent.data, now)
  }
  return verdict
}

/** What may have changed while the last bytes came in: rights, record, device, account. The space was kept from the start. */
async function lateRefusal(tx: Tx, upload: UploadRow): Promise<HttpError | null> {
  const sender = await tx
    .selectFrom('devices')
    .innerJoin('accounts', 'accounts.user_id', 'devices.user_id')
    .select(['devices.revoked_at', 'accounts.disabled_at'])
    .where('devices.id', '=', upload.device)
    .executeTakeFirst()
  if (!sender || sender.revoked_at) return new HttpError('device-revoked')
  if (sender.disabled_at) return new HttpError('account-disabled')
  const known = await sendable(tx, upload.user_id, upload.attachment).catch(refusalIn)
  if (known instanceof HttpError) return known
  if (known.sha256 !== upload.sha256 || known.size !== upload.size) return new HttpError('metadata-mismatch')
  return null
}

/** Content that is there already is not kept twice; the bytes that came now go. */
async function keepBlob(tx: Tx, { id, sha256, size }: UploadRow, now: Date): Promise<void> {
  const { key } = await tx
    .insertInto('blobs')
    .values({ sha256, size, key: id, stored_at: now, unreferenced_since: null })
    .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ unreferenced_since: null }))
    .returning('key')
    .executeTakeFirstOrThrow()
  if (key === id) return
  await tx
    .insertInto('file_removals')
    .values({ key: id })
    .onConflict((c) => c.doNothing())
    .execute()
}

/** Notes that an attachment has its file. */
export async function giveFile(
  tx: Tx,
  file: { readonly attachment: string; readonly sha256: string; readonly size: number },
  now: Date,
): Promise<void> {
  const given = { sha256: file.sha256, size: file.size, state: 'available', reason: null, at: now } as const
  await tx
    .insertInto('attachment_files')
    .values({ attachment: file.attachment, ...given })
    .onConflict((conflict) => conflict.column('attachment').doUpdateSet(given))
    .execute()
}

async function refuseFile(tx: Tx, upload: UploadRow, reason: FileReason, now: Date): Promise<void> {
  const { attachment, sha256, size } = upload
  const refused = { sha256, size, state: 'refused', reason, at: now } as const
  await tx
    .insertInto('attachment_files')
    .values({ attachment, ...refused })
    // Another device may have sent the true bytes meanwhile.
    .onConflict((conflict) =>
      conflict
        .column('attachment')
        .doUpdateSet(refused)
        .where((row) =>
          row.or([
            row('attachment_files.state', '=', 'refused'),
            row('attachment_files.sha256', '<>', sha256),
          ]),
        ),
    )
    .execute()
}

function refusalIn(error: unknown): HttpError {
  if (error instanceof HttpError) return error
  throw error
}

async function digestOf(storage: FileStorage, key: string, size: number): Promise<string> {
  const hash = createHash('sha256')
  if (size > 0) for await (const chunk of await storage.read(key, 0, size - 1)) hash.update(chunk)
  return hash.digest('hex')
}

function sourceOf(storage: FileStorage, key: string, size: number) {
  return {
    size,
    bytes: async (start: number, length: number): Promise<Buffer> => {
      const end = Math.min(start + length, size) - 1
      if (start < 0 || end < start) return Buffer.alloc(0)
      const chunks: Buffer[] = []
      for await (const chunk of await storage.read(key, start, end)) {
        if (!(chunk instanceof Uint8Array)) throw new StorageUnavailable('the storage gave no bytes')
        chunks.push(Buffer.from(chunk))
      }
      return Buffer.concat(chunks)
    },
  }
}
