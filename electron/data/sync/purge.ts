import { departuresLimit } from '#shared/sync/care.ts'
import { departedCounts, departedRecords, emptyJournalOf, postponeDeparted } from '../queries/departed.ts'
import { dropState } from '../queries/record-states.ts'
import type { RecordKey } from '../queries/sync.ts'
import { addToLog } from '../queries/sync-log.ts'
import { requestBootstrap } from './bootstrap-state.ts'
import { askAbout, type DepartureAnswer, nameOf } from './departure-question.ts'
import { forgetRecord } from './forget-record.ts'
import { departed, enter, putBack, takeInHand } from './record-in-hand.ts'
import { noteRemoval, scrubLeft } from './scrub.ts'
import type { Session } from './session.ts'

/** More than this leaves only with the server's signature (sync.md 5). */
const breaker = { records: 500, part: 0.2 } as const
/** Records removed in one transaction. */
const removedAtOnce = 20
const askAgainMs = 86_400_000

export interface PurgeOutcome {
  readonly removed: number
  /** Hidden records that the server did not confirm, or not with its signature. */
  readonly held: number
}

/**
 * Removes hidden records for good, once the server has confirmed record by record that the user may not read them
 * and nothing of them waits to be sent. What the server says may be read comes back; what it does not know stays
 * hidden. A large departure is believed only with the server's signature.
 * @throws AppError server/*, account/*; ServerRefusal
 */
export async function purgeDeparted(session: Session): Promise<PurgeOutcome> {
  const { store } = session
  const counts = await store.read(departedCounts)
  // What was removed before the program last ended may have left traces.
  await scrubLeft(store)
  if (counts.hidden === 0) return { removed: 0, held: 0 }
  const isLarge = counts.hidden > breaker.records || counts.hidden > counts.all * breaker.part
  let removed = 0
  let held = 0
  for (;;) {
    const records = await store.read((db) => departedRecords(db, departed, session.at(), departuresLimit))
    if (records.length === 0) break
    const { gone, kept } = await askAbout(session, records, isLarge && counts.hidden > 1)
    session.step('departures-answered')
    if (!gone) {
      await postpone(session, records)
      await store.write((tx) =>
        addToLog(tx, { kind: 'purge-held', count: counts.hidden, code: 'signature' }, session.at()),
      )
      return { removed, held: records.length }
    }
    await bringBack(session, kept)
    removed += await remove(
      session,
      records.filter((key) => gone.has(nameOf(key))),
    )
    const back = new Set(kept.map(nameOf))
    const open = records.filter((key) => !gone.has(nameOf(key)) && !back.has(nameOf(key)))
    await postpone(session, open)
    held += open.length
  }
  if (removed > 0) {
    await scrubLeft(store)
    session.step('scrubbed')
    await store.write((tx) => addToLog(tx, { kind: 'purged', count: removed, failed: held }, session.at()))
  }
  return { removed, held }
}

async function remove(session: Session, keys: readonly RecordKey[]): Promise<number> {
  let removed = 0
  for (let from = 0; from < keys.length; from += removedAtOnce) {
    removed += await session.store.write(async (tx) => {
      const leaving: RecordKey[] = []
      for (const key of keys.slice(from, from + removedAtOnce)) {
        const record = await takeInHand(tx, key)
        // It may have come back, or work on it may have been begun, since the question was asked.
        if (record.waiting.length > 0 || record.scopes.size > 1 || !record.hidden) continue
        await forgetRecord(tx, key)
        leaving.push(key)
      }
      await emptyJournalOf(tx, leaving)
      if (leaving.length > 0) await noteRemoval(tx)
      session.step('purging')
      return leaving.length
    })
    await session.pause()
  }
  return removed
}

/** Records that the user may read after all: they are shown again, and their scopes are read anew. */
async function bringBack(session: Session, kept: DepartureAnswer['kept']): Promise<void> {
  if (kept.length === 0) return
  await session.store.write(async (tx) => {
    for (const { scopes, ...key } of kept) {
      const record = await takeInHand(tx, key)
      for (const scope of scopes) {
        await enter(tx, record, scope)
        await requestBootstrap(tx, scope)
      }
      record.changed = true
      await putBack(tx, record, session.at())
      await dropState(tx, 'departed', key)
    }
  })
}

async function postpone(session: Session, keys: readonly RecordKey[]): Promise<void> {
  if (keys.length === 0) return
  const until = new Date(Date.parse(session.at()) + askAgainMs).toISOString()
  await session.store.write(async (tx) => {
    for (const key of keys) await postponeDeparted(tx, key, until)
  })
}
