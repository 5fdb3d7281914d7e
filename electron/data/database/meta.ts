import type { Reader, Writer } from './schema.ts'

/** Single values the device keeps beside the records. Each is JSON text written and read by its owner. */
export type MetaKey =
  | 'identity'
  | 'lastHlc'
  | 'aboveHlc'
  | 'lastLocalSeq'
  | 'account'
  | 'token'
  | 'sync'
  | 'metered'
  | 'archiveOffers'
  | 'serverKey'
  | 'lease'
  | 'mark'
  | 'bootstrap'
  | 'takenBack'
  | 'searchBacklog'
  | 'scrubDue'
  | 'lateIndexes'
  | 'recentSearches'
  | 'deviceKeys'
  | 'filesKey'
  | 'filesSettings'
  | 'filesEpoch'
  | 'filesLookedAfter'
  | 'photoFolder'
  | 'duplicatesScannedAt'
  | 'duplicatesRules'

/** The text kept under a key, or undefined. */
export async function readMeta(db: Reader, key: MetaKey): Promise<string | undefined> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value
}

/** Keeps a text under a key in place of what was there. */
export async function writeMeta(tx: Writer, key: MetaKey, value: string): Promise<void> {
  await tx
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
}

/** Forgets what is kept under a key. */
export async function removeMeta(tx: Writer, key: MetaKey): Promise<void> {
  await tx.deleteFrom('meta').where('key', '=', key).execute()
}
