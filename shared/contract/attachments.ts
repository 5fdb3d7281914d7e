import { z } from 'zod'
import { type Attachment, attachments } from '../domain/attachments.ts'
import { RecordId } from '../domain/entity.ts'
import { confidentialities } from '../domain/enumerations.ts'
import { command, query, returns } from './call.ts'
import type { WrittenFile } from './reports.ts'

/**
 * Where a file is: only on this device (`local`), on its way up, on the server and here (`safe`), on the server alone
 * as far as this device knows (`remote`), on its way down, refused by the server, or damaged here.
 */
export type FileState = 'local' | 'uploading' | 'safe' | 'remote' | 'downloading' | 'refused'

export interface FilePlace {
  readonly state: FileState
  /** The bytes are on this device. */
  readonly here: boolean
  /** Of what is on its way. */
  readonly percent: number | null
  /** Why the server refused it or why it does not come: a key of the `attachments` texts, `reason.<key>`. */
  readonly reason: string | null
}

/** An attachment as lists show it. */
export interface AttachmentRow
  extends Pick<
    Attachment,
    | 'id'
    | 'ownerTable'
    | 'ownerId'
    | 'enterpriseId'
    | 'tripId'
    | 'kind'
    | 'name'
    | 'caption'
    | 'mime'
    | 'size'
    | 'width'
    | 'height'
    | 'durationMs'
    | 'takenAt'
    | 'place'
    | 'coordinates'
    | 'thumb'
    | 'confidentiality'
    | 'createdAt'
  > {
  readonly authorName: string | null
  /** Only its author changes or deletes an attachment. */
  readonly mine: boolean
  readonly file: FilePlace
}

const settings = {
  /** What may be kept of what a camera wrote into a photo; `ask` until the person has said. */
  photoData: z.enum(['ask', 'time-and-place', 'time', 'none']),
  /** Keeps photos as the camera made them in place of a smaller copy. */
  keepOriginals: z.boolean(),
  /** What goes over a connection that costs money: nothing, files up to 1 MB, or everything. */
  metered: z.enum(['none', 'small', 'all']),
}

/** What a person chose once about files on this device. */
export const FileSettings = z.object({
  photoData: settings.photoData.default('ask'),
  keepOriginals: settings.keepOriginals.default(false),
  metered: settings.metered.default('small'),
})
export type FileSettings = z.infer<typeof FileSettings>

/** A change of some of them. It has no defaults: what is not named stays as it was. */
export const FileSettingsChange = z.object(settings).partial()

/** Largest file that goes over a connection that costs money under the setting `small`. */
export const smallFile = 1024 * 1024

/** Largest piece of a file in one call. */
export const largestPiece = 2 * 1024 * 1024

const Owner = z.object({ ownerTable: attachments.fields.ownerTable.schema, ownerId: RecordId })

/** What the window knows of a file when all of it was handed over; the data host adds size, hash and type. */
const NewAttachment = attachments.draft
  .pick({
    ownerTable: true,
    ownerId: true,
    enterpriseId: true,
    tripId: true,
    caption: true,
    width: true,
    height: true,
    durationMs: true,
    takenAt: true,
    place: true,
    coordinates: true,
    thumb: true,
    confidentiality: true,
  })
  .extend({
    id: RecordId,
    /** As the file was called; cut to what a record can hold. */
    name: z.string().max(5000),
    /** `card` and `audio` are said by who makes them; otherwise the content decides. */
    kind: z.enum(['card', 'audio']).nullable().default(null),
  })
export type NewAttachment = z.input<typeof NewAttachment>

/** A photo in the folder of a camera or telephone. */
export interface FolderPhoto {
  /** Names it for `attachments.readFolderPhoto`; holds for as long as the vault is open. */
  readonly token: string
  readonly name: string
  readonly size: number
  readonly modifiedAt: string
  /** The same content was taken over from this folder before. */
  readonly taken: boolean
}

export interface PhotoFolder {
  readonly name: string
  /** False when it is not there now, such as a card that was taken out. */
  readonly present: boolean
  readonly photos: readonly FolderPhoto[]
  /** How many photos the folder holds in all; the newest are listed. */
  readonly total: number
  /** How many came since photos were last taken over. */
  readonly fresh: number
}

