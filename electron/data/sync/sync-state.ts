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
  /** Work to be offered again before anything else, and how far that has come. */
  recovery: z
    .object({ reason: z.enum(['epoch', 'incarnation', 'difference']), offered: z.number() })
    .nullable()
    .default(null),
  /** When this device learnt that the server had been set back, by the server's clock; ISO instant. */
  setBackAt: z.string().nullable().default(null),
  /** A scope read anew took something back right after this device's work had been offered: it is due once more. */
  offerDue: z.boolean().default(false),
  /** When what is kept of records that the server lacks was last looked through. */
  keptReviewedAt: z.string().nullable().default(null),
  /** When the checksums and the freshness were asked for, and which checksums reading anew did not bring about. */
  checks: z
    .object({
      comparedAt: z.string().nullable(),
      freshAt: z.string().nullable(),
      tried: z.record(z.string(), z.string()),
    })
    .default({ comparedAt: null, freshAt: null, tried: {} }),
})
export type SyncState = z.infer<typeof SyncState>

const nothingYet: SyncState = SyncState.parse({ epoch: null, lastSyncedAt: null, clockOffsetMs: null })

/** Where sync stands; what it begins with where it never ran. */
export async function readSyncState(db: Reader): Promise<SyncState> {
  const text = await readMeta(db, 'sync')
  return text === undefined ? nothingYet : SyncState.parse(JSON.parse(text))
}

/** Changes some of what is remembered. */
export async function updateSyncState(tx: Writer, change: Partial<SyncState>): Promise<void> {
  await writeMeta(tx, 'sync', JSON.stringify({ ...(await readSyncState(tx)), ...change }))
}
