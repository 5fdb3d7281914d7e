import { z } from 'zod'
import { carriedLimit, KeyText } from './bundle.ts'
import { Op, Stamp } from './op.ts'

/** Version of the wire protocol. The server takes pushes of every version ever shipped. */
export const protocolVersion = 1

/** Most operations and bytes (before compression) of one push. */
export const pushLimit = { ops: 1000, bytes: 2_097_152 } as const

/** Most changes of one page of the feed. */
export const pageLimit = 1000

/** Fixed answer of `GET /health`: anything else means a captive portal or another server answered. */
export const Health = z.object({
  service: z.literal('outpost'),
  protocol: z.number().int(),
  serverTime: z.number(),
  /** Identity of the server's history, so that a wiped server is known even without a token. */
  epoch: z.string().optional(),
})

export const SignInRequest = z.object({
  login: z.string().trim().min(1).max(100),
  password: z.string().min(1).max(1000),
  device: z.object({
    id: z.uuid(),
    name: z.string().trim().min(1).max(100),
    incarnation: z.uuid(),
    /** Ed25519, for telling what the device signed; goes to everybody in the organisation. */
    publicKey: KeyText.optional(),
    /** X25519, for sealing what only the device may open. */
    sealingKey: KeyText.optional(),
  }),
})
export const SignInResponse = z.object({
  /** Opaque device token, sent as `Authorization: Bearer <token>` from then on. */
  token: z.string(),
  user: z.object({ id: z.uuid(), name: z.string(), unitId: z.uuid(), role: z.string() }),
  organisation: z.string(),
  epoch: z.string(),
  serverTime: z.number(),
  /** The server's public Ed25519 key (SPKI, base64), which the device keeps from its first sign-in on. */
  serverKey: z.string().optional(),
  /** Days without the server after which the device lets nobody write. */
  leaseDays: z.number().optional(),
})

export const PushQuery = z.object({
  /**
   * The last operation of the batch before, whose answer the device does not await. Where the server has not taken
   * that one, it takes nothing and answers 409 `out-of-order`.
   */
  follows: z.string().max(100).optional(),
})

export const PushRequest = z.object({
  device: z.uuid(),
  incarnation: z.uuid(),
  /** Operations in the order the device made them. One that does not parse is quarantined alone. */
  ops: z.array(z.unknown()).max(pushLimit.ops),
  /** The device understands the answer `waiting`; one that does not is refused instead. */
  waits: z.boolean().optional(),
  /** Runs of other devices (see `bundle.ts`), taken before `ops` and with the rights of their authors. */
  carried: z.array(z.unknown()).max(carriedLimit).optional(),
})

/**
 * Why an operation was set aside. The author keeps it and can mend and send it again. `group`: another operation of
 * the same whole was set aside, `detail` is its opId.
 */
export const QuarantineReason = z.enum([
  'malformed',
  'invalid',
  'not-allowed',
  'not-yours',
  'server-decides',
  'group',
])
export type QuarantineReason = z.infer<typeof QuarantineReason>
/** Detail of a `not-allowed` that only another role would not have met. */
export const refusedRole = 'role'

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
  /** Kept until the rest of its group has arrived; not applied yet. */
  z.object({ opId: z.string(), status: z.literal('staged') }),
  /**
   * Neither taken nor refused, and nothing of it is kept here: the server does not know the record, or was set back
   * and may have forgotten what gives the author the right. The device keeps it among what is unsent.
   */
  z.object({ opId: z.string(), status: z.literal('waiting') }),
])
export type PushResult = z.infer<typeof PushResult>
/** Of an operation that the server has taken. */
export const takenStatuses: readonly string[] = ['applied', 'merged', 'restamped']

/** Why a whole carried run was set aside. None of its operations was looked at. */
export const SetAsideReason = z.enum([
  'malformed',
  'bad-signature',
  'unknown-device',
  'device-revoked',
  'account-disabled',
  'not-its-author',
])
export type SetAsideReason = z.infer<typeof SetAsideReason>

/** What became of a carried run, named by the end of its chain. `results` are of the operations left in it. */
export const CarriedResult = z.discriminatedUnion('status', [
  z.object({ run: z.string(), status: z.literal('taken'), results: z.array(PushResult) }),
  z.object({ run: z.string(), status: z.literal('set-aside'), reason: SetAsideReason }),
])
export type CarriedResult = z.infer<typeof CarriedResult>

export const PushResponse = z.object({
  epoch: z.string(),
  serverTime: z.number(),
  /** One for each operation, in order; then those of earlier pushes whose group this push completed. */
  results: z.array(PushResult),
  /** One for each carried run, in order; absent from a server that knows none. */
  carried: z.array(CarriedResult).optional(),
  /** The server reads operations in the short form (`op-text.ts`). */
  short: z.boolean().optional(),
  /** The server understands `follows`: the next batch may be on its way before this one is answered. */
  ordered: z.boolean().optional(),
})
export type PushResponse = z.infer<typeof PushResponse>

/** A whole record as a scope's new member receives it: values and packed clocks (see `clocks.ts`). */
export const WireRecord = z.object({
  table: z.string(),
  id: z.uuid(),
  values: z.record(z.string(), z.json()),
  clocks: z.unknown(),
})

/**
 * Marks the entries of a scope's feed that came about by one whole operation: `left` of them follow. They are
 * applied together, when the one with 0 is there.
 */
export const ChangeGroup = z.object({ id: z.string(), left: z.number().int().nonnegative() })
export type ChangeGroup = z.infer<typeof ChangeGroup>

const entry = { seq: z.number().int().positive(), group: ChangeGroup.optional() }

/** One entry of a scope's feed. `seq` is dense: 1, 2, 3, ... without holes. */
export const Change = z.discriminatedUnion('kind', [
  z.object({ ...entry, kind: z.literal('op'), op: Op }),
  z.object({ ...entry, kind: z.literal('enter'), record: WireRecord }),
  z.object({ ...entry, kind: z.literal('leave'), table: z.string(), id: z.uuid() }),
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
      /** Changes up to this number are no longer kept: a device that stands before it starts the scope anew. */
      horizon: z.number().int().nonnegative().optional(),
    }),
  ),
  /** True when some scope has more than this page held. */
  more: z.boolean(),
  /** Days without the server after which the device lets nobody write. */
  leaseDays: z.number().optional(),
})
export type ChangesResponse = z.infer<typeof ChangesResponse>

/** Body of every refusal, from 400 to 503. */
export const ErrorResponse = z.object({ error: z.string(), message: z.string() })
