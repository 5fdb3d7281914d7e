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

/** The server's record; with what nobody offers any more only where the laptop counts that among what it kept. */
export async function expectedOf(
  db: Reader,
  record: StoredRecord,
  unoffered: readonly Op[],
): Promise<Expected> {
  const { table_name: table, id } = record
  const plain = { table, id, state: stateOf(record), living: record.life !== 'deleted' }
  const ops = unoffered.filter((op) => op.table === table && op.id === id)
  const text = ops.length === 0 ? undefined : await stateIn(db, 'keptCopies', { table, id })
  if (text === undefined) return plain
  const kept = parseState(text)
  const state = ops.filter((op) => holds(kept, op)).reduce((each, op) => applyOp(each, op).state, plain.state)
  return { table, id, state, living: lifeOf(state) !== 'deleted' }
}

function stateOf(record: StoredRecord): RecordState {
  return unpackState(parseClocks(JSON.stringify(record.clocks)), record.data as Record<string, Json>)
}
