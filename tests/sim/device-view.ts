import { entities, entityOf, type TableName } from '#shared/domain/entities.ts'
import { canonical, conflictsOf, type RecordState } from '#shared/sync/merge.ts'
import type { Op } from '#shared/sync/op.ts'
import type { Reader } from '../../electron/data/database/schema.ts'
import { cursors as cursorsOf, scopesOf } from '../../electron/data/queries/sync.ts'
import { loadState } from '../../electron/data/record/load-state.ts'
import { departed } from '../../electron/data/sync/record-in-hand.ts'
import { parseOp } from '../../electron/data/sync/stored-op.ts'
import { readSyncState } from '../../electron/data/sync/sync-state.ts'
import { type Expected, expectedOn } from './expected-view.ts'
import { type Ledger, Violation } from './ledger.ts'
import { knownToServer, type ServerView } from './server-view.ts'
import type { SimDatabase } from './sim-database.ts'
import type { SimDevice } from './sim-device.ts'

/** Where a laptop keeps the operations it made. */
interface Kept {
  readonly waiting: ReadonlySet<string>
  readonly acknowledged: ReadonlySet<string>
  readonly refused: ReadonlySet<string>
  readonly cursors: ReadonlyMap<string, number>
}

async function keptOn(device: SimDevice): Promise<Kept> {
  return device.store().read(async (db) => {
    const ids = async (table: 'outbox' | 'ackedJournal' | 'quarantine') =>
      new Set((await db.selectFrom(table).select('opId').execute()).map(({ opId }) => opId))
    // Those it goes by, wherever it keeps them: from there on it asks for the feed.
    const cursors = await cursorsOf(db)
    return {
      waiting: await ids('outbox'),
      acknowledged: await ids('ackedJournal'),
      refused: await ids('quarantine'),
      cursors: new Map(cursors.map(({ scope, seq }) => [scope, seq])),
    }
  })
}

/** What was seen of a laptop at the last look: how far it had applied each scope of the server's present history. */
export type LastLook = Map<string, number>

/**
 * What must hold on a laptop after every step: nothing saved is gone (I1), nothing counts as safe that the server does
 * not have, cursors do not go back and whatever they pass is there (I4).
 * @param before brought up to date
 * @throws Violation
 */
export async function checkDevice(
  device: SimDevice,
  database: SimDatabase,
  ledger: Ledger,
  before: LastLook,
): Promise<void> {
  const kept = await keptOn(device)
  await closeRetries(device, database, ledger, kept)
  const own = ledger.saved.filter(
    (entry) => entry.promised && entry.device === device.name && !entry.goneWithDisk && !entry.retried,
  )
  const unheard = [...kept.acknowledged].filter((opId) => !ledger.results.has(opId))
  const gone = own
    .map(({ op }) => op.opId)
    .filter((opId) => !kept.waiting.has(opId) && !kept.acknowledged.has(opId) && !kept.refused.has(opId))
  const asked = [...unheard, ...gone]
  const onServer = asked.length === 0 ? new Set<string>() : await knownToServer(database, asked)
  const lost = gone.find((opId) => !onServer.has(opId))
  if (lost) throw new Violation(`I1: ${describe(ledger, lost)} saved on ${device.name} is nowhere any more`)
  const untrue = unheard.find((opId) => !onServer.has(opId) && !ledger.forgotten.has(opId))
  if (untrue)
    throw new Violation(
      `I1: ${device.name} takes ${describe(ledger, untrue)} for uploaded, the server lacks it`,
    )
  for (const { op } of own) {
    const told = ledger.results.get(op.opId)?.status === 'quarantined'
    if (told && !kept.waiting.has(op.opId) && !kept.refused.has(op.opId))
      throw new Violation(`I1: ${describe(ledger, op.opId)} was refused and ${device.name} did not keep it`)
  }
  await checkOverlay(device)
  // Where it stands in a history that the server no longer has says nothing.
  const follows = await followsServer(device, database, ledger)
  if (!follows) before.clear()
  for (const [scope, seq] of before) {
    const now = kept.cursors.get(scope) ?? 0
    if (now < seq && now !== 0)
      throw new Violation(`I4: cursor of ${scope} on ${device.name} went back from ${seq} to ${now}`)
  }
  if (!follows) return
  await checkFollowed(device, database, before, kept.cursors)
  before.clear()
  for (const [scope, seq] of kept.cursors) before.set(scope, seq)
}

/**
 * Looks what became of retries that the process died over. Either the refused operations are still there, or what took
 * their place, and nothing in between (I1). Where nothing was to take it, only their absence tells.
 * @throws Violation
 */
