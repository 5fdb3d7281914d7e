import type { Migration } from './migration.ts'

/** Chunks of a scope that is read anew, kept aside until all are here: until then the old records stay as they are. */
export const bootstrap: Migration = {
  version: 5,
  name: 'bootstrap',
  up: (database) => {
    database.exec(
      `CREATE TABLE bootstrap_chunks (
        scope TEXT NOT NULL, position INTEGER NOT NULL, last TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (scope, position)
      ) STRICT`,
    )
  },
}
