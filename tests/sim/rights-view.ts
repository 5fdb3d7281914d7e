import { gunzipSync } from 'node:zlib'
import { entityOf } from '#shared/domain/entities.ts'
import type { Op } from '#shared/sync/op.ts'
import { operationsOf } from './bundles.ts'
import { noteDecisions } from './decisions-view.ts'
import { type Ledger, Violation } from './ledger.ts'
import { grantsOf } from './server-view.ts'
import type { SimDatabase } from './sim-database.ts'
import type { SimAnswer, SimRequest } from './sim-server.ts'

/** What decides who may write what, at one moment. */
export interface Sight {
  readonly records: ReadonlyMap<string, { readonly scopes: readonly string[]; readonly maker: string | null }>
  readonly grants: ReadonlyMap<string, readonly string[]>
}

const taken: readonly string[] = ['applied', 'merged', 'restamped']

/** Operations that the server has taken by now, whether or not anybody was told. */
async function takenOf(database: SimDatabase, ops: readonly Op[]): Promise<Set<string>> {
  const rows = await database.query<{ op_id: string }>(
    `select op_id from op_seen where op_id = any($1) and result->>'status' = any($2)`,
    [ops.map(({ opId }) => opId), taken],
  )
  return new Set(rows.map(({ op_id }) => op_id))
}

/** Operations in a push, those that are carried for others among them. */
function pushedOps({ headers, body }: SimRequest): readonly Op[] {
  if (!body) return []
  const text = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
  const { ops, carried } = JSON.parse(text.toString('utf8'))
  // What was altered on the way may be no operation at all.
  const whole = [...ops.map(inLongForm), ...operationsOf(carried ?? [])]
  return whole.filter(({ opId, author, fields }) => opId && author && fields)
}

/** An operation that gives first values names its one stamp beside them, read without the product's help. */
function inLongForm(op: Readonly<Record<string, unknown>>): object {
  const { values, hlc, ...rest } = op
  if (!values) return op
  const writes = Object.entries(Object(values)).map(([name, v]) => [name, { v, hlc, base: [] }])
  return { ...rest, fields: Object.fromEntries(writes) }
}

/**
 * Looks at a push before and after it. What the server took was its author's to write, whoever brought it: of a
 * record that the author could see, and made if its kind belongs to who makes it (I8).
 * @returns looks at what came of it, also when the server died over it. @throws Violation
 */
export async function watchPush(
  database: SimDatabase,
  ledger: Ledger,
  request: SimRequest,
): Promise<() => Promise<void>> {
  const ops = pushedOps(request)
  if (ops.length === 0) return async () => undefined
  const before = await sight(database, ops)
  const takenBefore = await takenOf(database, ops)
  return async () => {
    const requests = ops.filter(({ kind }) => kind === 'request')
    if (requests.length > 0) await noteDecisions(database, ledger, requests, before)
    // A server that dies behind its commit has taken them without an answer; the next push is only told so.
    const takenNow = await takenOf(database, ops)
    const fresh = ops.filter(({ opId }) => takenNow.has(opId) && !takenBefore.has(opId))
    const after = fresh.length > 0 ? await sight(database, ops) : before
    for (const op of fresh) {
      if (ledger.barred.has(op.device))
        throw new Violation(`I8: a change of ${op.table} was taken from a laptop that was turned out`)
      judge(op, before, after)
    }
  }
}

/** The results in the answer to a push: of its own operations, then of those that were carried. */
export function resultsIn({
  body,
}: SimAnswer): readonly { readonly opId: string; readonly status: string }[] {
  const { results, carried = [] } = JSON.parse(body.toString('utf8'))
  return [...results, ...carried.flatMap((run: { results?: [] }) => run.results ?? [])]
}

function judge(op: Op, before: Sight, after: Sight): void {
  const name = `${op.table} ${op.id}`
  // What was made just now its maker must be able to see as well.
  const known = before.records.get(name) ?? after.records.get(name)
  if (!known) return
  if (entityOf(op.table)?.mergeClass === 'author' && known.maker !== op.author)
    throw new Violation(`I8: a change of ${name} was taken from somebody who did not make it`)
  const scopes = [...known.scopes, ...(after.records.get(name)?.scopes ?? [])]
  // Within one push the author may have come to it or moved it away.
  const grants = [...(before.grants.get(op.author) ?? []), ...(after.grants.get(op.author) ?? [])]
  if (!scopes.some((scope) => grants.includes(scope)))
    throw new Violation(`I8: a change of ${name} was taken from somebody who may not see it`)
}

async function sight(database: SimDatabase, ops: readonly Op[]): Promise<Sight> {
  const rows = await database.query<{ name: string; scopes: string[]; maker: string | null }>(
    `select table_name || ' ' || id as name, scopes, data->>'createdBy' as maker from records
     where id::text = any($1)`,
    [ops.map(({ id }) => id)],
  )
  const grants = new Map<string, readonly string[]>()
  for (const author of new Set(ops.map((op) => op.author)))
    grants.set(author, await grantsOf(database, author, 'also of deleted trips'))
  return { records: new Map(rows.map(({ name, ...row }) => [name, row])), grants }
}