async function closeRetries(
  device: SimDevice,
  database: SimDatabase,
  ledger: Ledger,
  kept: Kept,
): Promise<void> {
  const open = ledger.openRetries(device.name, device.life())
  if (open.length === 0) return
  const onServer = await knownToServer(
    database,
    open.flatMap(({ instead }) => instead),
  )
  const isThere = (opId: string) =>
    [kept.waiting, kept.acknowledged, kept.refused, onServer].some((place) => place.has(opId))
  for (const { refused, instead } of open) {
    const left = refused.filter((opId) => kept.refused.has(opId)).length
    const came = instead.filter(isThere).length
    if (left === refused.length ? came > 0 : left > 0 || came < instead.length)
      throw new Violation(
        `I1: ${device.name} died over a retry, kept ${left} of ${refused.length} refused operations and has ${came} of ${instead.length} in their place`,
      )
  }
  ledger.closeRetries(
    device.name,
    device.life(),
    ({ refused }) => !refused.some((opId) => kept.refused.has(opId)),
  )
}

/** Whether a laptop's cursors are those of the server's history: it has noticed that the server was set back. */
async function followsServer(device: SimDevice, database: SimDatabase, ledger: Ledger): Promise<boolean> {
  if (!ledger.wasSetBack()) return true
  // Until its checksums were compared it may stand in the one or the other; at rest the records are looked at.
  if (ledger.hasFailedOver()) return false
  const { epoch, recovery } = await device.store().read(readSyncState)
  const [organisation] = await database.query<{ epoch: string }>('select epoch from organisation')
  return epoch === organisation?.epoch && recovery?.reason !== 'epoch'
}

/**
 * What the server took before it was set back is there again once all is quiet; only of records that had to leave the
 * laptop it has nothing to offer any more (I1).
 * @throws Violation
 */
export async function checkNothingForgotten(
  device: SimDevice,
  database: SimDatabase,
  ledger: Ledger,
): Promise<void> {
  if (ledger.forgotten.size === 0) return
  const emptied = await device.store().read(async (db) => {
    const rows = await db.selectFrom('ackedJournal').select('opId').where('op', '=', 'null').execute()
    return new Set(rows.map(({ opId }) => opId))
  })
  const { refused } = await keptOn(device)
  const own = ledger.saved
    .filter(
      (entry) => entry.promised && entry.device === device.name && !entry.goneWithDisk && !entry.retried,
    )
    .map(({ op }) => op.opId)
    // What was refused stands before the user, who decides.
    .filter((opId) => ledger.forgotten.has(opId) && !emptied.has(opId) && !refused.has(opId))
  const known = own.length === 0 ? new Set<string>() : await knownToServer(database, own)
  const lost = own.find((opId) => !known.has(opId))
  if (lost) throw new Violation(`I1: ${describe(ledger, lost)} was forgotten by the server for good`)
}

/**
 * What the user is shown as refused the server does not have. Who reads a scope as a whole sees no operations and is
 * not told (I3).
 * @throws Violation
 */
export async function checkRefusals(
  device: SimDevice,
  database: SimDatabase,
  grants: readonly string[],
  ledger: Ledger,
): Promise<void> {
  const { refused } = await keptOn(device)
  if (refused.size === 0) return
  const asWhole = await device.store().read(async (db) => {
    const rows = await db
      .selectFrom('syncLog')
      .select('kind')
      .where('kind', '=', 'scope-read-again')
      .execute()
    return rows.length > 0
  })
  if (asWhole) return
  const [taken] = await database.query<{ op_id: string }>(
    'select op_id from change where op_id = any($1) and scope = any($2)',
    [[...refused], grants],
  )
  if (taken)
    throw new Violation(`I3: ${describe(ledger, taken.op_id)} is shown as refused, and the server has it`)
}

interface Passed {
  readonly scope: string
  readonly seq: number
  readonly kind: string
  readonly table_name: string
  readonly record_id: string
  readonly fields: Op['fields'] | null
}

/**
 * A cursor says that all changes up to it are here: whatever it has just passed is looked for, before anything else
 * can bring it (I4).
 */
async function checkFollowed(
  device: SimDevice,
  database: SimDatabase,
  before: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
): Promise<void> {
  const moved = [...now].filter(([scope, seq]) => seq > (before.get(scope) ?? 0))
  if (moved.length === 0) return
  const passed = await database.query<Passed>(
    `select scope, seq, kind, table_name, record_id, body->'fields' as fields from change
     join unnest($1::text[], $2::bigint[], $3::bigint[]) as moved (id, low, high)
       on scope = moved.id and seq > moved.low and seq <= moved.high order by scope, seq`,
    [
      moved.map(([scope]) => scope),
      moved.map(([scope]) => before.get(scope) ?? 0),
      moved.map(([, seq]) => seq),
    ],
  )
  const nameOf = ({ scope, table_name, record_id }: Passed) => `${scope} ${table_name} ${record_id}`
  const left = new Map(passed.map((change) => [nameOf(change), change.kind === 'leave']))
  await device.store().read(async (db) => {
    const aside = await db.selectFrom('setAside').select(['scope', 'seq']).execute()
    for (const change of passed) {
      const { scope, seq, table_name: table, record_id: id, fields } = change
      if (left.get(nameOf(change)) || aside.some((row) => row.scope === scope && row.seq === seq)) continue
      const scopes = await scopesOf(db, { table, id })
      const state = scopes.includes(scope) ? await loadState(db, table, id) : {}
      const missing = Object.entries(fields ?? { createdBy: undefined }).some(([field, write]) => {
        const here = state[field]
        if (!here) return true
        if (!write || write.set) return false
        return !here.heads.some(({ hlc }) => hlc === write.hlc) && !here.superseded.includes(write.hlc)
      })
      if (missing)
        throw new Violation(`I4: ${device.name} stands at ${now.get(scope)} of ${scope} and lacks ${seq}`)
    }
  })
}

