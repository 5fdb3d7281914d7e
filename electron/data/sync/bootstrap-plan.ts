import { worthSnapshot } from '#shared/sync/snapshot.ts'
import { dropKeptChunks } from '../queries/bootstrap.ts'
import { cursors } from '../queries/sync.ts'
import { archiveOffers, waits, withdrawOffer } from './archive-offers.ts'
import { bootstrapOrder, bootstrapScope, type Receiving } from './bootstrap.ts'
import { bootstraps, endBootstrap } from './bootstrap-state.ts'
import type { FeedPage } from './feed-page.ts'
import { ServerRefusal } from './http.ts'
import type { Session } from './session.ts'

/** The scopes of one round of pulling that come as snapshots instead of by the feed. */
export interface SnapshotsToCome {
  /** Scopes that wait for their snapshot, with the heads last heard of. */
  readonly passedOver: () => ReadonlyMap<string, number>
  /**
   * Looks through a page for scopes that are better read as a snapshot.
   * @returns whether there are new ones: the page must then be asked for again without them
   */
  readonly found: (page: Pick<FeedPage, 'grants' | 'scopes'>) => Promise<boolean>
  /** Receives the next one; null when none is left, or when this round must not go on with it. */
  readonly next: () => Promise<{ readonly setAside: number } | null>
}

/** Plans the snapshots of one round: large scopes that this device has nothing of, and those to be read anew. */
export async function snapshotsToCome(
  session: Session,
  progress: (receiving: Receiving | null) => void,
): Promise<SnapshotsToCome> {
  const offers = await session.store.read(archiveOffers)
  // What waits for its user's word is not asked for at all: each page of it would cost money.
  const held = new Set(Object.keys(session.metered ? offers : {}).filter((scope) => waits(offers[scope])))
  const waiting = new Map([...held].map((scope) => [scope, offers[scope]?.head ?? 0]))
  const byFeed = new Set<string>()
  let order: readonly string[] | null = null
  return {
    passedOver: () => waiting,
    async found({ grants, scopes }) {
      const { known, underWay } = await session.store.read(async (db) => ({
        known: new Map((await cursors(db)).map(({ scope, seq }) => [scope, seq])),
        underWay: await bootstraps(db),
      }))
      const begun = new Set([...Object.keys(underWay), ...Object.keys(offers)])
      for (const scope of [...begun].filter((scope) => !grants.includes(scope))) {
        await forgetBootstrap(session, scope)
        waiting.delete(scope)
      }
      const before = waiting.size
      for (const { scope, head } of scopes) {
        if (waiting.has(scope)) waiting.set(scope, head)
        else if (!grants.includes(scope) || byFeed.has(scope)) continue
        else if (underWay[scope] || ((known.get(scope) ?? 0) === 0 && head >= worthSnapshot))
          waiting.set(scope, head)
      }
      // One that is to be read anew may have nothing new in its feed, and so stand on no page.
      for (const scope of Object.keys(underWay))
        if (grants.includes(scope) && !waiting.has(scope) && !byFeed.has(scope))
          waiting.set(scope, known.get(scope) ?? 0)
      if (waiting.size > before) order = null
      return waiting.size > before
    },
    async next() {
      if ([...waiting.keys()].every((scope) => held.has(scope))) return null
      order ??= await bootstrapOrder(session, [...waiting.keys()])
      const scope = order.find((name) => waiting.has(name))
      if (scope === undefined) return null
      try {
        const received = await bootstrapScope(session, scope, progress)
        if (received.paused) return null
        await session.store.write((tx) => withdrawOffer(tx, scope))
        return received
      } catch (error) {
        // A server from before snapshots, or a scope that was taken away this moment: the feed knows.
        if (!(error instanceof ServerRefusal) || error.status !== 404) throw error
        byFeed.add(scope)
        await forgetBootstrap(session, scope)
        return { setAside: 0 }
      } finally {
        waiting.delete(scope)
        progress(null)
      }
    },
  }
}

async function forgetBootstrap(session: Session, scope: string): Promise<void> {
  await session.store.write(async (tx) => {
    await dropKeptChunks(tx, scope)
    await endBootstrap(tx, scope)
    await withdrawOffer(tx, scope)
  })
}
