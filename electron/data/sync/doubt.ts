import type { Reader, Writer } from '../database/schema.ts'
import { addToLog } from '../queries/sync-log.ts'
import type { Session } from './session.ts'
import { readSyncState, updateSyncState } from './sync-state.ts'

const doubtedEveryMs = 3_600_000

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

/**
 * A scope read anew lacks something that the server had confirmed here. Mostly the snapshot is no more than older than
 * that, and the feed brings it again; but the database may also go on from an earlier moment, and with what is replaced
 * now goes the last sign of it: numbers and checksums are equal afterwards. So what this device handed in is offered
 * again once more: where it just was, an hour after that, since the database may have failed over twice. That alone
 * does not say that the server was set back.
 * @param at ISO instant, by the server's clock
 */
export async function offerWhatWasTakenBack(tx: Writer, at: string): Promise<void> {
  const { recovery, offerDue } = await readSyncState(tx)
  if (recovery !== null) return
  if (!(await doubtedLately(tx, at)))
    await updateSyncState(tx, { recovery: { reason: 'difference', offered: 0 } })
  else if (!offerDue) await updateSyncState(tx, { offerDue: true })
}

/** Offers what is due once more, as soon as the server was not doubted within the hour. */
export async function offerWhatIsDue({ store, serverAt }: Session): Promise<void> {
  const isDue = await store.read(
    async (db) => (await readSyncState(db)).offerDue && !(await doubtedLately(db, serverAt())),
  )
  if (!isDue) return
  await store.write(async (tx) => {
    const { recovery } = await readSyncState(tx)
    await updateSyncState(tx, { offerDue: false, recovery: recovery ?? { reason: 'difference', offered: 0 } })
  })
}

/**
 * Whether the server was doubted within the hour: what it does not take even when it is offered again it is not offered
 * without end.
 * @param at ISO instant, by the server's clock
 */
export async function doubtedLately(db: Reader, at: string): Promise<boolean> {
  const { setBackAt } = await readSyncState(db)
  return setBackAt !== null && Math.abs(Date.parse(at) - Date.parse(setBackAt)) < doubtedEveryMs
}

/** The server counts fewer changes than it once told: nothing but an earlier moment of its database explains that. */
export async function serverWentBack(tx: Writer, session: Session): Promise<void> {
  await doubtServer(tx, session)
  const { checks } = await readSyncState(tx)
  // Other scopes may have been written on past what was known of them: their sums tell.
  await updateSyncState(tx, { checks: { ...checks, comparedAt: null } })
  await addToLog(tx, { kind: 'server-restored' }, session.at())
}
