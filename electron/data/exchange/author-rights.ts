import { tripScope } from '#shared/domain/scopes.ts'
import { unitsAndTripsOf } from '#shared/sync/bundle-readers.ts'
import { applyOp, lifeOf, mergeStates, type RecordState, valuesOf } from '#shared/sync/merge.ts'
import type { Json, Op } from '#shared/sync/op.ts'
import { declaredScopes, type Facts, newlyNamed, ownScopesOf, refusalOf } from '#shared/sync/refusal.ts'
import type { Rights } from '#shared/sync/rights.ts'
import type { Reader } from '../database/schema.ts'
import { organisationFor, roleOf, tripsNaming } from '../queries/exchange.ts'
import { scopesOf } from '../queries/sync.ts'
import { departed, type RecordInHand } from '../sync/record-in-hand.ts'
import { scopesOfRecord } from './gather.ts'

/** Tables that decide who may read what. */
const decidingTables = ['units', 'users', 'trips', 'tripMembers']

type Values = Readonly<Record<string, Json>>

interface Author {
  readonly rights: Rights
  readonly unitOfTrip: ReadonlyMap<string, string>
}

/** A record as it stands here without what was carried: what the server confirmed with what waits on top. */
function ownState({ confirmed, kept, waiting }: RecordInHand): RecordState {
  const held = kept ? mergeStates(confirmed, kept) : confirmed
  return waiting.reduce((state, op) => applyOp(state, op).state, held)
}

/** Says of operations that came without the server whether they are their authors' to make. */
export interface AuthorRights {
  /** Those operations carried over a record that are not their authors' to make, by their ids. */
  readonly foreignIn: (record: RecordInHand) => Promise<ReadonlySet<string>>
  /** Takes note that an operation was laid over a record: others may follow from it. */
  readonly laid: (op: Op) => void
}

/**
 * The server's rule (`shared/sync/refusal.ts`) as far as a device can tell without it, from what the server has told
 * it and from others' operations that passed. What does not pass is carried to the server, which judges, but
 * changes nothing here meanwhile: no key, no membership, nobody's visit.
 *
 * What a device last heard of units, trips and people may be old, and lawful work of somebody who came to them since
 * does not pass then. It stays unseen until the server has taken it, from whomever, and the next download brings it:
 * what another bundle tells of that person does not uncover it before. Showing too late what is lawful was preferred
 * to showing what is not.
 */
export function authorRights(db: Reader): AuthorRights {
  const authors = new Map<string, Author>()
  const authorOf = async (user: string): Promise<Author> => {
    const known = authors.get(user) ?? (await readAuthor(db, user))
    authors.set(user, known)
    return known
  }
  return {
    foreignIn: async (record) => {
      const foreign = new Set<string>()
      let state = ownState(record)
      for (const op of makingFirst(record.carried)) {
        if (await mayWrite(db, op, state, await authorOf(op.author))) state = applyOp(state, op).state
        else foreign.add(op.opId)
      }
      return foreign
    },
    laid: ({ table }) => {
      if (decidingTables.includes(table)) authors.clear()
    },
  }
}

/** A change is judged by the record it changes, in whatever order the two came. */
function makingFirst(ops: readonly Op[]): readonly Op[] {
  const makes = ({ fields }: Op) => Object.hasOwn(fields, 'createdBy')
  return [...ops.filter(makes), ...ops.filter((op) => !makes(op))]
}

async function readAuthor(db: Reader, user: string): Promise<Author> {
  const organisation = await organisationFor(db, user)
  const role = (await roleOf(db, user)) ?? null
  return {
    rights: { userId: user, role, ...unitsAndTripsOf(user, organisation) },
    unitOfTrip: new Map(organisation.trips.map(({ id, unitId }) => [id, unitId])),
  }
}

async function mayWrite(db: Reader, op: Op, before: RecordState, author: Author): Promise<boolean> {
  const refusal = refusalOf(op, await factsOf(db, op, before, author), author.rights)
  // A change of what nobody here has heard of yet shows nothing, and is looked at again when that has come.
  return refusal === null || refusal.lacks === 'record'
}

async function factsOf(db: Reader, op: Op, state: RecordState, { unitOfTrip }: Author): Promise<Facts> {
  const before = standingOf(op, state, unitOfTrip)
  const after = standingOf(op, applyOp(state, op).state, unitOfTrip)
  const isMade = before.values.createdBy !== undefined
  const { tripId } = after.values
  const references: { field: string; scopes: readonly string[] }[] = []
  for (const { field, ...named } of newlyNamed(op, isMade ? before : null, after)) {
    const scopes = (await scopesOfRecord(db, named)).filter((scope) => scope !== departed)
    if (scopes.length > 0) references.push({ field, scopes })
  }
  return {
    before: isMade ? { ...before, scopes: await allScopesOf(db, op, before.values) } : null,
    after,
    tripUnit: (typeof tripId === 'string' ? unitOfTrip.get(tripId) : undefined) ?? null,
    references,
  }
}

function standingOf(op: Op, state: RecordState, unitOfTrip: Author['unitOfTrip']): Facts['after'] {
  const values = valuesOf(state)
  const own = ownScopesOf(declaredScopes(op.table, op.id, values), values, op.author)
  // Of a trip that this device does not read nothing follows here.
  const isKnown = (scope: string) => !scope.startsWith('trip:') || unitOfTrip.has(scope.slice('trip:'.length))
  return { values, life: lifeOf(state), ownScopes: own.filter(isKnown) }
}

/** All scopes that a record is in, as far as this device can tell, when it stands here with these values. */
async function allScopesOf(db: Reader, op: Op, values: Values): Promise<readonly string[]> {
  const { noteId } = values
  const ofNote =
    op.table === 'noteEdits' && typeof noteId === 'string'
      ? await scopesOfRecord(db, { table: 'notes', id: noteId })
      : []
  const trips = await tripsNaming(db, op)
  const others = [...(await scopesOf(db, op)), ...ofNote, ...trips.map(tripScope)]
  const known = others.filter((scope) => scope !== departed)
  const declared = declaredScopes(op.table, op.id, values)
  return known.length > 0 ? [...declared, ...known] : ownScopesOf(declared, values, op.author)
}
