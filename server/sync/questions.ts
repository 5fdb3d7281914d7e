import { addDays } from '#shared/domain/calendar.ts'
import {
  filledConditions,
  StageRequest,
  StageStep,
  stageObstacles,
  stageRequestField,
} from '#shared/domain/project-stages.ts'
import { projects } from '#shared/domain/projects.ts'
import { Transfer, transferField, transferRefusal } from '#shared/domain/transfers.ts'
import type { Json, Op } from '#shared/sync/op.ts'
import type { Rights } from '#shared/sync/rights.ts'
import type { Find } from './judge.ts'
import type { RecordKey } from './record-rows.ts'
import type { ServerRecord } from './server-record.ts'

/** What a question is answered by. */
export interface Surroundings {
  /** With the request merged. */
  readonly record: ServerRecord
  readonly find: Find
  /** Of who asks. */
  readonly rights: Rights
  readonly nowMs: number
}

/** Something that only the server may decide, as a request asks for it. */
export interface Question {
  /** Records that the answer looks at. */
  readonly consulted: readonly RecordKey[]
  /** The fields that the decision writes: the request with its outcome and, where it is granted, what was asked for. */
  readonly answer: (surroundings: Surroundings) => Readonly<Record<string, Json>>
}

/** The question in an operation, undefined for anything but a well-formed request. */
export function questionIn(op: Op): Question | undefined {
  if (op.kind !== 'request') return undefined
  if (op.table === 'enterprises') return transferQuestion(op)
  return op.table === 'projects' ? stageQuestion(op) : undefined
}

function transferQuestion(op: Op): Question | undefined {
  const request = Transfer.safeParse(op.fields[transferField]?.v).data
  if (!request) return undefined
  return {
    consulted: [
      { table: 'users', id: op.author },
      { table: 'units', id: request.toUnitId },
    ],
    answer: ({ record: { values }, find, rights, nowMs }) => {
      const unitId = typeof values.unitId === 'string' ? values.unitId : null
      const refusal = transferRefusal(request, {
        unitId,
        targetExists: find('units', request.toUnitId)?.life === 'alive',
        role: roleOf(find, op.author),
        isOverUnit: unitId !== null && rights.units.has(unitId),
      })
      const decidedAt = new Date(nowMs).toISOString()
      const outcome: Transfer = { ...request, state: refusal ? 'refused' : 'accepted', refusal, decidedAt }
      return { [transferField]: outcome, ...(refusal ? {} : { unitId: request.toUnitId }) }
    },
  }
}

function stageQuestion(op: Op): Question | undefined {
  const request = StageRequest.safeParse(op.fields[stageRequestField]?.v).data
  if (!request) return undefined
  const proofId = request.proof?.attachmentId ?? null
  return {
    consulted: [
      { table: 'users', id: op.author },
      ...(proofId === null ? [] : [{ table: 'attachments', id: proofId }]),
    ],
    answer: ({ record: { id, values }, find, nowMs }) => {
      const decidedAt = new Date(nowMs).toISOString()
      const { shape } = projects.draft
      const stage = shape.stage.safeParse(values.stage).data ?? 'reserve'
      const history = shape.stageHistory.safeParse(values.stageHistory).data ?? []
      const proof = proofId === null ? null : find('attachments', proofId)
      const [obstacle] = stageObstacles(request, {
        stage,
        stageSince: shape.stageSince.safeParse(values.stageSince).data ?? null,
        history,
        filled: filledConditions(values),
        proofIsHere: proof === null || (proof?.life === 'alive' && proof.values.ownerId === id),
        role: roleOf(find, op.author),
        // The server's day is UTC's; it may be tomorrow where the project is.
        lastDay: addDays(decidedAt.slice(0, 10), 1),
      })
      const outcome: StageRequest = {
        ...{ ...request, state: obstacle ? 'refused' : 'accepted', decidedAt },
        ...{ refusal: obstacle?.refusal ?? null, refusedField: obstacle?.field ?? null },
      }
      if (obstacle) return { [stageRequestField]: outcome }
      const { to, on, proof: shown, reason } = request
      const first = history.length === 0 ? [StageStep.parse({ stage, on: values.stageSince ?? on })] : []
      return {
        [stageRequestField]: outcome,
        stage: to,
        stageSince: on,
        stageHistory: [...history, ...first, { stage: to, on, proof: shown, reason }],
      }
    },
  }
}

function roleOf(find: Find, userId: string): string | null {
  const role = find('users', userId)?.values.role
  return typeof role === 'string' ? role : null
}
