import { stampTolerance } from '#shared/sync/future-stamps.ts'
import { canonical } from '#shared/sync/merge.ts'
import type { Op } from '#shared/sync/op.ts'
import { checkDecision, checkUnit, withDecisions } from './decisions-view.ts'
import { type Ledger, Violation } from './ledger.ts'
import { judgeAll } from './oracle.ts'
import type { SimDatabase } from './sim-database.ts'

/** A record as it stands in the server's table. */
export interface StoredRecord {
  readonly table_name: string
  readonly id: string
  readonly data: Record<string, unknown>
  readonly clocks: unknown
  readonly scopes: readonly string[]
  readonly life: string
}

/** What the server holds when all is quiet, read past its own code. */
export interface ServerView {
  readonly records: readonly StoredRecord[]
  readonly heads: ReadonlyMap<string, number>
}

/** Operations whose effect or refusal the server keeps: a part of a whole that lacks its rest has neither yet. */
export async function knownToServer(database: SimDatabase, opIds: readonly string[]): Promise<Set<string>> {
  const rows = await database.query<{ op_id: string }>(
    `select op_id from op_seen where op_id = any($1) and result->>'status' <> 'staged'
     union select op_id from op_quarantine where op_id = any($1)`,
    [opIds],
  )
  return new Set(rows.map(({ op_id }) => op_id))
}

/** Every scope a user may read, by one statement of the simulator's own. */
export async function grantsOf(
  database: SimDatabase,
  userId: string,
  trips: 'living trips' | 'also of deleted trips' = 'living trips',
): Promise<string[]> {
  const rows = await database.query<{ scope: string }>(
    `with recursive own (id) as (
       select data->>'unitId' from records where table_name = 'users' and id::text = $1
       union
       select child.id::text from records child join own on child.data->>'parentId' = own.id
         where child.table_name = 'units'
     ), above (id) as (
       select unit.data->>'parentId' from records unit join records person on person.data->>'unitId' = unit.id::text
         where unit.table_name = 'units' and person.table_name = 'users' and person.id::text = $1
       union
       select unit.data->>'parentId' from records unit join above on above.id = unit.id::text
         where unit.table_name = 'units'
     )
     select 'org' as scope union select 'user:' || $1 union select 'unit:' || id from own
     union select 'below:' || id from above where id is not null
     union
     select 'trip:' || trip.id from records trip where trip.table_name = 'trips' and (trip.life <> 'deleted' or $2) and (
       trip.data->>'unitId' in (select id from own)
       or exists (select from records member where member.table_name = 'tripMembers' and member.life <> 'deleted'
         and member.data->>'userId' = $1 and member.data->>'tripId' = trip.id::text))`,
    [userId, trips === 'also of deleted trips'],
  )
  return rows.map(({ scope }) => scope)
}

/** Reads the server and holds it against the ledger: I1, I3, I5, I6, I7, I10. @throws Violation */
export async function checkServer(
  database: SimDatabase,
  ledger: Ledger,
  serverTime: number,
): Promise<ServerView> {
  const records = await database.query<StoredRecord>('select * from records')
  const scopes = await database.query<{ id: string; max_seq: number }>('select id, max_seq from scope')
  await checkFeed(database)
  await checkWholes(database, ledger)
  const accepted = await acceptedOps(database, ledger)
  const late = accepted.find(({ device, opId }) => ledger.barred.get(device)?.has(opId) === false)
  if (late) throw new Violation(`I8: ${late.opId} was taken from a laptop that had been barred`)
  const decided = withDecisions(accepted, ledger)
  const { records: judged, lost } = judgeAll(decided.ops, decided.judge)
  const stored = new Map(records.map((record) => [`${record.table_name} ${record.id}`, record]))
  for (const [key, verdict] of judged) {
    const record = stored.get(key)
    if (!record) throw new Violation(`I1: ${key} was accepted and is not on the server`)
    const isDeleted = record.life === 'deleted'
    if (isDeleted !== (verdict.life === 'deleted'))
      throw new Violation(`I7: ${key} is ${record.life} on the server and should be ${verdict.life}`)
    for (const [field, [winner]] of verdict.fields) {
      if (!winner || field === 'deleted') continue
      if (canonical(record.data[field] ?? null) !== canonical(winner.value ?? null))
        throw new Violation(
          `I6: ${key}.${field} is ${JSON.stringify(record.data[field])} and should be ${JSON.stringify(winner.value)}`,
        )
    }
    checkDecision(key, record)
    checkUnit(key, record)
    checkStamps(key, record, verdict.fields, serverTime)
  }
  const history = new Set(
    (
      await database.query<{ key: string }>(
        `select table_name || ' ' || record_id || ' ' || field || ' ' || lost_hlc as key from field_history`,
      )
    ).map(({ key }) => key),
  )
  const missing = lost.find(({ table, id, field, hlc }) => !history.has(`${table} ${id} ${field} ${hlc}`))
  if (missing)
    throw new Violation(
      `I6: a lost value of ${missing.table}.${missing.field} is in no history (${missing.hlc})`,
    )
  return { records, heads: new Map(scopes.map(({ id, max_seq }) => [id, max_seq])) }
}

