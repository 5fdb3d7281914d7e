import { entityOf } from '#shared/domain/entities.ts'
import { namingFields } from '#shared/domain/naming-fields.ts'
import { orgScope, tripScope, unitAndTripScopes, unitScope, userScope } from '#shared/domain/scopes.ts'
import { scopesReadBy } from '#shared/sync/bundle-readers.ts'
import { applyOp, mergeStates, type RecordState, valuesOf } from '#shared/sync/merge.ts'
import type { Json, Op } from '#shared/sync/op.ts'
import type { Reader } from '../database/schema.ts'
import { organisationFor, roleOf, tripsNaming } from '../queries/exchange.ts'
import { scopesOf } from '../queries/sync.ts'
import { departed, type RecordInHand } from '../sync/record-in-hand.ts'
import { scopesOfRecord } from './gather.ts'

/** Tables that decide who may read what. */
const decidingTables = ['units', 'users', 'trips', 'tripMembers']

type Values = Readonly<Record<string, Json>>

interface Author {
  readonly role: string | undefined
  readonly scopes: ReadonlySet<string>
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
 * The server's rules (`server/sync/authorise.ts`) as far as a device can tell without it, from what the server has
 * told it and from others' operations that passed. What does not pass is carried to the server, which judges, but
 * changes nothing here meanwhile: no key, no membership, nobody's visit.
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
  return {
    role: await roleOf(db, user),
    scopes: scopesReadBy(user, organisation),
    unitOfTrip: new Map(organisation.trips.map(({ id, unitId }) => [id, unitId])),
  }
}

async function mayWrite(db: Reader, op: Op, before: RecordState, author: Author): Promise<boolean> {
  const entity = entityOf(op.table)
  const mergeClass = entity?.mergeClass ?? 'shared'
  if (mergeClass === 'published' || mergeClass === 'server' || op.kind === 'decision') return false
  if (entity?.writers && !entity.writers.includes(author.role ?? '')) return false
  const old = valuesOf(before)
  const next = valuesOf(applyOp(before, op).state)
  const isNew = old.createdBy === undefined
  // A change of what nobody here has heard of yet shows nothing, and is looked at again when that has come.
  if (isNew && next.createdBy === undefined) return true
  if (isNew ? next.createdBy !== op.author : next.createdBy !== old.createdBy) return false
  if (!isNew && mergeClass === 'author' && old.createdBy !== op.author) return false
  if (!isNew && !(await readsRecord(db, op, old, author))) return false
  return mayMove(op, isNew ? {} : old, next, author) && mayName(db, op, old, next, author)
}

/** Whether the author may read a record that stands here with these values. */
async function readsRecord(db: Reader, op: Op, old: Values, author: Author): Promise<boolean> {
  const trips = await tripsNaming(db, op)
  const { noteId } = old
  const ofNote =
    op.table === 'noteEdits' && typeof noteId === 'string'
      ? await scopesOfRecord(db, { table: 'notes', id: noteId })
      : []
  return includesOne(
    [...declaredBy(op, old), ...(await scopesOf(db, op)), ...ofNote, ...trips.map(tripScope)],
    author,
  )
}

/** One that belongs nowhere is its maker's alone, which was looked at. */
function includesOne(all: readonly string[], { scopes }: Author): boolean {
  const known = all.filter((scope) => scope !== departed)
  return known.length === 0 || known.some((scope) => scopes.has(scope))
}

function mayMove(op: Op, old: Values, next: Values, { scopes, unitOfTrip }: Author): boolean {
  const [left, entered] = [new Set(declaredBy(op, old)), new Set(declaredBy(op, next))]
  const opened = op.table === 'trips' ? tripScope(op.id) : null
  const { tripId } = next
  const unitOnTrip =
    typeof tripId === 'string' && scopes.has(tripScope(tripId)) ? unitOfTrip.get(tripId) : undefined
  const holds = (scope: string) => {
    if (scope === opened || scope === orgScope || scope === userScope(op.author)) return true
    const [kind, id = ''] = scope.split(':', 2)
    // Of a trip that this device does not read nothing follows here.
    if (kind === 'trip') return scopes.has(scope) || !unitOfTrip.has(id)
    return kind === 'below' ? scopes.has(unitScope(id)) : scopes.has(scope)
  }
  return (
    [...entered].every((scope) => left.has(scope) || holds(scope) || scope === unitScope(unitOnTrip ?? '')) &&
    [...left].every((scope) => entered.has(scope) || holds(scope))
  )
}

function declaredBy({ table, id }: Op, values: Values): readonly string[] {
  const entity = entityOf(table)
  return entity ? entity.scopes({ ...values, id }) : unitAndTripScopes(values)
}

async function mayName(db: Reader, op: Op, old: Values, next: Values, author: Author): Promise<boolean> {
  for (const [field, table] of Object.entries(namingFields[op.table] ?? {})) {
    const id = next[field]
    if (typeof id !== 'string' || (id === old[field] && next.tripId === old.tripId)) continue
    if (!includesOne(await scopesOfRecord(db, { table, id }), author)) return false
  }
  return true
}
