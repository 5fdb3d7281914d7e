import type { Json, Op } from '#shared/sync/op.ts'
import { serverIdentity } from '#shared/sync/server-identity.ts'
import { type Ledger, type SeenDecision, Violation } from './ledger.ts'
import type { Sight } from './rights-view.ts'
import type { StoredRecord } from './server-view.ts'
import type { SimDatabase } from './sim-database.ts'

/** Roles that may hand an enterprise on (domain.md 4.6), said a second time. */
const handingOn: readonly string[] = ['office_head', 'team_lead', 'unit_admin']

/**
 * Writes the server's answers to requests down right after the push that brought these. A feed shows them only where
 * an enterprise stays, so they are read from the record: every answer has a stamp of the server's.
 */
export async function noteDecisions(
  database: SimDatabase,
  ledger: Ledger,
  requests: readonly Op[],
  { grants }: Sight,
): Promise<void> {
  const known = new Set(ledger.decisions.flatMap((decision) => decision.requests))
  const asked = [...new Map(requests.map((op) => [op.opId, op])).values()].filter(
    ({ opId }) => !known.has(opId),
  )
  const taken = await database.query<{ op_id: string }>(
    `select op_id from op_seen where op_id = any($1) and result->>'status' <> 'quarantined'`,
    [asked.map(({ opId }) => opId)],
  )
  const open = asked.filter(({ opId }) => taken.some((row) => row.op_id === opId))
  if (open.length === 0) return
  const records = await database.query<StoredRecord>(
    `select * from records where table_name = 'enterprises' and id::text = any($1)`,
    [open.map(({ id }) => id)],
  )
  const users = await database.query<{ id: string; role: string }>(
    `select id::text, data->>'role' as role from records where table_name = 'users'`,
  )
  const askers = new Map(users.map(({ id, role }) => [id, { role, over: grants.get(id) ?? [] }]))
  for (const record of records) {
    const own = open.filter(({ id }) => id === record.id)
    const op = decisionIn(record, own[0])
    if (!op) continue
    const earlier = earlierAnswers(record, op, ledger, own.length - 1)
    ledger.decide({ op, earlier, askers, requests: own.map(({ opId }) => opId) })
  }
}

/** A record keeps of an answer that the next one replaced no more than its stamp, which is one of the server's. */
function earlierAnswers({ clocks }: StoredRecord, last: Op, ledger: Ledger, count: number): Op[] {
  const { s, f } = clocks as { s: [string, string?][]; f: Record<string, unknown> }
  const answer = last.fields.transfer
  if (!answer || count === 0) return []
  const nodeOf = (hlc: string) => hlc.slice(-nodeDigits)
  const known = new Set(ledger.decisions.flatMap(({ op, earlier }) => [op, ...earlier].map(stampOf)))
  const [, , replaced = []] = [f.transfer].flat() as [number, unknown?, number[]?]
  return replaced
    .map((place) => s[place]?.[0] ?? '')
    .filter((hlc) => nodeOf(hlc) === nodeOf(answer.hlc) && !known.has(hlc))
    .sort()
    .slice(-count)
    .map((hlc) => ({ ...last, opId: `decision ${hlc}`, fields: { transfer: { v: null, hlc, base: [] } } }))
}

const nodeDigits = 16
const stampOf = ({ fields }: Op) => fields.transfer?.hlc

/** Decisions that a server which was set back still has, by their names. */
export async function decisionsKept(database: SimDatabase, ledger: Ledger): Promise<string[]> {
  const records = await database.query<{ clocks: string }>('select clocks::text from records')
  return ledger.decisions
    .filter(({ op }) => records.some(({ clocks }) => clocks.includes(op.fields.transfer?.hlc ?? '')))
    .map(({ op }) => op.opId)
}

