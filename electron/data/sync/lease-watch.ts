import type { Store } from '../database/open-database.ts'
import { addToLog } from '../queries/sync-log.ts'
import type { Timing } from './lane.ts'
import { leaseAt, useLease } from './lease.ts'

/** While only the clock says that the lease is over it is looked at so often: set right, it ends that at once. */
const lookAgainMs = 3000

interface Surroundings extends Pick<Timing, 'after'> {
  readonly store: Store
  readonly now: () => number
  /** Tells the windows how things stand. */
  readonly tell: () => void
}

export interface LeaseWatch {
  /** Counts the time without the server, whether anybody is signed in or not. */
  readonly count: () => Promise<void>
  readonly stop: () => void
}

/** Keeps how much of the lease is used, and notices by itself when a clock that was wrong is set right. */
export function watchLease({ store, now, after, tell }: Surroundings): LeaseWatch {
  let cancel = () => {}
  let stopped = false
  let wasOver = false
  const count = async (): Promise<void> => {
    const lease = await store.read((db) => leaseAt(db, now()))
    if (lease === null) return
    const at = new Date(now()).toISOString()
    await store.write(async (tx) => {
      if (await useLease(tx, now())) await addToLog(tx, { kind: 'lease-ended' }, at)
    })
    if (lease.over || wasOver) tell()
    wasOver = lease.over
    cancel()
    if (lease.over && !lease.ended && !stopped)
      cancel = after(lookAgainMs, () => void count().catch(() => undefined))
  }
  return {
    count,
    stop: () => {
      stopped = true
      cancel()
    },
  }
}
