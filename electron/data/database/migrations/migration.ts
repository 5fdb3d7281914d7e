/** What a migration may do with the store: run statements inside the transaction it is given. */
export interface MigrationDatabase {
  exec(sql: string): unknown
}

/** One step of the store's schema. `version` is the `user_version` it leads to; a shipped step never changes. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly up: (database: MigrationDatabase) => void
}