/** What in a record the server wrote itself, as an operation; undefined when it answered nothing. */
function decisionIn({ id, data, clocks }: StoredRecord, request: Op | undefined): Op | undefined {
  const { s, f } = clocks as { s: [string, string?][]; f: Record<string, number | [number]> }
  const fields = ['transfer', 'unitId'].flatMap((name) => {
    const [hlc, by] = s[Number([f[name]].flat()[0])] ?? []
    return hlc !== undefined && by === serverIdentity
      ? [[name, { v: data[name] as Json, hlc, base: [] }]]
      : []
  })
  if (!request || fields.length === 0) return undefined
  const { v, hlc } = Object(Object.fromEntries(fields).transfer)
  if (v === undefined) return undefined
  return {
    ...{ ...request, opId: `decision ${hlc}`, device: serverIdentity, author: serverIdentity, id },
    ...{ kind: 'decision', fields: Object.fromEntries(fields) },
  }
}

/**
 * The accepted operations with each of the server's answers right behind its request.
 * @returns also what judges the answers by the values of the record as they found them (I6)
 */
export function withDecisions(
  accepted: readonly Op[],
  ledger: Ledger,
): { readonly ops: readonly Op[]; readonly judge: (op: Op, valueAt: (field: string) => Json) => void } {
  const answers = new Map(
    ledger.decisions.flatMap(({ op, earlier, requests }) => [
      ...earlier.map((answer, index) => [requests[index], answer] as const),
      [requests.at(-1), op] as const,
    ]),
  )
  const seen = new Map(ledger.decisions.map((decision) => [decision.op, decision]))
  const requests = new Map(accepted.map((op) => [op.opId, op]))
  return {
    ops: accepted.flatMap((op) => [op, ...[answers.get(op.opId) ?? []].flat()]),
    judge: (op, valueAt) => {
      const decision = seen.get(op)
      // A server that was set back has its operations in no known order, so what it found is not known either.
      if (decision && !ledger.wasSetBack()) judgeDecision(decision, requests, valueAt('unitId'))
    },
  }
}

/** An enterprise goes to another unit when a leader over its unit asks, and it is where the asker saw it. */
function judgeDecision(
  { op, requests, askers }: SeenDecision,
  ops: ReadonlyMap<string, Op>,
  before: Json,
): void {
  let unitId = before
  let state = ''
  for (const opId of requests) {
    const { author = '', fields } = ops.get(opId) ?? {}
    const { fromUnitId, toUnitId } = Object(fields?.transfer?.v)
    const { over = [], role = '' } = askers.get(author) ?? {}
    const isDue =
      handingOn.includes(role) &&
      over.includes(`unit:${unitId}`) &&
      unitId === fromUnitId &&
      unitId !== toUnitId
    state = isDue ? 'accepted' : 'refused'
    if (isDue) unitId = toUnitId
  }
  const told = Object(op.fields.transfer?.v).state
  if (told !== state)
    throw new Violation(`I6: a request to hand over ${op.id} was ${told} and should be ${state}`)
  const now = op.fields.unitId?.v ?? before
  if (now !== unitId) throw new Violation(`I6: ${op.id} was handed over to ${now} instead of ${unitId}`)
}

/** Every request is answered, and granted only together with what was asked for. */
export function checkDecision(key: string, { data }: StoredRecord): void {
  const { state, toUnitId } = Object(data.transfer)
  if (state === 'pending') throw new Violation(`I9: the request to hand over ${key} was never decided`)
  if (state === 'accepted' && toUnitId !== data.unitId)
    throw new Violation(`I6: ${key} was handed over and is still where it was`)
}

/** An enterprise is read where it belongs, and nowhere it belonged before (I8). */
export function checkUnit(key: string, { table_name, data, scopes }: StoredRecord): void {
  if (table_name !== 'enterprises') return
  const units = scopes.filter((scope) => scope.startsWith('unit:'))
  if (units.join() !== `unit:${data.unitId}`)
    throw new Violation(
      `I8: ${key} belongs to ${data.unitId} and is read in ${units.join(', ') || 'no unit'}`,
    )
}
