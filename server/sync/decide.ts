import { v7 } from 'uuid'
import { schemaVersion } from '#shared/domain/entities.ts'
import { Transfer, transferField, transferRefusal } from '#shared/domain/transfers.ts'
import { baseFor, greatestStamp } from '#shared/sync/merge.ts'
import { Op } from '#shared/sync/op.ts'
import type { Refusal } from './authorise.ts'
import type { Find, ServerRecord } from './judge.ts'
import type { RecordKey } from './record-rows.ts'
import { isUuid, type Rights } from './rights.ts'
import { serverIdentity } from './server-identity.ts'
import type { ServerStamps } from './stamps.ts'

/** The moment of a decision. */
export interface Deciding {
  readonly stamps: ServerStamps
  readonly nowMs: number
}

/** Records that a decision on these operations looks at. */
export function consulted(ops: readonly Op[]): RecordKey[] {
  return ops.flatMap((op) => {
    const request = requestIn(op)
    if (!request) return []
    const keys = [
      { table: 'users', id: op.author },
      { table: 'units', id: request.toUnitId },
    ]
    return keys.filter(({ id }) => isUuid(id))
  })
}

/** Why an operation must not write what the server decides; null when it does not, or asks for it as it should. */
export function refusalOfDecided(op: Op, decided: readonly string[], isNew: boolean): Refusal | null {
  if (op.kind === 'decision') return { reason: 'server-decides', detail: null }
  const written = decided.filter((field) => Object.hasOwn(op.fields, field))
  // Where a record is made, its maker says; who else may read that unit is judged like any other scope.
  const beyond = written.find((field) => (field === transferField ? op.kind !== 'request' : !isNew))
  if (beyond !== undefined) return { reason: 'server-decides', detail: beyond }
  if (!written.includes(transferField)) return null
  const request = requestIn(op)
  const isTrue = request && request.state === 'pending' && request.requestedBy === op.author && !isNew
  return isTrue ? null : { reason: 'invalid', detail: transferField }
}

function requestIn({ table, kind, fields }: Op): Transfer | undefined {
  if (kind !== 'request' || table !== 'enterprises') return undefined
  return Transfer.safeParse(fields[transferField]?.v).data
}

/**
 * The server's answer to a request, as an operation of its own that travels back in the feed: the request with its
 * outcome and, where it is granted, the new unit. Undefined for anything but a request.
 * @param record with the request merged
 */
export function decisionOn(
  op: Op,
  record: ServerRecord,
  find: Find,
  rights: Rights,
  { stamps, nowMs }: Deciding,
): Op | undefined {
  const request = requestIn(op)
  if (!request) return undefined
  const { values, state } = record
  const unitId = typeof values.unitId === 'string' ? values.unitId : null
  const role = find('users', op.author)?.values.role
  const refusal = transferRefusal(request, {
    unitId,
    targetExists: find('units', request.toUnitId)?.life === 'alive',
    role: typeof role === 'string' ? role : null,
    isOverUnit: unitId !== null && rights.units.has(unitId),
  })
  const decidedAt = new Date(nowMs).toISOString()
  const outcome: Transfer = { ...request, state: refusal ? 'refused' : 'accepted', refusal, decidedAt }
  stamps.observe(greatestStamp(state))
  const hlc = stamps.next(nowMs)
  const written = refusal
    ? { [transferField]: outcome }
    : { [transferField]: outcome, unitId: request.toUnitId }
  return Op.parse({
    opId: v7(),
    device: serverIdentity,
    incarnation: serverIdentity,
    localSeq: 1,
    table: op.table,
    id: op.id,
    kind: 'decision',
    fields: Object.fromEntries(
      Object.entries(written).map(([name, v]) => [name, { v, hlc, base: baseFor(state, name, false) }]),
    ),
    schemaVersion,
    author: serverIdentity,
  })
}
