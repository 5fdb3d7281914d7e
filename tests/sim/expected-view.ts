import { parseClocks, unpackState } from '#shared/sync/clocks.ts'
import { applyOp, lifeOf, type RecordState } from '#shared/sync/merge.ts'
import type { Json, Op } from '#shared/sync/op.ts'
import type { Reader } from '../../electron/data/database/schema.ts'
import { stateIn } from '../../electron/data/queries/record-states.ts'
import { holds } from '../../electron/data/sync/record-in-hand.ts'
import { parseState } from '../../electron/data/sync/record-state.ts'
import type { Ledger } from './ledger.ts'
import { knownToServer, type StoredRecord } from './server-view.ts'
import type { SimDatabase } from './sim-database.ts'
import type { SimDevice } from './sim-device.ts'

/**
 * Operations that the server took, something on the way called too large, and a failover took back: on the laptops of
 * their authors they stand refused, or were sent anew as others, so nobody offers them again. Where they were read
 * meanwhile they stay in sight, as whatever a server has forgotten (ADR 0009).
 */
export async function forgottenAndRefused(
  devices: readonly SimDevice[],
  database: SimDatabase,
  ledger: Ledger,
): Promise<readonly Op[]> {
  if (ledger.forgotten.size === 0) return []
  const tooLarge = new Set<string>()
  for (const device of devices) {
    const rows = await device
      .store()
      .read((db) => db.selectFrom('quarantine').select('opId').where('detail', '=', 'too-large').execute())
    for (const { opId } of rows) tooLarge.add(opId)
  }
  const candidates = ledger.saved.filter(
    ({ op: { opId }, retried }) =>
      ledger.forgotten.has(opId) && !ledger.results.has(opId) && (retried || tooLarge.has(opId)),
  )
  if (candidates.length === 0) return []
  const known = await knownToServer(
    database,
    candidates.map(({ op }) => op.opId),
  )
  return candidates.map(({ op }) => op).filter(({ opId }) => !known.has(opId))
}

/** A record as a laptop must show it. */
export interface Expected {
  readonly table: string
  readonly id: string
  readonly state: RecordState
  readonly living: boolean
}

/**
 * What a laptop must show: each of the server's records in its scopes; with what nobody offers any more, and such
 * records as a whole, only where the laptop counts that among what it kept.
 */
export async function expectedOn(
  db: Reader,
  records: readonly StoredRecord[],
  grants: readonly string[],
  unoffered: readonly Op[],
): Promise<ReadonlyMap<string, Expected>> {
  const expected = new Map<string, Expected>()
  for (const record of records.filter(({ scopes }) => scopes.some((scope) => grants.includes(scope)))) {
    const { table_name: table, id } = record
    const plain = { table, id, state: stateOf(record), living: record.life !== 'deleted' }
    const kept = await keptOver(db, { table, id }, plain.state, unoffered)
    expected.set(`${table} ${id}`, kept ?? plain)
  }
  const onServer = new Set(records.map(({ id }) => id))
  for (const { table, id, fields } of unoffered) {
    // Made by an operation that nobody offers, in a unit whose records this user reads.
    if (onServer.has(id) || !fields.createdBy || !grants.includes(`unit:${fields.unitId?.v}`)) continue
    const kept = await keptOver(db, { table, id }, {}, unoffered)
    if (kept) expected.set(`${table} ${id}`, kept)
  }
  return expected
}

async function keptOver(
  db: Reader,
  { table, id }: { readonly table: string; readonly id: string },
  state: RecordState,
  unoffered: readonly Op[],
): Promise<Expected | null> {
  const ops = unoffered.filter((op) => op.table === table && op.id === id)
  const text = ops.length === 0 ? undefined : await stateIn(db, 'keptCopies', { table, id })
  if (text === undefined) return null
  const kept = parseState(text)
  const shown = ops.filter((op) => holds(kept, op)).reduce((each, op) => applyOp(each, op).state, state)
  return { table, id, state: shown, living: lifeOf(shown) !== 'deleted' }
}

function stateOf(record: StoredRecord): RecordState {
  return unpackState(parseClocks(JSON.stringify(record.clocks)), record.data as Record<string, Json>)
}
