import type { Reader } from '../database/schema.ts'
import { readSyncState } from './sync-state.ts'

/** An instant of this device's clock in the server's time, as far as that is known. */
export async function inServerTime(db: Reader, nowMs: number): Promise<string> {
  const { clockOffsetMs } = await readSyncState(db)
  return new Date(nowMs + (clockOffsetMs ?? 0)).toISOString()
}
