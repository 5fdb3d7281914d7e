import { z } from 'zod'
import { Sha256 } from '../domain/attachments.ts'
import { RecordId } from '../domain/entity.ts'
import { ErrorResponse } from './protocol.ts'

/**
 * The bytes of attachments over HTTP. Uploads are tus 1.0.0 at `/files`, with the device token; the rest is below.
 * See docs/protocol.md, "Files".
 */
export const filesPath = '/files'

/** Bytes of one PATCH: small enough to end within a minute on a slow line, large enough to cost nothing on a fast one. */
export const uploadChunk = { least: 1_048_576, most: 4_194_304 } as const

/** Days an unfinished upload is kept after its last byte. */
export const uploadKeptDays = 7

/** Most attachments of one question for states. */
export const stateLimit = 200

/**
 * Names of the tus metadata of an upload: the attachment's id, and the hash and size of its record once more, so
 * that a record that changed meanwhile is noticed before any byte travels.
 */
export const UploadMetadata = z.object({
  attachment: RecordId,
  sha256: Sha256,
  size: z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number),
})

/**
 * Why the bytes of an attachment were refused. All but `hash-mismatch` are about what the file is: sending it again
 * does not help.
 */
export const FileReason = z.enum([
  /** What arrived is not what the record names; it was thrown away and may be sent again. */
  'hash-mismatch',
  /** No picture, document, recording or table that Outpost knows. */
  'type-not-allowed',
  /** The content is of another kind than the record says. */
  'type-mismatch',
  /** A program, or an archive with one in it. */
  'executable',
  /** A web page or a drawing that runs scripts. */
  'active-content',
  /** An archive that would unpack to an absurd size, or archives within archives. */
  'archive-bomb',
])
export type FileReason = z.infer<typeof FileReason>

/**
 * What the server holds of an attachment's bytes. `unknown`: it knows no such attachment that the user may read.
 * `available` is only said of bytes whose hash the server computed itself.
 */
export const FileState = z.discriminatedUnion('state', [
  z.object({ id: RecordId, state: z.enum(['unknown', 'absent', 'uploading', 'available']) }),
  z.object({ id: RecordId, state: z.literal('refused'), reason: FileReason }),
])
export type FileState = z.infer<typeof FileState>

/** `GET /files/state?ids=<id>,<id>`: one answer for each id, in order. */
export const FileStatesResponse = z.object({ files: z.array(FileState) })

/** `POST /files/claim`: spares an upload when the user may read an attachment with the very same content. */
export const ClaimRequest = z.object({ attachment: RecordId, sha256: Sha256 })
export const ClaimResponse = z.object({ state: z.enum(['available', 'absent']) })

/** Body of a refusal at these addresses; with `quota-exceeded` it says how much is free and how much is needed. */
export const FileErrorResponse = ErrorResponse.extend({
  quotaBytes: z.number().optional(),
  freeBytes: z.number().optional(),
  neededBytes: z.number().optional(),
})
export type FileErrorResponse = z.infer<typeof FileErrorResponse>
