import { foundation } from './0001-foundation.ts'
import { syncCare } from './0002-sync-care.ts'
import type { Migration } from './migration.ts'

/** Every step in order; the last one's version is the newest schema this program knows. */
export const migrations: readonly Migration[] = [foundation, syncCare]
