import { ChecksumsResponse, FreshnessResponse } from '#shared/sync/care.ts'
import { saveFreshness } from '../queries/freshness.ts'
import { journalSize } from '../queries/journal.ts'
import { cursors } from '../queries/sync.ts'
import { addToLog } from '../queries/sync-log.ts'
import { bootstraps, requestBootstrap } from './bootstrap-state.ts'
import { scopeChecksum } from './checksums.ts'
import { doubtServer } from './doubt.ts'
import { callServer } from './http.ts'
import type { Session } from './session.ts'
import { readSyncState, updateSyncState } from './sync-state.ts'

const checksumsEveryMs = 3_600_000
const freshnessEveryMs = 300_000

/**
 * Compares every scope that stands at the server's number with the server's checksum, once an hour. One that differs
 * is noted and read anew beside what is here, after this device has offered again what it had handed in.
 * @returns the scopes that differ
 */
export async function compareChecksums(session: Session): Promise<readonly string[]> {
  const { store } = session
  const { checks } = await store.read(readSyncState)
  if (!isDue(checks.comparedAt, session.at(), checksumsEveryMs)) return []
  // An operation acknowledged meanwhile stands in the record, but not in the number that the server told.
  const size = await store.read(journalSize)
  const answer = await callServer(session.connection, {
    method: 'GET',
    path: 'checksums',
    answer: ChecksumsResponse,
  })
  await session.heard(answer)
  const differing: string[] = []
  const tried: Record<string, string> = {}
  for (const { scope, seq, checksum } of answer.scopes) {
    if (!(await standsAt(session, scope, seq))) continue
    const own = await scopeChecksum(store, scope, session.pause)
    if (own === checksum || !(await standsAt(session, scope, seq))) continue
    if ((await store.read(journalSize)) !== size) return differing
    differing.push(scope)
    tried[scope] = checksum
    await store.write(async (tx) => {
      await addToLog(tx, { kind: 'checksum-mismatch', scope }, session.at())
      // Reading the very same state anew did not help before: it is reported, not repeated for ever.
      if (checks.tried[scope] === checksum) return
      await doubtServer(tx, session)
      await requestBootstrap(tx, scope)
      await addToLog(tx, { kind: 'scope-read-again', scope }, session.at())
    })
  }
  await store.write((tx) => updateSyncState(tx, { checks: { ...checks, comparedAt: session.at(), tried } }))
  return differing
}

async function standsAt({ store }: Session, scope: string, seq: number): Promise<boolean> {
  return store.read(async (db) => {
    const cursor = (await cursors(db)).find((known) => known.scope === scope)
    return cursor?.seq === seq && (await bootstraps(db))[scope] === undefined
  })
}

/** Asks up to when everybody in sight has handed everything in, every five minutes. */
export async function learnFreshness(session: Session): Promise<void> {
  const { checks } = await session.store.read(readSyncState)
  if (!isDue(checks.freshAt, session.at(), freshnessEveryMs)) return
  const answer = await callServer(session.connection, {
    method: 'GET',
    path: 'freshness',
    answer: FreshnessResponse,
  })
  await session.heard(answer)
  await session.store.write(async (tx) => {
    await saveFreshness(tx, answer.people, new Date(answer.serverTime).toISOString())
    const { checks } = await readSyncState(tx)
    await updateSyncState(tx, { checks: { ...checks, freshAt: session.at() } })
  })
}

/** A clock that was set back makes it due at once, never late. */
function isDue(last: string | null, now: string, everyMs: number): boolean {
  return last === null || Math.abs(Date.parse(now) - Date.parse(last)) >= everyMs
}
