import { scopesReadBy } from '#shared/sync/bundle-readers.ts'
import { departuresLimit } from '#shared/sync/care.ts'
import { handInAgainMs } from '#shared/sync/handing-in-again.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { scopesOfRecord } from '../exchange/gather.ts'
import { organisationFor } from '../queries/exchange.ts'
import { keptCount, strandedRecords } from '../queries/kept-copies.ts'
import type { RecordKey } from '../queries/sync.ts'
import { addToLog } from '../queries/sync-log.ts'
import { askAbout, nameOf } from './departure-question.ts'
import { depart, putBack, takeInHand } from './record-in-hand.ts'
import type { Session } from './session.ts'
import { readSyncState, updateSyncState } from './sync-state.ts'

const reviewEveryMs = 3_600_000
const leavingAtOnce = 50

/**
 * Whether the server was set back so lately that what it lacks may still be handed in again. What it does not have
 * then is no reason to take anything out of sight: absence is never a delete.
 * @param at ISO instant, by the server's clock
 */
export async function mayHaveForgotten(db: Reader, at: string): Promise<boolean> {
  const { setBackAt } = await readSyncState(db)
  return setBackAt !== null && Date.parse(at) - Date.parse(setBackAt) < handInAgainMs
}

/**
 * Tells which of some records that are about to lose their last scope the server has forgotten and this user may
 * still read: those stay in sight. Nothing is asked unless the server was set back.
 * @throws AppError server/*, account/*; ServerRefusal
 */
export async function forgottenAmong(
  session: Session,
  records: readonly RecordKey[],
): Promise<(key: RecordKey) => boolean> {
  const { store, user } = session
  if (records.length === 0 || !(await store.read((db) => mayHaveForgotten(db, session.serverAt()))))
    return () => false
  const { unknown } = await askAbout(session, records)
  const stay = await store.read(async (db) => {
    const readable = await readability(db, user)
    const names: string[] = []
    for (const key of records) if (unknown.has(nameOf(key)) && (await readable(key))) names.push(nameOf(key))
    return new Set(names)
  })
  return (key) => stay.has(nameOf(key))
}

/**
 * Looks through the kept records of which the server knew nothing, once an hour and whenever some were added. What
 * it knows and says may not be read departs at once, as does what this user has no right to by all that this device
 * was told of the organisation, the trips and their members. The rest stays in sight until its author hands it in.
 * @throws AppError server/*, account/*; ServerRefusal
 */
export async function reviewKept(session: Session): Promise<void> {
  const { store } = session
  const { keptReviewedAt: last } = await store.read(readSyncState)
  if (last !== null && Math.abs(Date.parse(session.at()) - Date.parse(last)) < reviewEveryMs) return
  for (let after: RecordKey | null = null; ; ) {
    const from: RecordKey | null = after
    const records: readonly RecordKey[] = await store.read((db) => strandedRecords(db, from, departuresLimit))
    after = records.at(-1) ?? null
    if (after === null) break
    const { gone, unknown } = await askAbout(session, records)
    for (let first = 0; first < records.length; first += leavingAtOnce) {
      await store.write(async (tx) => {
        const readable = await readability(tx, session.user)
        for (const key of records.slice(first, first + leavingAtOnce)) {
          const leaves = gone?.has(nameOf(key)) || (unknown.has(nameOf(key)) && !(await readable(key)))
          if (!leaves) continue
          const record = await takeInHand(tx, key)
          await depart(tx, record)
          await putBack(tx, record, session.at())
        }
      })
      await session.pause()
    }
  }
  await store.write(async (tx) => {
    await updateSyncState(tx, { keptReviewedAt: session.at() })
    const count = await keptCount(tx)
    if (last === null && count > 0) await addToLog(tx, { kind: 'copies-kept', count }, session.at())
  })
}

/** The next round looks through what is kept. */
export async function requestReview(tx: Writer): Promise<void> {
  const { keptReviewedAt } = await readSyncState(tx)
  if (keptReviewedAt !== null) await updateSyncState(tx, { keptReviewedAt: null })
}

/** Whether a user may read records, by what this device knows itself. */
async function readability(db: Reader, user: string): Promise<(key: RecordKey) => Promise<boolean>> {
  const scopes = scopesReadBy(user, await organisationFor(db, user))
  return async (key) => {
    // Before the first download nobody knows what one may read.
    if (scopes.size === 0) return true
    return (await scopesOfRecord(db, key)).some((scope) => scopes.has(scope))
  }
}
