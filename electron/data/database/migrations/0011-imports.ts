import type { Migration } from './migration.ts'

/**
 * Imports of this device, what their files say of author and day, and which column of a file went where.
 * `hold_from` is the number of the first operation of an import that is still being written: nothing from there on
 * is sent before it is whole.
 */
export const imports: Migration = {
  version: 11,
  name: 'imports',
  up: (database) => {
    for (const table of ['enterprises', 'contacts', 'visits'])
      database.exec(`
        ALTER TABLE ${table} ADD COLUMN source_author TEXT;
        ALTER TABLE ${table} ADD COLUMN source_date TEXT;
      `)
    database.exec(`
      CREATE TABLE import_batches (
        id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, file_name TEXT NOT NULL, at TEXT NOT NULL,
        author TEXT NOT NULL, state TEXT NOT NULL, groups_json TEXT NOT NULL, counts TEXT NOT NULL,
        undoes TEXT, hold_from INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX import_batches_held ON import_batches (hold_from) WHERE hold_from IS NOT NULL;
      CREATE TABLE import_mappings (
        fingerprint TEXT PRIMARY KEY NOT NULL, mapping TEXT NOT NULL, used_at TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

    `)
  },
}
