import { AppError } from '#shared/contract/errors.ts'
import { orgScope } from '#shared/domain/scopes.ts'
import { scopesHere } from '../queries/bootstrap.ts'
import { heldUpTo } from '../queries/groups.ts'
import {
  cursors,
  dropSetAside,
  recordsOfScope,
  removeCursor,
  setCursor,
  syncCounts,
} from '../queries/sync.ts'
import { addToLog } from '../queries/sync-log.ts'
import { applyPage, type PageOutcome } from './apply-changes.ts'
import type { Receiving } from './bootstrap.ts'
import { snapshotsToCome } from './bootstrap-plan.ts'
import { bootstraps, updateBootstrap } from './bootstrap-state.ts'
import { FeedPage, type Gap } from './feed-page.ts'
import { callServer } from './http.ts'
import { forgottenAmong, mayHaveForgotten, requestReview } from './kept-copies.ts'
import { partsOf } from './page-parts.ts'
import { departed, leave, putBack, stayKept, takeInHand } from './record-in-hand.ts'
import type { Session } from './session.ts'

/** Changes asked for at once. */
const pageSize = 100
/** Changes applied in one transaction, for which the user’s calls wait: some twenty milliseconds. */
const appliedAtOnce = 25
/** On a connection that costs money: what is lost when it breaks off is little. */
const meteredPageSize = 25
/** Records that leave the device in one transaction, for which the user's calls wait. */
const leavingAtOnce = 10

export interface PullOutcome {
  readonly applied: number
  readonly others: number
  readonly setAside: number
  readonly acknowledged: number
  /** Scopes whose feed had a hole: nothing behind it was applied. */
  readonly gaps: readonly Gap[]
}

/**
 * Reads every scope's feed to its end, page by page. Scopes that are no longer granted leave the device.
 * @param downloading told once, when there is more than nothing to apply
 * @throws AppError server/*, account/*; ServerRefusal. Pages that were applied stay applied.
 */
export async function pullAll(
  session: Session,
  downloading: () => void,
  receiving: (receiving: Receiving | null) => void = () => undefined,
): Promise<PullOutcome> {
  let outcome: PullOutcome = { applied: 0, others: 0, setAside: 0, acknowledged: 0, gaps: [] }
  const snapshots = await snapshotsToCome(session, receiving)
  for (;;) {
    const page = await fetchPage(session, snapshots.passedOver())
    session.step('pull-answered')
    await session.heard(page)
    // Everybody reads the organisation's reference data: an answer without it is no list of grants, and absence
    // must not delete anything (sync.md, 4th rule).
    if (!page.grants.includes(orgScope)) throw new AppError('server/not-outpost')
    await leaveRevoked(session, page.grants)
    await startAnew(session, page)
    const gaps = await setBackWhileReadAnew(session, page)
    if (gaps.length > 0) return { ...outcome, gaps }
    if (await snapshots.found(page)) continue
    const incoming = page.scopes.some(({ changes }) => changes.length > 0)
    if (incoming) downloading()
    const granted = {
      scopes: page.scopes.filter(
        ({ scope }) => page.grants.includes(scope) && !snapshots.passedOver().has(scope),
      ),
    }
    const applied = granted.scopes.length === 0 ? nothing : await apply(session, granted)
    outcome = {
      applied: outcome.applied + applied.applied,
      others: outcome.others + applied.others,
      setAside: outcome.setAside + applied.setAside,
      acknowledged: outcome.acknowledged + applied.acknowledged,
      gaps: applied.gaps,
    }
    if (!page.more || applied.applied === 0) {
      // The small scopes are here; now the large ones, each followed by what the feed brought meanwhile.
      const received = await snapshots.next()
      if (!received) return outcome
      downloading()
      outcome = { ...outcome, setAside: outcome.setAside + received.setAside }
    }
    await session.pause()
  }
}

const nothing: PageOutcome = { applied: 0, others: 0, setAside: 0, acknowledged: 0, gaps: [] }

/** Applies a page a few changes at a time. Each time the cursors stand behind what was applied with them. */
async function apply(session: Session, page: Pick<FeedPage, 'scopes'>): Promise<PageOutcome> {
  let outcome: PageOutcome = nothing
  for (const part of partsOf(page.scopes, appliedAtOnce)) {
    const broken = new Set(outcome.gaps.map(({ scope }) => scope))
    const scopes = part.filter(({ scope }) => !broken.has(scope))
    if (scopes.length === 0) continue
    const applied = await session.store.write(async (tx) => {
      const done = await applyPage(tx, { scopes }, session.serverAt(), session.identity.device)
      session.step('pull-applying')
      return done
    })
    session.step('pull-applied')
    outcome = {
      applied: outcome.applied + applied.applied,
      others: outcome.others + applied.others,
      setAside: outcome.setAside + applied.setAside,
      acknowledged: outcome.acknowledged + applied.acknowledged,
      gaps: [...outcome.gaps, ...applied.gaps],
    }
    await session.pause()
  }
  return outcome
}

