import { z } from 'zod'
import { Op, Stamp } from './op.ts'

/** Version of the wire protocol. The server takes pushes of every version ever shipped. */
export const protocolVersion = 1

/** Most operations and bytes (before compression) of one push. */
export const pushLimit = { ops: 500, bytes: 1_048_576 } as const

/** Most changes of one page of the feed. */
export const pageLimit = 1000

/** Fixed answer of `GET /health`: anything else means a captive portal or another server answered. */
export const Health = z.object({
  service: z.literal('outpost'),
  protocol: z.number().int(),
  serverTime: z.number(),
})

export const SignInRequest = z.object({
  login: z.string().trim().min(1).max(100),
  password: z.string().min(1).max(1000),
  device: z.object({ id: z.uuid(), name: z.string().trim().min(1).max(100), incarnation: z.uuid() }),
})
export const SignInResponse = z.object({
  /** Opaque device token, sent as `Authorization: Bearer <token>` from then on. */
  token: z.string(),
  user: z.object({ id: z.uuid(), name: z.string(), unitId: z.uuid(), role: z.string() }),
  organisation: z.string(),
  epoch: z.string(),
  serverTime: z.number(),
})

export const PushRequest = z.object({
  device: z.uuid(),
  incarnation: z.uuid(),
  /** Operations in the order the device made them. One that does not parse is quarantined alone. */
  ops: z.array(z.unknown()).max(pushLimit.ops),
})

/** Why an operation was set aside. The author keeps it and can mend and send it again. */
export const QuarantineReason = z.enum(['malformed', 'invalid', 'not-allowed', 'not-yours', 'server-decides'])
export type QuarantineReason = z.infer<typeof QuarantineReason>

const lostFields = z.array(z.object({ field: z.string(), lost: Stamp, kept: Stamp }))

/** What became of one operation; a repeated operation gets the very same answer. */
export const PushResult = z.discriminatedUnion('status', [
  z.object({ opId: z.string(), status: z.literal('applied') }),
  z.object({ opId: z.string(), status: z.literal('merged'), lost: lostFields }),
  z.object({
    opId: z.string(),
    status: z.literal('restamped'),
    /** Old stamp to new stamp: the device's clock ran ahead of the server's. */
    stamps: z.record(Stamp, Stamp),
    lost: lostFields,
  }),
  z.object({
    opId: z.string(),
    status: z.literal('quarantined'),
    reason: QuarantineReason,
    detail: z.string().nullable(),
  }),
])
export type PushResult = z.infer<typeof PushResult>
export const PushResponse = z.object({
  epoch: z.string(),
  serverTime: z.number(),
  results: z.array(PushResult),
})

/** A whole record as a scope's new member receives it: values and packed clocks (see `clocks.ts`). */
export const WireRecord = z.object({
  table: z.string(),
  id: z.uuid(),
  values: z.record(z.string(), z.json()),
  clocks: z.unknown(),
})

/** One entry of a scope's feed. `seq` is dense: 1, 2, 3, ... without holes. */
export const Change = z.discriminatedUnion('kind', [
  z.object({ seq: z.number().int().positive(), kind: z.literal('op'), op: Op }),
  z.object({ seq: z.number().int().positive(), kind: z.literal('enter'), record: WireRecord }),
  z.object({
    seq: z.number().int().positive(),
    kind: z.literal('leave'),
    table: z.string(),
    id: z.uuid(),
  }),
])
export type Change = z.infer<typeof Change>

/** `GET /changes?since=<scope>@<seq>&since=...&limit=<n>`; a scope without `since` starts at 0. */
export const ChangesResponse = z.object({
  epoch: z.string(),
  serverTime: z.number(),
  /** Every scope the user may read now; a scope the device holds that is not here was revoked. */
  grants: z.array(z.string()),
  scopes: z.array(
    z.object({
      scope: z.string(),
      /** Greatest seq of the scope at the time of reading. */
      head: z.number().int().nonnegative(),
      changes: z.array(Change),
    }),
  ),
  /** True when some scope has more than this page held. */
  more: z.boolean(),
})
export type ChangesResponse = z.infer<typeof ChangesResponse>

/** Body of every refusal, from 400 to 503. */
export const ErrorResponse = z.object({ error: z.string(), message: z.string() })
