import { sql } from 'kysely'
import type { Attachment } from '#shared/domain/attachments.ts'
import type { Reader } from '../database/schema.ts'

/** A living attachment, or undefined. */
export async function findAttachment(db: Reader, id: string): Promise<Attachment | undefined> {
  return db.selectFrom('attachments').selectAll().where('id', '=', id).executeTakeFirst()
}

/** An attachment with all that tells where its file is, before it is judged. */
export interface PlacedAttachment extends Attachment {
  readonly authorName: string | null
  readonly here: number
  readonly upload: 'waiting' | 'safe' | 'refused' | null
  readonly sent: number | null
  readonly uploadReason: string | null
  readonly received: number | null
  readonly downloadReason: string | null
  /** The record itself was refused by the server. */
  readonly recordRefused: number
}

const most = 2000

function placed(db: Reader) {
  return db
    .selectFrom('attachments as a')
    .leftJoin('users as u', 'u.id', 'a.createdBy')
    .leftJoin('localFiles as f', 'f.sha256', 'a.sha256')
    .leftJoin('fileUploads as up', 'up.attachmentId', 'a.id')
    .leftJoin('fileDownloads as down', 'down.attachmentId', 'a.id')
    .selectAll('a')
    .select([
      'u.name as authorName',
      sql<number>`f.sha256 is not null`.as('here'),
      'up.state as upload',
      'up.sent',
      'up.reason as uploadReason',
      'down.received',
      'down.reason as downloadReason',
      sql<number>`exists (select 1 from quarantine where table_name = 'attachments' and record_id = a.id)`.as(
        'recordRefused',
      ),
    ])
}

/** One attachment with its place, or undefined. */
export async function placedAttachment(db: Reader, id: string): Promise<PlacedAttachment | undefined> {
  return placed(db).where('a.id', '=', id).executeTakeFirst()
}

/**
 * Attachments of a record, the newest first; with `related` also those of everything that belongs to the same
 * enterprise or trip.
 */
export async function attachmentsOf(
  db: Reader,
  owner: { readonly table: string; readonly id: string; readonly related: boolean },
): Promise<PlacedAttachment[]> {
  return placed(db)
    .where((where) =>
      where.or([
        where.and([where('a.ownerId', '=', owner.id), where('a.ownerTable', '=', owner.table)]),
        ...(owner.related && owner.table === 'enterprises' ? [where('a.enterpriseId', '=', owner.id)] : []),
        ...(owner.related && owner.table === 'trips' ? [where('a.tripId', '=', owner.id)] : []),
      ]),
    )
    .orderBy('a.createdAt', 'desc')
    .orderBy('a.id', 'desc')
    .limit(most)
    .execute()
}

/** Photos of a trip and its visits in the order in which they were taken, and whether their files are here. */
export async function photosOfTrip(db: Reader, tripId: string): Promise<(Attachment & { here: boolean })[]> {
  const rows = await db
    .selectFrom('attachments as a')
    .leftJoin('localFiles as f', 'f.sha256', 'a.sha256')
    .selectAll('a')
    .select(sql<number>`f.sha256 is not null`.as('here'))
    .where('a.tripId', '=', tripId)
    .where('a.kind', '=', 'photo')
    .orderBy(sql`coalesce(a.taken_at, a.created_at)`)
    .orderBy('a.id')
    .limit(most)
    .execute()
  return rows.map((row) => ({ ...row, here: row.here === 1 }))
}

/** What of a trip's files is on this device. */
export async function tripFiles(
  db: Reader,
  tripId: string,
): Promise<{ files: number; here: number; bytes: number; missingBytes: number }> {
  const row = await db
    .selectFrom('attachments as a')
    .leftJoin('localFiles as f', 'f.sha256', 'a.sha256')
    .select([
      sql<number>`count(*)`.as('files'),
      sql<number>`count(f.sha256)`.as('here'),
      sql<number>`coalesce(sum(a.size), 0)`.as('bytes'),
      sql<number>`coalesce(sum(case when f.sha256 is null then a.size end), 0)`.as('missingBytes'),
    ])
    .where('a.tripId', '=', tripId)
    .executeTakeFirstOrThrow()
  return row
}

/** Where the enterprise or trip of an owner stands, for the scope of its attachments; undefined for an unknown one. */
export async function belongingOf(
  db: Reader,
  { ownerTable, ownerId }: { readonly ownerTable: string; readonly ownerId: string },
): Promise<{ enterpriseId: string | null; tripId: string | null } | undefined> {
  if (ownerTable === 'visits' || ownerTable === 'notes')
    return db
      .selectFrom(ownerTable)
      .select(['enterpriseId', 'tripId'])
      .where('id', '=', ownerId)
      .executeTakeFirst()
  if (ownerTable === 'enterprises') return { enterpriseId: ownerId, tripId: null }
  if (ownerTable === 'trips') return { enterpriseId: null, tripId: ownerId }
  return undefined
}

/** A user's attachments of a record that do not stand where the record stands. */
export async function attachmentsElsewhere(
  db: Reader,
  ownerId: string,
  author: string,
  { enterpriseId, tripId }: { readonly enterpriseId: string | null; readonly tripId: string | null },
): Promise<string[]> {
  const rows = await db
    .selectFrom('attachments')
    .select('id')
    .where('ownerId', '=', ownerId)
    .where('createdBy', '=', author)
    .where(sql<boolean>`(enterprise_id is not ${enterpriseId} or trip_id is not ${tripId})`)
    .execute()
  return rows.map(({ id }) => id)
}
