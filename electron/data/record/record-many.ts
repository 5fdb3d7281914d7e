import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { schemaVersion } from '#shared/domain/entities.ts'
import { packClocks } from '#shared/sync/clocks.ts'
import { nextHlc } from '#shared/sync/hlc.ts'
import { applyOp, emptyRecord, type RecordState, valuesOf } from '#shared/sync/merge.ts'
import type { Op } from '#shared/sync/op.ts'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Writer } from '../database/schema.ts'
import { noteUnindexed } from '../search/backlog.ts'
import { columnsOf, extraOf } from './entity-columns.ts'
import { putRow } from './entity-row.ts'
import { inverseOf } from './inverse.ts'
import { loadState } from './load-state.ts'
import { localColumns } from './local-columns.ts'
import { refuseUnlessOurs, refuseUnlessRole } from './merge-class.ts'
import { type RecordChange, type WriteContext, writesOf } from './record.ts'
import { writeState } from './write-state.ts'

/** A change of one of many records; `isNew` says that its id was made just now, so that nothing is looked up. */
export type OneOfMany = RecordChange & { readonly isNew?: boolean }

interface Made {
  readonly op: Op
  readonly before: RecordState
  readonly state: RecordState
}

/**
 * `record` for many records at once, each of which occurs in one change only: the same operations, judged alike, the
 * bookkeeping in a few statements. With `indexLater` the spellings and the search text of new records are left to the
 * backlog (search/backlog.ts), which costs several times the rest.
 * @returns how many operations were made
 * @throws AppError as `record`
 */
export async function recordMany(
  tx: Writer,
  context: WriteContext,
  changes: readonly OneOfMany[],
  { indexLater }: { readonly indexLater: boolean },
): Promise<number> {
  let hlc = (await readMeta(tx, 'lastHlc')) ?? null
  let localSeq = Number((await readMeta(tx, 'lastLocalSeq')) ?? '0')
  const { group } = context
  const made: Made[] = []
  for (const change of changes) {
    const { table, id, kind } = change
    const columns = columnsOf(table)
    if (!columns) throw new Error(`no entity ${table}`)
    const before = change.isNew ? emptyRecord : await loadState(tx, table, id)
    const stamp = nextHlc(hlc, context.nowMs, context.node)
    const fields = writesOf(columns, before, change, context, stamp)
    if (Object.keys(fields).length === 0) continue
    hlc = stamp
    localSeq += 1
    const op: Op = {
      ...{ opId: uuidv7({ msecs: context.nowMs }), device: context.device, incarnation: context.incarnation },
      ...{ localSeq, table, id, kind, fields, schemaVersion, author: context.author },
      ...(group
        ? { group: { id: group.id, index: group.size + made.length, size: group.size + made.length + 1 } }
        : {}),
    }
    refuseUnlessOurs(op, before)
    await refuseUnlessRole(tx, op)
    const { state, losses } = applyOp(before, op)
    const at = new Date(context.nowMs).toISOString()
    if (change.isNew && indexLater) await putNewRow(tx, table, id, state)
    else await writeState(tx, table, id, state, losses, at)
    made.push({ op, before, state })
  }
  if (made.length === 0 || hlc === null) return 0
  await keepBooks(tx, context, made)
  if (indexLater) await noteUnindexed(tx, stretchesOf(made))
  if (group) group.size += made.length
  await writeMeta(tx, 'lastHlc', hlc)
  await writeMeta(tx, 'lastLocalSeq', String(localSeq))
  return made.length
}

/** The row of a new record alone; spellings and search text are made by the backlog. */
async function putNewRow(tx: Writer, table: string, id: string, state: RecordState): Promise<void> {
  const local = (localColumns[table] ?? []).map(() => null)
  await putRow(tx, table, id, state, valuesOf(state), local)
}

/** Stamps, what the server knows of each record, outbox and how to put it back: one statement each. */
async function keepBooks(tx: Writer, { nowMs, group }: WriteContext, made: readonly Made[]): Promise<void> {
  const at = new Date(nowMs).toISOString()
  const fresh = made.filter(({ before }) => before === emptyRecord)
  if (fresh.length > 0) {
    const clocks = fresh.map(({ op: { table, id }, state }) => {
      const columns = columnsOf(table)
      const extra = columns ? extraOf(columns, valuesOf(state)) : null
      return [table, id, JSON.stringify(packClocks(state)), extra === null ? null : JSON.stringify(extra)]
    })
    await sql`insert into ${sql.table('recordClocks')} (table_name, record_id, clocks, extra, life)
      select value ->> 0, value ->> 1, value ->> 2, value ->> 3, 'alive' from json_each(${JSON.stringify(clocks)}) where true
      on conflict do nothing`.execute(tx)
  }
  const base = made.map(({ op: { table, id }, before }) => [
    table,
    id,
    Object.keys(before).length === 0 ? 'null' : JSON.stringify(before),
  ])
  await sql`insert into ${sql.table('base')} (table_name, record_id, state)
    select value ->> 0, value ->> 1, value ->> 2 from json_each(${JSON.stringify(base)}) where true
    on conflict do nothing`.execute(tx)
  const outbox = made.map(({ op }) => [op.localSeq, op.opId, op.table, op.id, JSON.stringify(op)])
  await sql`insert into ${sql.table('outbox')} (local_seq, op_id, table_name, record_id, op, created_at)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ${at} from json_each(${JSON.stringify(outbox)})`.execute(
    tx,
  )
  if (!group) return
  const ways = made.map(({ op, before }, index) => [
    ...[group.size + index, op.opId, op.table, op.id],
    ...[Object.values(op.fields)[0]?.hlc, JSON.stringify(inverseOf(before, op))],
  ])
  await sql`insert into ${sql.table('groupOps')} (group_id, place, op_id, table_name, record_id, hlc, inverse)
    select ${group.id}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
    from json_each(${JSON.stringify(ways)})`.execute(tx)
}

/** From the first to the last of the new records of each table. */
function stretchesOf(made: readonly Made[]) {
  const stretches = new Map<string, { table: string; from: string; to: string }>()
  for (const { op, before } of made) {
    if (before !== emptyRecord) continue
    const { table, id } = op
    const known = stretches.get(table)
    if (!known) stretches.set(table, { table, from: id, to: id })
    else if (id < known.from) known.from = id
    else if (id > known.to) known.to = id
  }
  return [...stretches.values()]
}
