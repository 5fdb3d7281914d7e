import type { Migration } from './migration.ts'

/** Files that hang on records: what is known of them. */
export const attachments: Migration = {
  version: 10,
  name: 'attachments',
  up: (database) => {
    database.exec(tables)
  },
}

const tables = `
CREATE TABLE attachments (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, owner_table TEXT, owner_id TEXT, enterprise_id TEXT, trip_id TEXT, kind TEXT,
  name TEXT, caption TEXT, mime TEXT, size INTEGER, sha256 TEXT, width INTEGER, height INTEGER,
  duration_ms INTEGER, taken_at TEXT, place TEXT, coordinates TEXT, thumb TEXT, confidentiality TEXT,
  updated_by TEXT, updated_at TEXT
) STRICT;
CREATE INDEX attachments_by_owner ON attachments (owner_id);
CREATE INDEX attachments_by_enterprise ON attachments (enterprise_id) WHERE enterprise_id IS NOT NULL;
CREATE INDEX attachments_by_trip ON attachments (trip_id) WHERE trip_id IS NOT NULL;
CREATE INDEX attachments_by_content ON attachments (sha256);
`