/** What of a trip's files is on this device. */
export interface TripFiles {
  readonly kept: boolean
  readonly files: number
  readonly here: number
  readonly bytes: number
  readonly missingBytes: number
}

export const attachmentsContract = {
  /** Attachments of a record, the newest first. For an enterprise and a trip also those of what belongs to it. */
  'attachments.list': query(
    Owner.extend({ withRelated: z.boolean().default(false) }),
    returns<readonly AttachmentRow[]>(),
  ),
  'attachments.get': query(z.object({ id: RecordId }), returns<AttachmentRow | null>()),
  /** Begins to take a file in. `size` in bytes, so that a full disk is noticed before it is full. */
  'attachments.begin': command(
    z.object({ name: z.string().max(5000), size: z.number().int().min(0) }),
    returns<{ readonly intake: string }>(),
  ),
  /** The next piece; pieces come in order, `at` is where it belongs. */
  'attachments.append': command(
    z.object({
      intake: z.uuid(),
      at: z.number().int().min(0),
      bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= largestPiece),
    }),
    returns<null>(),
  ),
  /** Ends the file and makes its record: first the file is safe on the disk, then the record speaks of it. */
  'attachments.finish': command(
    z.object({
      intake: z.uuid(),
      attachment: NewAttachment,
      /** Takes the place of this one, which is deleted in the same step. */
      replaces: RecordId.nullable().default(null),
    }),
    returns<{ readonly id: string }>(),
  ),
  /** Gives a file up that was not finished. */
  'attachments.cancel': command(z.object({ intake: z.uuid() }), returns<null>()),
  'attachments.update': command(
    z.object({
      id: RecordId,
      name: z.string().trim().min(1, 'required').max(300, 'too-long').optional(),
      caption: z.string().trim().max(200, 'too-long').nullable().optional(),
      confidentiality: z.enum(confidentialities).optional(),
    }),
    returns<null>(),
  ),
  /** Fetches the file from the server, now and whatever the connection costs. */
  'attachments.download': command(z.object({ id: RecordId }), returns<null>()),
  /** Sends a refused file again. */
  'attachments.retry': command(z.object({ id: RecordId }), returns<null>()),
  /** A piece of a file on this device, for the window's own protocol; `end` is not included. */
  'attachments.read': query(
    z.object({ id: RecordId, start: z.number().int().min(0), end: z.number().int().min(0) }),
    returns<{
      readonly bytes: Uint8Array
      readonly size: number
      readonly mime: string
      readonly etag: string
    }>(),
  ),
  /** Writes a readable copy for another program; main alone is told where. */
  'attachments.unseal': command(z.object({ id: RecordId }), returns<{ readonly path: string }>()),
  /** Writes a readable copy to where the person chose. */
  'attachments.saveCopy': command(z.object({ id: RecordId, fileToken: z.string() }), returns<WrittenFile>()),
  'attachments.settings': query(z.object({}), returns<FileSettings>()),
  'attachments.changeSettings': command(FileSettingsChange, returns<FileSettings>()),
  'attachments.tripFiles': query(z.object({ tripId: RecordId }), returns<TripFiles>()),
  /** Keeps all files of a trip on this device, those that come later too. */
  'attachments.keepTrip': command(z.object({ tripId: RecordId, keep: z.boolean() }), returns<null>()),
  /** The folder to take photos from: the one chosen last, or the one just granted. Null when none was ever chosen. */
  'attachments.photoFolder': query(z.object({}), returns<PhotoFolder | null>()),
  'attachments.setPhotoFolder': command(z.object({ folderToken: z.string() }), returns<null>()),
  'attachments.readFolderPhoto': query(
    z.object({ token: z.uuid(), start: z.number().int().min(0), end: z.number().int().min(0) }),
    returns<{ readonly bytes: Uint8Array }>(),
  ),
  /** Remembers that photos of the folder were taken over. */
  'attachments.markTaken': command(z.object({ tokens: z.array(z.uuid()).max(1000) }), returns<null>()),
}
