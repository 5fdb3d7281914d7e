import { z } from 'zod'
import type { SnapshotScopes } from '#shared/sync/snapshot.ts'
import { readMeta, removeMeta, writeMeta } from '../database/meta.ts'
import type { Reader, Writer } from '../database/schema.ts'

/** A large part of the data that today's work does not need, and what its user said about loading it. */
const ArchiveOffer = z.object({
  /** The scope's number when it was last heard of: the feed leaves the scope out meanwhile. */
  head: z.number().int().nonnegative(),
  /** About so many bytes; null where the server does not say. */
  bytes: z.number().int().nonnegative().nullable(),
  choice: z.enum(['open', 'now', 'later']),
})
export type ArchiveOffer = z.infer<typeof ArchiveOffer>

const ArchiveOffers = z.record(z.string(), ArchiveOffer)

/** What waits for a word or for a connection free of charge, by scope. */
export async function archiveOffers(db: Reader): Promise<Readonly<Record<string, ArchiveOffer>>> {
  const text = await readMeta(db, 'archiveOffers')
  return text === undefined ? {} : ArchiveOffers.parse(JSON.parse(text))
}

/**
 * Sorts the scopes of a round on a connection that costs money: parts of the archive wait until their user asked for
 * them (or the connection is free), the others are read. New ones become an offer.
 * @returns the scopes that wait
 */
export async function holdArchive(
  tx: Writer,
  scopes: readonly string[],
  told: z.infer<typeof SnapshotScopes>['scopes'],
): Promise<readonly string[]> {
  const offers = await archiveOffers(tx)
  const offered = { ...offers }
  for (const { scope, head, archive, bytes } of told)
    if (archive && scopes.includes(scope))
      offered[scope] = { head, bytes: bytes ?? null, choice: offers[scope]?.choice ?? 'open' }
  await save(tx, offered)
  return scopes.filter((scope) => waits(offered[scope]))
}

/** Whether a part of the archive is not to be loaded over a connection that costs money. */
export function waits(offer: ArchiveOffer | undefined): boolean {
  return offer !== undefined && offer.choice !== 'now'
}

/**
 * Whether a snapshot under way must stop where it is: the connection has begun to cost money, or its user would rather
 * wait. The next round sorts out what goes on over such a connection.
 * @param begunMetered whether it was so already when the round began
 */
export async function mustPause(db: Reader, scope: string, begunMetered: boolean): Promise<boolean> {
  if ((await readMeta(db, 'metered')) !== 'yes') return false
  const offer = (await archiveOffers(db))[scope]
  return offer ? waits(offer) : !begunMetered
}

/** The user's word on everything that is offered at present. */
export async function chooseArchive(tx: Writer, choice: 'now' | 'later'): Promise<void> {
  const offers = await archiveOffers(tx)
  await save(
    tx,
    Object.fromEntries(Object.entries(offers).map(([scope, offer]) => [scope, { ...offer, choice }])),
  )
}

/** A scope was loaded, or is not granted any more. */
export async function withdrawOffer(tx: Writer, scope: string): Promise<void> {
  const { [scope]: offer, ...others } = await archiveOffers(tx)
  if (offer) await save(tx, others)
}

async function save(tx: Writer, offers: Readonly<Record<string, ArchiveOffer>>): Promise<void> {
  if (Object.keys(offers).length === 0) await removeMeta(tx, 'archiveOffers')
  else await writeMeta(tx, 'archiveOffers', JSON.stringify(offers))
}
