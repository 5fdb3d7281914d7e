import { z } from 'zod'
import {
  choice,
  defineEntity,
  Instant,
  optionalInteger,
  optionalText,
  RecordId,
  requiredInteger,
  requiredText,
  structured,
  textOf,
} from './entity.ts'
import { attachmentKinds, confidentialities } from './enumerations.ts'
import { unitAndTripScopes } from './scopes.ts'

/** Largest file that can be attached: 1 GiB, an hour of recording many times over. */
export const largestAttachment = 1_073_741_824

/** Longest preview picture inside a record: 12 KiB as base64. */
const thumbLength = 16_384

/** Content of a file by its hash: SHA-256 as 64 lower-case hex digits. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'invalid')

/** Where a picture was taken as the camera noted it, in degrees (WGS 84). Kept only where the user agreed. */
const Coordinates = z.object({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) })
export type Coordinates = z.infer<typeof Coordinates>

/**
 * 附件: what is known of a file that hangs on another record. The bytes travel beside the records, named by their
 * hash; this record travels like any other and may be here long before them. Written by its author alone.
 */
export const attachments = defineEntity({
  table: 'attachments',
  mergeClass: 'author',
  fields: {
    /** The table of the record it hangs on, such as `visits`; a newer version may know more of them. */
    ownerTable: textOf(z.string().regex(/^[a-zA-Z]{1,64}$/, 'invalid')),
    ownerId: textOf(RecordId),
    enterpriseId: textOf(RecordId.nullable().default(null)),
    tripId: textOf(RecordId.nullable().default(null)),
    kind: choice(attachmentKinds),
    /** The name people see. It names no file anywhere. */
    name: requiredText(300, { searched: true }),
    caption: optionalText(200, { searched: true }),
    mime: textOf(
      z.string().regex(/^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/, 'invalid'),
    ),
    size: requiredInteger(largestAttachment),
    sha256: textOf(Sha256),
    /** Pixels of a picture. */
    width: optionalInteger(100_000),
    height: optionalInteger(100_000),
    /** Length of a recording. */
    durationMs: optionalInteger(86_400_000),
    takenAt: textOf(Instant.nullable().default(null)),
    place: optionalText(200),
    coordinates: structured(Coordinates.nullable().default(null)),
    /** A small JPEG or WebP in base64, so that a list can be shown before any file is here. */
    thumb: textOf(z.base64('invalid').max(thumbLength, 'too-long').nullable().default(null)),
    confidentiality: choice(confidentialities),
  },
  scopes: unitAndTripScopes,
})

export type Attachment = z.infer<typeof attachments.record>
