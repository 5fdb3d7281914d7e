import { AppError } from '#shared/contract/errors.ts'
import { laterHlc } from '#shared/sync/hlc.ts'
import { readChunk, SnapshotScopes } from '#shared/sync/snapshot.ts'
import { setIndexesAside } from '../database/late-indexes.ts'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Writer } from '../database/schema.ts'
import {
  countMembers,
  dropKeptChunk,
  dropKeptChunks,
  firstKeptChunk,
  keepChunk,
  membersBetween,
} from '../queries/bootstrap.ts'
import { cursors, type RecordKey, setCursor } from '../queries/sync.ts'
import { holdArchive, mustPause } from './archive-offers.ts'
import { type ChunkUse, storeChunk } from './bootstrap-chunk.ts'
import { bootstraps, endBootstrap, type ScopeBootstrap, updateBootstrap } from './bootstrap-state.ts'
import { offerWhatWasTakenBack } from './doubt.ts'
import { callServer, ServerRefusal } from './http.ts'
import { openSnapshot, type ReceivedChunk } from './http-stream.ts'
import { mayHaveForgotten, requestReview } from './kept-copies.ts'
import { leave, putBack, stayKept, takeInHand } from './record-in-hand.ts'
import type { Session } from './session.ts'

export interface Receiving {
  readonly done: number
  readonly total: number | null
}

/**
 * The order in which scopes are read: the most useful first, as the server says; others as they come. On a
 * connection that costs money those are left out that wait for their user's word.
 */
export async function bootstrapOrder(
  session: Session,
  scopes: readonly string[],
): Promise<readonly string[]> {
  if (scopes.length < 2 && !session.metered) return scopes
  const answer = await callServer(session.connection, {
    method: 'GET',
    path: 'snapshot/scopes',
    answer: SnapshotScopes,
  }).catch((error) => {
    // A server from before snapshots: the feed of each scope is read as it comes.
    if (error instanceof ServerRefusal && error.status === 404) return null
    throw error
  })
  if (!answer) return scopes
  await session.heard(answer)
  const place = new Map(answer.scopes.map(({ scope }, index) => [scope, index]))
  const held = session.metered
    ? await session.store.write((tx) => holdArchive(tx, scopes, answer.scopes))
    : []
  const wanted = scopes.filter((scope) => !held.includes(scope))
  return wanted.sort((a, b) => (place.get(a) ?? place.size) - (place.get(b) ?? place.size))
}

/**
 * Receives one scope as a snapshot and leaves its cursor at the snapshot's pin, from where the feed goes on. Each
 * chunk is stored in one transaction with the place it reached, so whatever ends this, the next attempt goes on
 * there. What changed since the pin comes again by the feed and is known by its stamps. Where the connection begins to
 * cost money it ends after the chunk at hand, as if it had been broken off.
 * @throws AppError server/*, account/*; ServerRefusal. Chunks that were stored stay stored.
 */
export async function bootstrapScope(
  session: Session,
  scope: string,
  progress: (receiving: Receiving) => void,
): Promise<{ readonly setAside: number; readonly paused: boolean }> {
  let known = (await session.store.read(bootstraps))[scope]
  let setAside = 0
  if (!known?.swapping) {
    const received = await receive(session, scope, known, progress)
    setAside += received.setAside
    if (received.paused) return { setAside, paused: true }
    known = (await session.store.read(bootstraps))[scope]
  }
  if (known?.again) setAside += await swap(session, scope, progress)
  await session.store.write(async (tx) => {
    const pin = (await bootstraps(tx))[scope]?.pin ?? 0
    await setCursor(tx, scope, pin, pin)
    await endBootstrap(tx, scope)
  })
  session.step('bootstrap-ended')
  return { setAside, paused: false }
}

async function receive(
  session: Session,
  scope: string,
  known: ScopeBootstrap | undefined,
  progress: (receiving: Receiving) => void,
): Promise<{ readonly setAside: number; readonly paused: boolean }> {
  const cursor = (await session.store.read(cursors)).find((each) => each.scope === scope)
  const query = new URLSearchParams({ scope, since: String(cursor?.seq ?? 0) })
  if (known?.after) query.set('after', known.after)
  const { head, chunks } = await openSnapshot(session.connection, `snapshot?${query}`)
  await session.heard(head)
  if (head.scope !== scope) throw new AppError('server/not-outpost')
  const again = known?.again ?? false
  // Records stored from an earlier snapshot are of its pin: the feed must go on from there.
  const pin = Math.min(known?.pin ?? head.pin, head.pin)
  let { received = 0, chunks: count = 0 } = known ?? {}
  const total = head.records
  let setAside = 0
  await session.store.write(async (tx) => {
    await updateBootstrap(tx, scope, { pin, total, again })
    if (again) return
    await setCursor(tx, scope, 0, head.pin)
    await setIndexesAside(tx, (total ?? head.pin) - received)
  })
  progress({ done: received, total })
  await session.store.letLogGrow()
  for await (const chunk of chunks) {
    const at = session.at()
    setAside += await session.store.write(async (tx) => {
      const position = count
      const outcome = again
        ? await keepAside(tx, scope, position, chunk)
        : await putInPlace(tx, scope, position, chunk.text, { at, replace: false })
      await updateBootstrap(tx, scope, {
        after: chunk.head.last,
        received: received + chunk.head.records,
        chunks: position + 1,
      })
      session.step('bootstrap-storing')
      return outcome
    })
    received += chunk.head.records
    count += 1
    session.step('bootstrap-stored')
    progress({ done: received, total })
    await session.pause()
    if (await session.store.read((db) => mustPause(db, scope, session.metered)))
      return { setAside, paused: true }
  }
  return { setAside, paused: false }
}

