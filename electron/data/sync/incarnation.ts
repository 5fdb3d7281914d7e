import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { writeMeta } from '../database/meta.ts'
import type { Writer } from '../database/schema.ts'
import type { Identity } from '../host/identity.ts'
import { moveOutbox } from '../queries/journal.ts'
import { addToLog } from '../queries/sync-log.ts'
import { updateSyncState } from './sync-state.ts'

/**
 * Gives this copy of the store an incarnation and a node of its own, after it was found to be a restored backup or a
 * copy of another device's: it stamps as nobody else, and offers everything again, which operation ids make harmless.
 */
export async function renewIncarnation(tx: Writer, device: string, at: string): Promise<Identity> {
  const identity = { device, incarnation: uuidv7(), node: randomBytes(8).toString('hex') }
  await writeMeta(tx, 'identity', JSON.stringify(identity))
  await moveOutbox(tx, identity.incarnation)
  await updateSyncState(tx, { recovery: { reason: 'incarnation', offered: 0 } })
  await addToLog(tx, { kind: 'new-incarnation' }, at)
  return identity
}
