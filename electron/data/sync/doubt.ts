import type { Writer } from '../database/schema.ts'
import { addToLog } from '../queries/sync-log.ts'
import type { Session } from './session.ts'
import { readSyncState, updateSyncState } from './sync-state.ts'

/**
 * What the server has is not what this device had read of it, and no new epoch says why: its database may go on from
 * an earlier moment, as after a failover to a replica that lagged behind. What this device handed in is offered
 * again before anything is read anew, and what the server then lacks stays in sight: absence is never a delete.
 */
export async function doubtServer(tx: Writer, session: Session): Promise<void> {
  const { recovery } = await readSyncState(tx)
  await updateSyncState(tx, {
    recovery: recovery ?? { reason: 'difference', offered: 0 },
    setBackAt: session.serverAt(),
  })
}

/** The server counts fewer changes than it once told: nothing but an earlier moment of its database explains that. */
export async function serverWentBack(tx: Writer, session: Session): Promise<void> {
  await doubtServer(tx, session)
  const { checks } = await readSyncState(tx)
  // Other scopes may have been written on past what was known of them: their sums tell.
  await updateSyncState(tx, { checks: { ...checks, comparedAt: null } })
  await addToLog(tx, { kind: 'server-restored' }, session.at())
}
