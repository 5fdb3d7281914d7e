import type { MergeClass } from '../domain/entity.ts'
import { unitScope } from '../domain/scopes.ts'
import { type QuarantineReason, refusedRole } from './protocol.ts'
import { holds, type Rights } from './rights.ts'

/** One operation as far as rights are concerned. */
export interface Attempt {
  readonly author: string
  readonly mergeClass: MergeClass
  /** Roles that may write such a record, null where every role may. */
  readonly writers: readonly string[] | null
  /** The record before the operation, null when it is new. `scopes` are all it is in, `ownScopes` the declared. */
  readonly before: {
    readonly createdBy: unknown
    readonly ownScopes: readonly string[]
    readonly scopes: readonly string[]
  } | null
  /** The record as it would be after it. */
  readonly after: { readonly createdBy: unknown; readonly ownScopes: readonly string[] }
  /** The scope that the record itself opens (a trip's), which goes with the right to its unit. */
  readonly opensScope: string | null
  /** The unit that the record's trip belongs to, null without a known trip. */
  readonly tripUnit: string | null
  /** Scopes of the records it newly points to whose readers it would widen (enterprise, contact). */
  readonly references: readonly { readonly field: string; readonly scopes: readonly string[] }[]
}

/** Why an operation may not be done. */
export interface Verdict {
  readonly reason: QuarantineReason
  readonly detail: string | null
}

/**
 * Whether a user may do what an operation does. Null when allowed, else why not.
 * - Somebody else's operation is never theirs to send; published and server-decided records are the server's.
 * - What only some roles keep is written by nobody else, whoever made it.
 * - A new record names its author truly; who made a record does not change.
 * - Author-owned records are changed by who made them, shared ones by who may read them.
 * - Nobody moves a record into or out of a scope they have no right to. A member of a trip may write into the
 *   trip's unit on that trip, as a guest of another unit does, but takes nothing out of it.
 * - Pointing to an enterprise or a contact shows it to the trip: only who may read it can do so.
 */
export function authorise(attempt: Attempt, rights: Rights): Verdict | null {
  const { author, mergeClass, before, after } = attempt
  if (author !== rights.userId) return { reason: 'not-yours', detail: 'author' }
  if (mergeClass === 'published' || mergeClass === 'server') return { reason: 'server-decides', detail: null }
  if (attempt.writers !== null && !attempt.writers.includes(rights.role ?? ''))
    return { reason: 'not-allowed', detail: refusedRole }
  if (!before && after.createdBy !== rights.userId) return { reason: 'not-yours', detail: 'createdBy' }
  if (before && mergeClass === 'author' && before.createdBy !== rights.userId)
    return { reason: 'not-yours', detail: null }
  if (before && !before.scopes.some((scope) => holds(rights, scope)))
    return { reason: 'not-allowed', detail: null }
  if (before && after.createdBy !== before.createdBy) return { reason: 'not-allowed', detail: 'createdBy' }
  const foreign = foreignScope(attempt, rights)
  if (foreign !== undefined) return { reason: 'not-allowed', detail: foreign }
  const hidden = attempt.references.find(({ scopes }) => !scopes.some((scope) => holds(rights, scope)))
  return hidden ? { reason: 'not-allowed', detail: hidden.field } : null
}

/** The first scope that the record would come into or leave although that is not the user's to decide. */
function foreignScope(attempt: Attempt, rights: Rights): string | undefined {
  const [old, next] = [new Set(attempt.before?.ownScopes), new Set(attempt.after.ownScopes)]
  const mayMove = (scope: string) => scope === attempt.opensScope || holds(rights, scope)
  return (
    [...next].find((scope) => !old.has(scope) && !mayMove(scope) && !isForTrip(attempt, rights, scope)) ??
    [...old].find((scope) => !next.has(scope) && !mayMove(scope))
  )
}

/** Whether a scope is that of the trip's unit, for which a member writes on the trip: into it, never out of it. */
function isForTrip(attempt: Attempt, rights: Rights, scope: string): boolean {
  return (
    attempt.tripUnit !== null &&
    scope === unitScope(attempt.tripUnit) &&
    attempt.opensScope === null &&
    attempt.after.ownScopes.some((own) => own.startsWith('trip:') && holds(rights, own))
  )
}