/** @param passedOver scopes that come as snapshots, with their heads: nothing of them is asked for. */
async function fetchPage(session: Session, passedOver: ReadonlyMap<string, number>): Promise<FeedPage> {
  const read = await session.store.read(async (db) => [...(await cursors(db)), ...(await heldUpTo(db))])
  const since = new Map([...read.map(({ scope, seq }) => [scope, seq] as const), ...passedOver])
  const query = new URLSearchParams(
    [...since].map(([scope, seq]): [string, string] => ['since', `${scope}@${seq}`]),
  )
  query.append('limit', String(session.metered ? meteredPageSize : pageSize))
  const { waiting } = await session.store.read(syncCounts)
  query.append('waiting', String(waiting))
  query.append('short', '1')
  return callServer(session.connection, { method: 'GET', path: `changes?${query}`, answer: FeedPage })
}

/**
 * Takes the records of scopes that are not granted any more off the device, save those with unsent work. The cursor
 * goes back to the start first: should the scope be granted again meanwhile, it is read anew from its beginning. A
 * scope may have records here and no cursor: the server said that they may be read after all, and before the scope was
 * read anew the right was gone again.
 */
async function leaveRevoked(session: Session, grants: readonly string[]): Promise<void> {
  const heads = await session.store.read(async (db) => {
    const here = (await scopesHere(db)).filter((scope) => scope !== departed)
    const read = await cursors(db)
    return new Map([
      ...here.map((scope): [string, number] => [scope, 0]),
      ...read.map(({ scope, head }): [string, number] => [scope, head]),
    ])
  })
  for (const [scope, head] of [...heads].filter(([scope]) => !grants.includes(scope))) {
    await session.store.write((tx) => setCursor(tx, scope, 0, head))
    session.step('scope-leaving')
    while ((await leaveSome(session, scope)) > 0) await session.pause()
    await session.store.write(async (tx) => {
      await removeCursor(tx, scope)
      await dropSetAside(tx, scope)
      await addToLog(tx, { kind: 'scope-left', scope }, session.at())
    })
  }
}

/** Of these scopes the server no longer keeps the changes that this device lacks: they are read as a whole. */
async function startAnew(session: Session, page: FeedPage): Promise<void> {
  const known = new Map((await session.store.read(cursors)).map(({ scope, seq }) => [scope, seq]))
  for (const { scope, horizon = 0 } of page.scopes) {
    const cursor = known.get(scope) ?? 0
    if (cursor >= horizon) continue
    await session.store.write(async (tx) => {
      if ((await bootstraps(tx))[scope]) return
      await updateBootstrap(tx, scope, { again: cursor > 0 })
      await addToLog(tx, { kind: 'scope-read-again', scope }, session.at())
    })
  }
}

/**
 * Scopes to be read anew of which the server counts fewer changes than it had told. Their pages are not applied, and
 * reading them anew lowers the cursor: nobody would notice later. Where the server is known to have been set back there
 * is nothing more to notice.
 */
async function setBackWhileReadAnew({ store, serverAt }: Session, page: FeedPage): Promise<readonly Gap[]> {
  return store.read(async (db) => {
    const underWay = await bootstraps(db)
    if (Object.keys(underWay).length === 0 || (await mayHaveForgotten(db, serverAt()))) return []
    const known = new Map((await cursors(db)).map(({ scope, seq }) => [scope, seq]))
    return page.scopes.flatMap(({ scope, head }) => {
      const expected = known.get(scope) ?? 0
      return underWay[scope]?.again && head < expected
        ? [{ scope, expected, got: head, isSetBack: true }]
        : []
    })
  })
}

async function leaveSome(session: Session, scope: string): Promise<number> {
  const keys = await session.store.read((db) => recordsOfScope(db, scope, leavingAtOnce))
  const isForgotten = await forgottenAmong(session, keys)
  await session.store.write(async (tx) => {
    for (const key of keys) {
      const record = await takeInHand(tx, key)
      if (isForgotten(key)) await stayKept(tx, record, scope)
      else await leave(tx, record, scope)
      await putBack(tx, record, session.at())
    }
    await requestReview(tx)
  })
  return keys.length
}
