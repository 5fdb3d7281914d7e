import { v7 } from 'uuid'
import { schemaVersion } from '#shared/domain/entities.ts'
import { baseFor, greatestStamp } from '#shared/sync/merge.ts'
import { Op } from '#shared/sync/op.ts'
import type { Rights } from '#shared/sync/rights.ts'
import { serverIdentity } from '#shared/sync/server-identity.ts'
import type { Find } from './judge.ts'
import { questionIn } from './questions.ts'
import type { RecordKey } from './record-rows.ts'
import { isUuid } from './rights.ts'
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
