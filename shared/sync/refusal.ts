import { entityOf } from '../domain/entities.ts'
import { namingFields } from '../domain/naming-fields.ts'
import { firstStages, StageRequest, stageRequestField } from '../domain/project-stages.ts'
import { tripScope, unitAndTripScopes, userScope } from '../domain/scopes.ts'
import { Transfer, transferField } from '../domain/transfers.ts'
import { type Attempt, authorise, type Verdict } from './authorise.ts'
import type { Json, Op } from './op.ts'
import { refusedRole } from './protocol.ts'
import type { Rights } from './rights.ts'

type Values = Readonly<Record<string, Json>>

/** A record as far as rights are concerned, before or after an operation. */
interface Standing {
  readonly values: Values
  /** See `lifeOf`. */
  readonly life: string
  /** See `ownScopesOf`. */
  readonly ownScopes: readonly string[]
}

/** What is known, where an operation is judged, of the records it concerns. */
export interface Facts extends Pick<Attempt, 'tripUnit' | 'references'> {
  /** Null when nobody has made the record yet. `scopes` are all that it is in. */
  readonly before: (Standing & { readonly scopes: readonly string[] }) | null
  readonly after: Standing
}

/** What may still come and change a refusal; absent from one that is final. */
export type Lacking = { readonly lacks?: 'record' | 'right' }

export type Refusal = Verdict & Lacking

/**
 * Why an operation is not its author's to make, null when it is: the one rule by which the server takes or refuses
 * operations, and by which a laptop shows, or only carries, those that came to it without the server. Both answer the
 * same where they know the same.
 * - A laptop may never have heard of the record that is changed: `lacks: 'record'` then says that neither yes nor no
 *   is known. So it does at the server, for what is handed in before what it builds on.
 * - The same is said of work on a trip that the server does not know, which is no refusal of it: its database may go on
 *   from an earlier moment, and whoever made the trip offers it again.
 * - Of a trip that a laptop does not read it knows no members: it leaves the scope of such a trip out of `ownScopes`.
 * - A reference whose record is not known widens no readers that one could look at: it is left out by both.
 * @param rights of the author
 */
export function refusalOf(op: Op, facts: Facts, rights: Rights): Refusal | null {
  const verdict = refusalOfDecided(op, facts.before === null) ?? authorise(attemptOf(op, facts), rights)
  return verdict && { ...verdict, ...lackingIn(op, facts, verdict) }
}

/** Why an operation must not write what the server decides; null when it does not, or asks for it as it should. */
function refusalOfDecided(op: Op, isNew: boolean): Verdict | null {
  if (op.kind === 'decision') return { reason: 'server-decides', detail: null }
  const request = requests[op.table]
  const decided = entityOf(op.table)?.serverDecided ?? []
  const written = decided.filter((field) => Object.hasOwn(op.fields, field))
  // Where a record is made, its maker says; who else may read that unit is judged like any other scope.
  const beyond = written.find((field) => (field === request?.field ? op.kind !== 'request' : !isNew))
  if (beyond !== undefined) return { reason: 'server-decides', detail: beyond }
  const tooFar = isNew && op.table === 'projects' ? stageBeyondFirst(op) : null
  if (tooFar) return { reason: 'server-decides', detail: tooFar }
  if (request === undefined || !written.includes(request.field)) return null
  const asked = request.shape.safeParse(op.fields[request.field]?.v).data
  const isTrue = asked?.state === 'pending' && asked.requestedBy === op.author && !isNew
  return isTrue ? null : { reason: 'invalid', detail: request.field }
}

/** Of each table whose records are asked about: the field that holds the request. */
const requests: Readonly<
  Record<string, { readonly field: string; readonly shape: typeof Transfer | typeof StageRequest }>
> = {
  enterprises: { field: transferField, shape: Transfer },
  projects: { field: stageRequestField, shape: StageRequest },
}

/** The field by which a new project would be further than anybody may say without proof; null when there is none. */
function stageBeyondFirst({ fields }: Op): string | null {
  const stage = fields.stage?.v
  if (stage !== undefined && !firstStages.some((each) => each === stage)) return 'stage'
  const history = fields.stageHistory?.v ?? []
  return Array.isArray(history) && history.length === 0 ? null : 'stageHistory'
}

function attemptOf(op: Op, { before, after, tripUnit, references }: Facts): Attempt {
  const entity = entityOf(op.table)
  return {
    author: op.author,
    mergeClass: entity?.mergeClass ?? 'shared',
    writers: entity?.writers ?? null,
    before: before && {
      createdBy: before.values.createdBy,
      ownScopes: before.ownScopes,
      scopes: before.scopes,
    },
    after: { createdBy: after.values.createdBy, ownScopes: after.ownScopes },
    opensScope: op.table === 'trips' ? tripScope(op.id) : null,
    tripUnit,
    references,
  }
}

/**
 * Whether a refusal could turn out otherwise once others have handed in what is not known here: the record that the
 * operation changes, the trip on which it writes, or, after the server was set back, what gives its author the right.
 */
function lackingIn(op: Op, { before, after, tripUnit }: Facts, { reason, detail }: Verdict): Lacking {
  const isFinal =
    detail === 'author' || detail === refusedRole || (reason === 'server-decides' && detail === null)
  if (before === null && !Object.hasOwn(op.fields, 'createdBy')) return isFinal ? {} : { lacks: 'record' }
  const { tripId } = after.values
  // Who may write on a trip follows from the trip: nobody can tell where it is not known.
  if (tripUnit === null && typeof tripId === 'string' && detail === tripScope(tripId))
    return { lacks: 'record' }
  return reason === 'not-allowed' && !isFinal && detail !== 'createdBy' ? { lacks: 'right' } : {}
}

/**
 * Records that a record names after an operation and whose readers that widens, with the naming field: those it names
 * anew, and all it names when it comes onto another trip or comes back.
 */
export function newlyNamed(
  op: Op,
  before: Pick<Standing, 'values' | 'life'> | null,
  after: Pick<Standing, 'values' | 'life'>,
): readonly { readonly field: string; readonly table: string; readonly id: string }[] {
  const showsAnew =
    before !== null &&
    (after.values.tripId !== before.values.tripId || (before.life === 'deleted' && after.life === 'alive'))
  return Object.entries(namingFields[op.table] ?? {}).flatMap(([field, table]) => {
    const id = after.values[field]
    if (typeof id !== 'string') return []
    if (!showsAnew && (!op.fields[field] || id === before?.values[field])) return []
    return [{ field, table, id }]
  })
}

/** Scopes that a record's own values declare, each once, in order. Of a table this version does not know: the usual. */
export function declaredScopes(table: string, id: string, values: Values): readonly string[] {
  const entity = entityOf(table)
  const declared = entity ? entity.scopes({ ...values, id }) : unitAndTripScopes(values)
  return declared.length < 2 ? declared : [...new Set(declared)].sort()
}

/**
 * The scopes a record is in by itself: those it declares. One that belongs nowhere is its maker's alone.
 * @param author taken for its maker where the record names none
 */
export function ownScopesOf(
  declared: readonly string[],
  { createdBy }: Values,
  author: string,
): readonly string[] {
  return declared.length > 0 ? declared : [userScope(typeof createdBy === 'string' ? createdBy : author)]
}
