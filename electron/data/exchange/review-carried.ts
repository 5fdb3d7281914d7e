import { Run } from '#shared/sync/bundle.ts'
import { scopesReadBy } from '#shared/sync/bundle-readers.ts'
import type { Store } from '../database/open-database.ts'
import type { Reader, Writer } from '../database/schema.ts'
import {
  type CarriedRunRow,
  carriedOpsOfRun,
  carriedRecords,
  carriedRuns,
  hideCarriedOps,
  organisationFor,
  removeCarriedRun,
  setCarriedRun,
} from '../queries/exchange.ts'
import { type RecordKey, scopesOf } from '../queries/sync.ts'
import { putBack, takeInHand } from '../sync/record-in-hand.ts'
import { authorRights } from './author-rights.ts'
import { scopesOfRecord } from './gather.ts'
import { type OpenedRun, openedRun } from './open.ts'
import { takeRun } from './take-over.ts'

/**
 * Looks again at what is carried, after the feed brought news of devices and rights: a device that was unknown may be
 * known now, another one barred; and what the user may read no longer must not be shown any more. All of it is still
 * carried to the server.
 * @param user whose device this is
 */
export async function reviewCarried(store: Store, user: string, nowMs: number): Promise<void> {
  const runs = await store.read(carriedRuns)
  if (runs.length === 0) return
  for (const row of runs) await store.write((tx) => reviewRun(tx, row, nowMs))
  await store.write((tx) => hideUnreadable(tx, user, new Date(nowMs).toISOString()))
  await hideForeign(store, new Date(nowMs).toISOString())
}

async function reviewRun(tx: Writer, row: CarriedRunRow, nowMs: number): Promise<void> {
  const opened = await trusted(tx, row)
  const trust = opened?.trust ?? 'revoked'
  if (row.state === 'unknown-device' && trust === 'good' && opened) {
    await removeCarriedRun(tx, row.run)
    await takeRun(tx, opened, { sender: row.sender, at: row.receivedAt, nowMs })
  } else if (row.state !== 'revoked' && trust === 'revoked') {
    await hideRun(tx, row.run, new Date(nowMs).toISOString())
    await setCarriedRun(tx, row.run, { state: 'revoked' })
  } else if (row.state === 'revoked' && trust === 'good' && opened) {
    await removeCarriedRun(tx, row.run)
    await takeRun(tx, opened, { sender: row.sender, at: row.receivedAt, nowMs })
  }
}

/** The run as it is judged now; undefined when its signature turns out to be none of its device's. */
async function trusted(db: Reader, row: CarriedRunRow): Promise<OpenedRun | undefined> {
  return openedRun(db, Run.parse(JSON.parse(row.body))).catch(() => undefined)
}

async function hideRun(tx: Writer, run: string, at: string): Promise<void> {
  for (const { table, id, opId } of await carriedOpsOfRun(tx, run))
    await withoutCarried(tx, { table, id }, new Set([opId]), at)
}

async function hideUnreadable(tx: Writer, user: string, at: string): Promise<void> {
  const scopes = scopesReadBy(user, await organisationFor(tx, user))
  // Before the first download nobody knows what one may read.
  if (scopes.size === 0) return
  for (const key of await carriedRecords(tx)) {
    if ((await scopesOf(tx, key)).length > 0) continue
    const readable = (await scopesOfRecord(tx, key)).some((scope) => scopes.has(scope))
    if (!readable) await withoutCarried(tx, key, null, at)
  }
}

/** What an author turns out to have had no right to, now that more is known of the record, is not shown any more. */
async function hideForeign(store: Store, at: string): Promise<void> {
  const keys = await store.read(carriedRecords)
  for (let from = 0; from < keys.length; from += recordsAtOnce) {
    const found = await store.read((db) => foreignAmong(db, keys.slice(from, from + recordsAtOnce)))
    for (const { key, ops } of found) await store.write((tx) => withoutCarried(tx, key, ops, at))
  }
}

/** Records looked at in one go, so that the user's own calls never wait long. */
const recordsAtOnce = 50

async function foreignAmong(
  db: Reader,
  keys: readonly RecordKey[],
): Promise<{ readonly key: RecordKey; readonly ops: ReadonlySet<string> }[]> {
  const rights = authorRights(db)
  const found: { key: RecordKey; ops: ReadonlySet<string> }[] = []
  for (const key of keys) {
    const ops = await rights.foreignIn(await takeInHand(db, key))
    if (ops.size > 0) found.push({ key, ops })
  }
  return found
}

/** Shows a record without the given carried operations, or without all of them. */
async function withoutCarried(
  tx: Writer,
  key: RecordKey,
  which: ReadonlySet<string> | null,
  at: string,
): Promise<void> {
  const record = await takeInHand(tx, key)
  const hidden = record.carried.filter(({ opId }) => !which || which.has(opId))
  if (hidden.length === 0) return
  record.carried = record.carried.filter((op) => !hidden.includes(op))
  record.changed = true
  await hideCarriedOps(
    tx,
    key,
    hidden.map(({ opId }) => opId),
  )
  await putBack(tx, record, at)
}
