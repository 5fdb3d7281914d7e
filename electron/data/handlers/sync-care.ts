import { meteredChoices, type syncContract } from '#shared/contract/sync.ts'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Handlers } from '../host/context.ts'
import { freshnessOfTrip, freshnessOfUnit } from '../queries/freshness.ts'
import { logLines, scopeName } from '../queries/sync-log.ts'
import { archiveOffers, chooseArchive } from '../sync/archive-offers.ts'
import { clearanceOf } from '../sync/clearance.ts'
import { dataFreshness } from '../sync/data-freshness.ts'

type CareCalls =
  | 'sync.log'
  | 'sync.clearance'
  | 'sync.freshness'
  | 'sync.metered'
  | 'sync.setMetered'
  | 'sync.archive'
  | 'sync.chooseArchive'

/** Calls by which people look after the exchange: its log, its freshness, the hand-over. */
export const syncCareHandlers: Pick<Handlers<typeof syncContract>, CareCalls> = {
  'sync.log': ({ read }, { before, limit }) =>
    read(async (db) => {
      const lines = await logLines(db, before, limit)
      const names = new Map<string, string | null>()
      for (const { scope } of lines)
        if (scope !== null && !names.has(scope)) names.set(scope, await scopeName(db, scope))
      return lines.map((line) => ({
        ...line,
        scopeName: line.scope === null ? null : (names.get(line.scope) ?? null),
      }))
    }),

  'sync.clearance': async ({ user, vault, clock, sync }) => {
    const { store, identity } = vault.open()
    await sync().now()
    return clearanceOf({
      store,
      identity,
      account: user(),
      deviceName: vault.deviceName,
      nowMs: clock.nowMs,
    })
  },

  'sync.freshness': ({ read, user }, { tripId, unitId, asked }) =>
    read(async (db) => {
      const rows =
        tripId === undefined
          ? await freshnessOfUnit(db, unitId ?? user().unitId)
          : await freshnessOfTrip(db, tripId)
      return dataFreshness(rows, asked)
    }),

  'sync.metered': ({ read }) =>
    read(async (db) => {
      const kept = await readMeta(db, 'metered')
      return meteredChoices.find((choice) => choice === kept) ?? 'auto'
    }),

  'sync.setMetered': async ({ write, sync }, { metered }) => {
    await write((tx) => writeMeta(tx, 'metered', metered))
    // The open line for hints ends, or what had to wait is loaded.
    sync().wake()
    return null
  },

  'sync.archive': ({ read }) =>
    read(async (db) => {
      if ((await readMeta(db, 'metered')) !== 'yes') return null
      const offers = Object.entries(await archiveOffers(db))
      if (offers.length === 0) return null
      const names = await Promise.all(offers.map(([scope]) => scopeName(db, scope)))
      const choices = offers.map(([, { choice }]) => choice)
      const bytes = offers.map(([, offer]) => offer.bytes)
      return {
        bytes: bytes.includes(null) ? null : bytes.reduce<number>((sum, each) => sum + (each ?? 0), 0),
        names: names.filter((name) => name !== null),
        parts: offers.length,
        choice:
          choices.find((choice) => choice === 'open') ??
          choices.find((choice) => choice === 'later') ??
          'now',
      }
    }),

  'sync.chooseArchive': async ({ write, sync }, { choice }) => {
    await write((tx) => chooseArchive(tx, choice))
    if (choice === 'now') sync().wake()
    return null
  },
}
