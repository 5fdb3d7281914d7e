import { v7 } from 'uuid'
import { entities, schemaVersion } from '#shared/domain/entities.ts'
import { baseFor, greatestStamp } from '#shared/sync/merge.ts'
import { deletedField, Op } from '#shared/sync/op.ts'
import { serverIdentity } from '#shared/sync/server-identity.ts'
import type { Tx } from '../database/transaction.ts'
import { applyOps } from '../sync/apply.ts'
import { append } from '../sync/feed.ts'
import { lockRecords } from '../sync/record-rows.ts'
import { serverStamps } from '../sync/stamps.ts'

/** Something an administrator asked for that cannot be done; the message is for reading. */
export class AdministrationError extends Error {}

/**
 * Writes a published record as the server, through the door that devices' operations take, so that it reaches every
 * device by the feed. Inside the caller's transaction and as its last step.
 * @throws AdministrationError when a value is not valid.
 */
export async function publish(
  tx: Tx,
  table: 'units' | 'users' | 'deviceKeys' | 'tripKeys' | 'policies',
  id: string,
  values: Readonly<Record<string, unknown>>,
  nowMs: number,
): Promise<void> {
  const [existing] = await lockRecords(tx, [{ table, id }])
  const common = {
    unitId: id,
    createdBy: serverIdentity,
    createdAt: new Date(nowMs).toISOString(),
    origin: 'server',
    importBatchId: null,
  }
  const parsed = entities[table].record.safeParse({ ...common, ...existing?.values, ...values, id })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new AdministrationError(`${issue?.path.join('.')}: ${issue?.message}`)
  }
  const stamps = serverStamps()
  const state = existing?.state ?? {}
  stamps.observe(greatestStamp(state))
  const hlc = stamps.next(nowMs)
  const written = Object.entries(parsed.data).filter(
    ([name]) => name !== 'id' && name !== deletedField && (!existing || Object.hasOwn(values, name)),
  )
  const op = Op.parse({
    opId: v7(),
    device: serverIdentity,
    incarnation: serverIdentity,
    localSeq: 1,
    table,
    id,
    kind: 'set',
    fields: Object.fromEntries(
      written.map(([name, v]) => [name, { v, hlc, base: baseFor(state, name, false) }]),
    ),
    schemaVersion,
    author: serverIdentity,
  })
  const { outcomes, entries } = await applyOps(tx, [op], null)
  const [outcome] = outcomes
  if (outcome && 'refusal' in outcome)
    throw new AdministrationError(outcome.refusal.detail ?? outcome.refusal.reason)
  await append(tx, entries, nowMs)
}
