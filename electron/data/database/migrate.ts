import type { RawDatabase } from './driver.ts'
import type { Migration } from './migrations/migration.ts'
import { inStoreTerms } from './sqlite-errors.ts'

/** The schema version a store stands at; 0 for an empty one. */
export function schemaVersionOf(raw: RawDatabase): number {
  return Number(raw.pragma('user_version', { simple: true }))
}

/**
 * Brings the schema up to the newest version, each step in a transaction of its own together with the version it
 * leads to. A step that fails leaves the store at the step before.
 */
export function migrate(raw: RawDatabase, migrations: readonly Migration[]): void {
  for (const migration of migrations) {
    if (migration.version <= schemaVersionOf(raw)) continue
    inStoreTerms(() =>
      raw.transaction(() => {
        migration.up(raw)
        raw.pragma(`user_version = ${migration.version}`)
      })(),
    )
  }
}

/** True when every page and index of the store is in order. */
export function isSound(raw: RawDatabase): boolean {
  try {
    return raw.pragma('quick_check(1)', { simple: true }) === 'ok'
  } catch {
    return false
  }
}
