import type { Writer } from '../../electron/data/database/schema.ts'
import { writeState } from '../../electron/data/record/write-state.ts'
import { entities } from '../../shared/domain/entities.ts'
import { nextHlc } from '../../shared/sync/hlc.ts'
import { applyOp, emptyRecord } from '../../shared/sync/merge.ts'
import { Op } from '../../shared/sync/op.ts'

/** Author of what the server publishes. */
const server = '00000000-0000-7000-8000-000000000001'

/** Puts a unit or a user into a store as a pull would: published records are not written on a device. */
export async function putPublished(
  tx: Writer,
  nowMs: number,
  table: 'units' | 'users' | 'deviceKeys' | 'tripKeys',
  id: string,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const at = new Date(nowMs).toISOString()
  const common = { unitId: id, createdBy: server, createdAt: at, origin: 'server', importBatchId: null }
  const record = entities[table].record.parse({ ...common, ...values, id })
  const hlc = nextHlc(null, nowMs, '0'.repeat(16))
  const written = Object.entries(record).filter(([name]) => name !== 'id')
  const fields = Op.shape.fields.parse(
    Object.fromEntries(written.map(([name, v]) => [name, { v, hlc, base: [] }])),
  )
  const { state } = applyOp(emptyRecord, { fields, author: server })
  await writeState(tx, table, id, state, [], at)
}
