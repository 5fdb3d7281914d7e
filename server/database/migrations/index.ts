import type { Migration } from 'kysely/migration'
import * as foundation from './0001-foundation.ts'

/** Every migration by its name, in order. Additive only: a server of the version before keeps working. */
export const migrations: Record<string, Migration> = {
  '0001-foundation': foundation,
}