/** All heads must be there, the losers of a conflict too, and none from the future. */
function checkStamps(
  key: string,
  record: StoredRecord,
  fields: ReadonlyMap<string, readonly { readonly hlc: string }[]>,
  serverTime: number,
): void {
  const clocks = record.clocks as { s: [string][]; f: Record<string, unknown> }
  const stamp = (index: unknown) => clocks.s[Number(index)]?.[0]
  for (const [field, heads] of fields) {
    const entry = clocks.f[field]
    const [winner, losers] = Array.isArray(entry) ? entry : [entry, []]
    const kept = [winner, ...(Array.isArray(losers) ? losers.map((loser) => loser[0]) : [])].map(stamp)
    const wanted = heads.map(({ hlc }) => hlc)
    if (
      wanted.toSorted().join() !==
      kept
        .filter((hlc) => hlc !== undefined)
        .toSorted()
        .join()
    )
      throw new Violation(
        `I6: ${key}.${field} keeps ${kept.join(', ') || 'nothing'}, not ${wanted.join(', ')}`,
      )
    const early = wanted.find((hlc) => Number.parseInt(hlc.slice(0, 12), 16) > serverTime + stampTolerance)
    if (early) throw new Violation(`I10: ${key}.${field} bears a stamp of the future, ${early}`)
  }
}

async function checkFeed(database: SimDatabase): Promise<void> {
  const [gap] = await database.query<{ id: string; n: number; greatest: number; max_seq: number }>(
    `select scope.id, count(change.seq) as n, coalesce(max(change.seq), scope.horizon) as greatest, scope.max_seq
     from scope left join change on change.scope = scope.id group by scope.id, scope.max_seq, scope.horizon
     having count(change.seq) <> scope.max_seq - scope.horizon
       or coalesce(max(change.seq), scope.horizon) <> scope.max_seq`,
  )
  if (gap)
    throw new Violation(`I5: feed ${gap.id} has ${gap.n} changes up to ${gap.greatest} of ${gap.max_seq}`)
  const [twice] = await database.query<{ scope: string; op_id: string }>(
    'select scope, op_id from change where op_id is not null group by 1, 2 having count(*) > 1',
  )
  if (twice) throw new Violation(`I3: operation ${twice.op_id} stands twice in the feed ${twice.scope}`)
}

/**
 * The ledger's operations that the server took, under the stamps it gave them, in the order of its transactions. Those
 * that a set-back or a failover put back all stand in one; when they were first taken tells their order.
 */
async function acceptedOps(database: SimDatabase, ledger: Ledger): Promise<Op[]> {
  const seen = await database.query<{ op_id: string; status: string; taken: number }>(
    `select op_id, result->>'status' as status,
       rank() over (order by xmin::text::bigint, seen_at)::int as taken from op_seen`,
  )
  // Parts of a whole whose rest its laptop set aside as too large lie on the server without effect.
  const taken = new Map(
    seen
      .filter(({ status }) => status !== 'quarantined' && status !== 'staged')
      .map((row) => [row.op_id, row.taken]),
  )
  const renamed = new Map([...ledger.restamped, ...(await restampsOf(database))])
  // Who works on what a bundle brought names stamps of another device.
  const ofAnyone = new Map([...renamed].map(([key, fresh]) => [key.slice(key.indexOf(' ') + 1), fresh]))
  return ledger.saved
    .map(({ op }) => op)
    .filter(({ opId }) => taken.has(opId))
    .sort((a, b) => (taken.get(a.opId) ?? 0) - (taken.get(b.opId) ?? 0) || a.localSeq - b.localSeq)
    .map((op) =>
      restamped(op, (stamp) => renamed.get(`${op.device} ${stamp}`) ?? ofAnyone.get(stamp) ?? stamp),
    )
}

/** Stamps that the server put in the place of a device's, by the device and its stamp. */
export async function restampsOf(database: SimDatabase): Promise<Map<string, string>> {
  const rows = await database.query<{ device: string; old_hlc: string; new_hlc: string }>(
    'select * from restamped',
  )
  return new Map(rows.map(({ device, old_hlc, new_hlc }) => [`${device} ${old_hlc}`, new_hlc]))
}

/** A whole operation is taken or refused as one, and every request is answered. */
async function checkWholes(database: SimDatabase, ledger: Ledger): Promise<void> {
  const seen = await database.query<{ op_id: string; status: string }>(
    `select op_id, result->>'status' as status from op_seen`,
  )
  const status = new Map(seen.map((row) => [row.op_id, row.status === 'quarantined']))
  const wholes = new Map<string, boolean>()
  for (const { op } of ledger.saved) {
    const refused = status.get(op.opId)
    if (!op.group || refused === undefined) continue
    const others = wholes.get(op.group.id)
    if (others !== undefined && others !== refused)
      throw new Violation(`I3: of the whole ${op.group.id} some was taken and some refused`)
    wholes.set(op.group.id, refused)
  }
  // The size stands with the last of a whole.
  const sizes = new Map(ledger.saved.map(({ op }) => [op.group?.id, (op.group?.index ?? 0) + 1]))
  const groups = new Map(
    ledger.saved.flatMap(({ op }) =>
      op.group && (sizes.get(op.group.id) ?? 1) > 1 ? [[op.opId, op.group.id]] : [],
    ),
  )
  const feed = await database.query<{ op_id: string; group_id: string | null }>(
    'select op_id, group_id from change where op_id = any($1)',
    [[...groups.keys()]],
  )
  const loose = feed.find(({ op_id, group_id }) => groups.get(op_id) !== group_id)
  if (loose) throw new Violation(`I3: the feed brings ${loose.op_id} apart from the rest of its whole`)
}

function restamped(op: Op, rename: (stamp: string) => string): Op {
  const fields = Object.entries(op.fields).map(([name, { v, hlc, base }]) => {
    const covers =
      name === 'deleted' && typeof v === 'object' && v !== null && 'covers' in v && Array.isArray(v.covers)
        ? { covers: v.covers.map((stamp) => rename(String(stamp))) }
        : v
    return [name, { v: covers, hlc: rename(hlc), base: base.map(rename) }]
  })
  return { ...op, fields: Object.fromEntries(fields) }
}
