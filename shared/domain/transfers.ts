import { z } from 'zod'
import { Instant, RecordId } from './entity.ts'

/**
 * Name of an enterprise's field that holds the last request to hand it to another unit, with the server's answer.
 * It is written by requests and decisions only, and has no place in forms, imports and exports.
 */
export const transferField = 'transfer'

/** Why the server did not move an enterprise. */
const transferRefusals = ['no-such-unit', 'already-there', 'moved-meanwhile', 'not-entitled'] as const
export type TransferRefusal = (typeof transferRefusals)[number]

/** A request to hand an enterprise to another unit: `pending` until the server has decided. */
export const Transfer = z.object({
  state: z.enum(['pending', 'accepted', 'refused']),
  /** Unit that had the enterprise when the request was made. */
  fromUnitId: RecordId,
  toUnitId: RecordId,
  reason: z.string().trim().min(1, 'required').max(500, 'too-long'),
  requestedBy: RecordId,
  requestedAt: Instant,
  refusal: z.enum(transferRefusals).nullable(),
  decidedAt: Instant.nullable(),
})
export type Transfer = z.infer<typeof Transfer>

/** Who may hand an enterprise of their unit, or of one below it, to another unit. */
export const handingRoles: readonly string[] = ['office_head', 'team_lead', 'unit_admin']

export interface TransferFacts {
  /** Unit that has the enterprise now. */
  readonly unitId: string | null
  readonly targetExists: boolean
  /** Role of who asks, null for somebody the server does not know. */
  readonly role: string | null
  /** Who asks belongs to the unit that has the enterprise, or to one above it. */
  readonly isOverUnit: boolean
}

/** Why a request cannot be granted; null when it can. */
export function transferRefusal(request: Transfer, facts: TransferFacts): TransferRefusal | null {
  if (!facts.isOverUnit || facts.role === null || !handingRoles.includes(facts.role)) return 'not-entitled'
  if (facts.unitId === request.toUnitId) return 'already-there'
  if (facts.unitId !== request.fromUnitId) return 'moved-meanwhile'
  return facts.targetExists ? null : 'no-such-unit'
}
