import { v7 } from 'uuid'
import { schemaVersion } from '#shared/domain/entities.ts'
import { firstStages } from '#shared/domain/project-stages.ts'
import { baseFor, greatestStamp } from '#shared/sync/merge.ts'
import { Op } from '#shared/sync/op.ts'
import { serverIdentity } from '#shared/sync/server-identity.ts'
import type { Refusal } from './authorise.ts'
import type { Find } from './judge.ts'
import { questionIn, requestFields } from './questions.ts'
import type { RecordKey } from './record-rows.ts'
import { isUuid, type Rights } from './rights.ts'
import type { ServerRecord } from './server-record.ts'
import type { ServerStamps } from './stamps.ts'

/** The moment of a decision. */
export interface Deciding {
  readonly stamps: ServerStamps
  readonly nowMs: number
}

/** Records that a decision on these operations looks at. */
export function consulted(ops: readonly Op[]): RecordKey[] {
  return ops.flatMap((op) => questionIn(op)?.consulted ?? []).filter(({ id }) => isUuid(id))
}

/** Why an operation must not write what the server decides; null when it does not, or asks for it as it should. */
export function refusalOfDecided(op: Op, decided: readonly string[], isNew: boolean): Refusal | null {
  if (op.kind === 'decision') return { reason: 'server-decides', detail: null }
  const requestField = requestFields[op.table]
  const written = decided.filter((field) => Object.hasOwn(op.fields, field))
  // Where a record is made, its maker says; who else may read that unit is judged like any other scope.
  const beyond = written.find((field) => (field === requestField ? op.kind !== 'request' : !isNew))
  if (beyond !== undefined) return { reason: 'server-decides', detail: beyond }
  const tooFar = isNew && op.table === 'projects' ? stageBeyondFirst(op) : null
  if (tooFar) return { reason: 'server-decides', detail: tooFar }
  if (requestField === undefined || !written.includes(requestField)) return null
  const question = questionIn(op)
  const isTrue = question && question.state === 'pending' && question.requestedBy === op.author && !isNew
  return isTrue ? null : { reason: 'invalid', detail: requestField }
}

/** The field by which a new project would be further than anybody may say without proof; null when there is none. */
function stageBeyondFirst({ fields }: Op): string | null {
  const stage = fields.stage?.v
  if (stage !== undefined && !firstStages.some((each) => each === stage)) return 'stage'
  const history = fields.stageHistory?.v ?? []
  return Array.isArray(history) && history.length === 0 ? null : 'stageHistory'
}

/**
 * The server's answer to a request, as an operation of its own that travels back in the feed: the request with its
 * outcome and, where it is granted, what was asked for. Undefined for anything but a request.
 * @param record with the request merged
 */
export function decisionOn(
  op: Op,
  record: ServerRecord,
  find: Find,
  rights: Rights,
  { stamps, nowMs }: Deciding,
): Op | undefined {
  const question = questionIn(op)
  if (!question) return undefined
  const { state } = record
  const written = question.answer({ record, find, rights, nowMs })
  stamps.observe(greatestStamp(state))
  const hlc = stamps.next(nowMs)
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
