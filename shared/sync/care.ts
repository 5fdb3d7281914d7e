import { z } from 'zod'

/** Answer of `GET /checksums`: what each granted scope holds at one moment. */
export const ChecksumsResponse = z.object({
  epoch: z.string(),
  serverTime: z.number(),
  scopes: z.array(
    z.object({
      scope: z.string(),
      /** The feed's number up to which the checksum counts. */
      seq: z.number().int().nonnegative(),
      /** 32 hex digits: XOR over the records of the scope, see `checksumText`. */
      checksum: z.string().regex(/^[0-9a-f]{32}$/),
    }),
  ),
})

/** A text with an Ed25519 signature of the server's key, both base64 but the text. */
export const Signed = z.object({ text: z.string(), signature: z.string() })

/** What the server attests of a device in `GET /devices/me/clearance?since=<operation id>`. */
export const ClearanceStatement = z.object({
  about: z.literal('clearance'),
  device: z.uuid(),
  user: z.uuid(),
  epoch: z.string(),
  /** ISO instant of the server's clock. */
  at: z.string(),
  since: z.string(),
  /** Operations of the device from `since` on that are in the records. */
  accepted: z.number().int(),
  /** SHA-256 over their ids, sorted, one a line. */
  digest: z.string(),
  /** Operations of the device that were set aside, ever. */
  quarantined: z.number().int(),
  /** The last number of the device's own counter that arrived. */
  lastLocalSeq: z.number().int(),
  scopes: z.array(z.object({ scope: z.string(), seq: z.number().int(), checksum: z.string() })),
})
export const ClearanceResponse = z.object({
  epoch: z.string(),
  serverTime: z.number(),
  statement: Signed,
})

/** Most records of one `POST /devices/me/departures`. */
export const departuresLimit = 500

const RecordName = z.object({ table: z.string().min(1).max(64), id: z.uuid() })

/** Records that the device would remove because no scope brings them to it any more. */
export const DeparturesRequest = z.object({ records: z.array(RecordName).max(departuresLimit) })
export const DeparturesStatement = z.object({
  about: z.literal('departures'),
  device: z.uuid(),
  user: z.uuid(),
  epoch: z.string(),
  at: z.string(),
  /** `no-grant`: the user has no right to these records. */
  reason: z.literal('no-grant'),
  /** The records to remove. */
  records: z.array(RecordName),
})
export const DeparturesResponse = z.object({
  epoch: z.string(),
  serverTime: z.number(),
  statement: Signed,
  /** Records the user may read, with the scopes they are in: they must stay. */
  kept: z.array(RecordName.extend({ scopes: z.array(z.string()) })),
  /** Records the server never heard of: they must stay. */
  unknown: z.array(RecordName),
})

/** Answer of `GET /freshness`: up to when the devices of each person in sight have handed everything in. */
export const FreshnessResponse = z.object({
  epoch: z.string(),
  serverTime: z.number(),
  people: z.array(z.object({ userId: z.string(), syncedThrough: z.string().nullable() })),
})

/** Data of a `wake` event of `GET /wake`: a scope has this number now. A hint, never the truth. */
export const WakeHint = z.object({ scope: z.string(), seq: z.number().int() })

/** Seconds from one sign of life of `GET /wake` to the next. */
export const wakeHeartbeatSeconds = 25
