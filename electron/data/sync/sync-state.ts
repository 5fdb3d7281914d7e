import { z } from 'zod'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Reader, Writer } from '../database/schema.ts'

/** What the device remembers of its dealings with the server. */
const SyncState = z.object({
  /** Identity of the server's history. Another one means that the server was set back or replaced. */
  epoch: z.string().nullable(),
  /** ISO instant at which the server last answered everything. */
  lastSyncedAt: z.string().nullable(),
  /** Milliseconds to add to this device's clock to get the server's. */
  clockOffsetMs: z.number().nullable(),
})
export type SyncState = z.infer<typeof SyncState>

const nothingYet: SyncState = { epoch: null, lastSyncedAt: null, clockOffsetMs: null }

export async function readSyncState(db: Reader): Promise<SyncState> {
  const text = await readMeta(db, 'sync')
  return text === undefined ? nothingYet : SyncState.parse(JSON.parse(text))
}

/** Changes some of what is remembered. */
export async function updateSyncState(tx: Writer, change: Partial<SyncState>): Promise<void> {
  await writeMeta(tx, 'sync', JSON.stringify({ ...(await readSyncState(tx)), ...change }))
}