/** Whatever waits is part of what the user sees: shown, or replaced by somebody who saw it. */
async function checkOverlay(device: SimDevice): Promise<void> {
  await device.store().read(async (db) => {
    const rows = await db.selectFrom('outbox').select('op').orderBy('localSeq', 'desc').limit(10).execute()
    for (const row of rows) {
      const op = parseOp(row.op)
      const scopes = await scopesOf(db, op)
      // Hidden with its record, whose last scope was revoked.
      if (scopes.includes(departed)) continue
      const state = await loadState(db, op.table, op.id)
      for (const [field, { hlc }] of Object.entries(op.fields)) {
        const { heads = [], superseded = [] } = state[field] ?? {}
        if (heads.some((head) => head.hlc === hlc) || superseded.includes(hlc)) continue
        throw new Violation(`I1: ${op.table}.${field} waits on ${device.name} and is not shown`)
      }
    }
  })
}

function describe(ledger: Ledger, opId: string): string {
  const op = ledger.saved.find((entry) => entry.op.opId === opId)?.op
  return op ? `${op.kind} of ${op.table} (#${op.localSeq}, ${Object.keys(op.fields).join(', ')})` : opId
}

/** What must hold on a laptop when all is quiet: it shows exactly what it may see (I2, I4, I7, I8, I9). @throws Violation */
export async function checkQuietDevice(
  device: SimDevice,
  server: ServerView,
  grants: readonly string[],
  unoffered: readonly Op[],
): Promise<void> {
  const { waiting, cursors } = await keptOn(device)
  if (waiting.size > 0) throw new Violation(`I9: ${waiting.size} operations still wait on ${device.name}`)
  for (const scope of grants) {
    const [have, head] = [cursors.get(scope) ?? 0, server.heads.get(scope) ?? 0]
    if (have !== head) throw new Violation(`I9: ${device.name} stands at ${have} of ${head} in ${scope}`)
  }
  for (const scope of cursors.keys())
    if (!grants.includes(scope)) throw new Violation(`I8: ${device.name} still follows ${scope}`)
  await device.store().read(async (db) => {
    const visible = await expectedOn(db, server.records, grants, unoffered)
    await checkRecords(device.name, db, visible)
    await checkRows(device.name, db, visible)
    await checkConflicts(device.name, db, visible)
  })
}

async function checkRecords(name: string, db: Reader, visible: ReadonlyMap<string, Expected>): Promise<void> {
  const known = await db.selectFrom('recordClocks').select(['tableName', 'recordId']).execute()
  const held = new Set(known.map(({ tableName, recordId }) => `${tableName} ${recordId}`))
  const extra = [...held].find((key) => !visible.has(key))
  if (extra) throw new Violation(`I8: ${name} holds ${extra}, which its user may not see`)
  for (const [key, { table, id, state }] of visible) {
    if (!held.has(key)) throw new Violation(`I2: ${name} lacks ${key}`)
    const [here, there] = [comparable(await loadState(db, table, id)), comparable(state)]
    if (here !== there) throw new Violation(`I2: ${name} has ${key} as ${here}, the server as ${there}`)
  }
}

/** A record's merge state as text. Which stamps were replaced counts; the order they were heard in does not. */
function comparable(state: RecordState): string {
  return canonical(state)
}

/** The rows that a user's lists read, as against the merge states behind them. */
async function checkRows(name: string, db: Reader, visible: ReadonlyMap<string, Expected>): Promise<void> {
  for (const table of Object.keys(entities) as TableName[]) {
    const rows = await db
      .selectFrom(table as 'enterprises')
      .select('id')
      .execute()
    const shown = new Set(rows.map(({ id }) => id))
    for (const { table: of, id, living } of visible.values()) {
      if (of !== table || shown.has(id) === living) continue
      throw new Violation(
        living
          ? `I2: ${name} does not show ${table} ${id}`
          : `I7: ${name} shows ${table} ${id}, which was deleted`,
      )
    }
  }
}

async function checkConflicts(
  name: string,
  db: Reader,
  visible: ReadonlyMap<string, Expected>,
): Promise<void> {
  const wanted = [...visible.values()].flatMap(({ table, id, state }) => {
    const fields = Object.entries(entityOf(table)?.allFields ?? {})
    const surfaced = fields.filter(([, { surfaced }]) => surfaced).map(([field]) => field)
    return conflictsOf(state, surfaced).map(({ field }) => `${id} ${field}`)
  })
  const open = await db.selectFrom('conflicts').select(['recordId', 'field']).execute()
  const here = open.map(({ recordId, field }) => `${recordId} ${field}`).toSorted()
  if (here.join() !== wanted.toSorted().join())
    throw new Violation(`I2: ${name} shows the conflicts ${here.join(', ')}, not ${wanted.join(', ')}`)
}
