import type { Migration } from './migration.ts'

/** Files that hang on records: what is known of them, which are here, and which are on their way. */
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

-- Whole files on this device, by the hash of their content. Only a deleted attachment may still ask for an unused one.
CREATE TABLE local_files (
  sha256 TEXT PRIMARY KEY NOT NULL, size INTEGER NOT NULL, stored_at TEXT NOT NULL, unused_since TEXT
) STRICT, WITHOUT ROWID;

-- Files that were added on this device and what became of them on their way to the server.
CREATE TABLE file_uploads (
  attachment_id TEXT PRIMARY KEY NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'safe', 'refused')),
  url TEXT, sent INTEGER NOT NULL, reason TEXT, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX file_uploads_by_state ON file_uploads (state);

-- Files to fetch: those a person asked for, and those of trips that are kept here.
CREATE TABLE file_downloads (
  attachment_id TEXT PRIMARY KEY NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
  asked_by TEXT NOT NULL CHECK (asked_by IN ('person', 'trip')),
  received INTEGER NOT NULL, reason TEXT, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE kept_trips (trip_id TEXT PRIMARY KEY NOT NULL, since TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Photos of a camera's folder that were taken over: a mark of name, size and time.
CREATE TABLE photos_taken (mark TEXT PRIMARY KEY NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
`