async function keepAside(tx: Writer, scope: string, position: number, { head, text }: ReceivedChunk) {
  await keepChunk(tx, { scope, position, last: head.last, body: text })
  return 0
}

async function putInPlace(
  tx: Writer,
  scope: string,
  index: number,
  text: string,
  how: ChunkUse,
): Promise<number> {
  const { setAside, observed } = await storeChunk(tx, { scope, index, records: readChunk(text) }, how)
  const last = (await readMeta(tx, 'lastHlc')) ?? null
  const later = laterHlc(last, observed)
  if (later !== null && later !== last) await writeMeta(tx, 'lastHlc', later)
  return setAside
}

/** Fewer records than this part of what is here are not believed: nothing leaves because it is absent from a list. */
const believablePart = 0.8
const believableLoss = 500

/**
 * Puts the chunks that are all here in the place of the old data, one after the other: at any moment each record is
 * wholly the old one or wholly the new one. What the snapshot does not have leaves the scope, or is kept in sight where the server may have
 * forgotten it.
 */
async function swap(
  session: Session,
  scope: string,
  progress: (receiving: Receiving) => void,
): Promise<number> {
  const state = (await session.store.read(bootstraps))[scope]
  if (!state) return 0
  const keeps = await session.store.read((db) => mayHaveForgotten(db, session.serverAt()))
  if (keeps) await session.store.write(requestReview)
  if (!state.swapping) {
    const members = await session.store.read((db) => countMembers(db, scope))
    if (!keeps && members - state.received > believableLoss && state.received < members * believablePart) {
      await session.store.write(async (tx) => {
        await dropKeptChunks(tx, scope)
        await endBootstrap(tx, scope)
      })
      throw new AppError('server/failed', {}, { cause: new Error('a snapshot without most of its records') })
    }
    await session.store.write((tx) => updateBootstrap(tx, scope, { swapping: true, after: null }))
  }
  let setAside = 0
  let after = keyFrom((await session.store.read(bootstraps))[scope]?.after ?? null)
  for (;;) {
    const kept = await session.store.read((db) => firstKeptChunk(db, scope))
    const upTo = kept ? keyFrom(kept.last) : null
    const [at, serverAt] = [session.at(), session.serverAt()]
    setAside += await session.store.write(async (tx) => {
      const present = kept ? keysOf(kept.body) : new Set<string>()
      for (const key of await membersBetween(tx, scope, after, upTo)) {
        if (present.has(`${key.table}/${key.id}`)) continue
        const record = await takeInHand(tx, key)
        if (Object.keys(record.confirmed).length > 0) await offerWhatWasTakenBack(tx, serverAt)
        if (keeps) await stayKept(tx, record, scope)
        else await leave(tx, record, scope)
        await putBack(tx, record, at)
      }
      if (!kept) return 0
      const how = { at, replace: { keeps, serverAt } }
      const failed = await putInPlace(tx, scope, kept.position, kept.body, how)
      await dropKeptChunk(tx, scope, kept.position)
      await updateBootstrap(tx, scope, { after: kept.last })
      return failed
    })
    session.step('bootstrap-stored')
    progress({ done: state.received, total: state.received })
    if (!kept) return setAside
    after = upTo
    await session.pause()
  }
}

function keyFrom(text: string | null): RecordKey | null {
  if (text === null) return null
  const at = text.lastIndexOf('/')
  return { table: text.slice(0, at), id: text.slice(at + 1) }
}

/** Keys of a chunk's records, also of those that cannot be stored here. */
function keysOf(text: string): Set<string> {
  const keys = new Set<string>()
  for (const item of readChunk(text)) {
    if (item.kind === 'short') keys.add(`${item.shape.table}/${item.line[1]}`)
    else if (
      typeof item.record === 'object' &&
      item.record !== null &&
      'table' in item.record &&
      'id' in item.record
    )
      keys.add(`${item.record.table}/${item.record.id}`)
  }
  return keys
}
