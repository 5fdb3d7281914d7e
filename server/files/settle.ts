import { createHash } from 'node:crypto'
import { type QueryCreator, sql } from 'kysely'
import { FileReason } from '#shared/sync/files-protocol.ts'
import type { Database } from '../database/open-database.ts'
import type { Tables } from '../database/tables.ts'
import { type Tx, transact } from '../database/transaction.ts'
import { HttpError } from '../errors.ts'
import { checkContent } from './content-check.ts'
import { type FileStorage, StorageUnavailable } from './file-storage.ts'
import { attachmentRecord } from './known-attachments.ts'
import { lockSpace } from './quota.ts'
import { removeLeftovers } from './removals.ts'
import { refusalOf, sendable, type UploadRow, uploadRow } from './uploads.ts'

/** An upload with what is known of its sender now; no account where the device is none of the server's. */
type SentUpload = UploadRow & {
  readonly account: string | null
  readonly revoked_at: Date | null
  readonly disabled_at: Date | null
}

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
    .leftJoin('devices', 'devices.id', 'uploads.device')
    .leftJoin('accounts', 'accounts.user_id', 'devices.user_id')
    .selectAll('uploads')
    .select(['accounts.user_id as account', 'devices.revoked_at', 'accounts.disabled_at'])
    .where('uploads.id', '=', id)
    .forUpdate('uploads')
    .executeTakeFirst()
  if (!upload) return new HttpError('upload-gone')
  if (upload.state !== 'checking') return refusalOf(upload.reason)
  const verdict = refusal ?? (await lateRefusal(tx, upload))
  if (!verdict) {
    await accept(tx, upload, now)
    return null
  }
  await tx
    .with('removal', (query) =>
      query
        .insertInto('file_removals')
        .values({ key: id })
        .onConflict((c) => c.doNothing()),
    )
    .updateTable('uploads')
    .set({ state: 'refused', reason: verdict.code, touched_at: now })
    .where('id', '=', id)
    .execute()
  const ofContent = FileReason.safeParse(verdict.code)
  if (ofContent.success) await refuseFile(tx, upload, ofContent.data, now)
  return verdict
}

/** What may have changed while the last bytes came in: rights, record, device, account. The space was kept from the start. */
async function lateRefusal(tx: Tx, upload: SentUpload): Promise<HttpError | null> {
  if (upload.account === null || upload.revoked_at) return new HttpError('device-revoked')
  if (upload.disabled_at) return new HttpError('account-disabled')
  const known = await sendable(tx, upload.user_id, upload.attachment).catch(refusalIn)
  if (known instanceof HttpError) return known
  if (known.sha256 !== upload.sha256 || known.size !== upload.size) return new HttpError('metadata-mismatch')
  return null
}

/**
 * The upload is done and its attachment has its file, in one statement. Content that is there already is not kept
 * twice; the bytes that came now go.
 */
async function accept(tx: Tx, { id, attachment, sha256, size }: UploadRow, now: Date): Promise<void> {
  await tx
    .with('blob', (query) =>
      query
        .insertInto('blobs')
        .values({ sha256, size, key: id, stored_at: now, unreferenced_since: null })
        .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ unreferenced_since: null }))
        .returning('key'),
    )
    .with('spare', (query) =>
      query
        .insertInto('file_removals')
        .columns(['key'])
        .expression(
          query.selectFrom('blob').select(sql<string>`${id}::uuid`.as('key')).where('blob.key', '<>', id),
        )
        .onConflict((c) => c.doNothing()),
    )
    .with('given', (query) => given(query, { attachment, sha256, size }, now))
    .updateTable('uploads')
    .set({ state: 'done', reason: null, touched_at: now })
    .where('id', '=', id)
    .execute()
}

/** The statement that an attachment has its file. */
export function given(
  query: QueryCreator<Tables>,
  file: { readonly attachment: string; readonly sha256: string; readonly size: number },
  now: Date,
) {
  const values = { sha256: file.sha256, size: file.size, state: 'available', reason: null, at: now } as const
  return query
    .insertInto('attachment_files')
    .values({ attachment: file.attachment, ...values })
    .onConflict((conflict) => conflict.column('attachment').doUpdateSet(values))
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
