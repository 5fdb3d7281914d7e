import type { Migration } from './migration.ts'

/** What sync keeps beside the records for people to read, and records that must leave this device. */
export const syncCare: Migration = {
  version: 2,
  name: 'sync-care',
  up: (database) => {
    database.exec(tables)
  },
}

const tables = `
-- What happened between this device and the server. Holds no content of any record.
CREATE TABLE sync_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, at TEXT NOT NULL, last_at TEXT NOT NULL,
  times INTEGER NOT NULL, count INTEGER NOT NULL, failed INTEGER NOT NULL, scope TEXT, code TEXT
) STRICT;

-- Up to when each person's devices had handed everything in, as the server last said.
CREATE TABLE freshness (
  user_id TEXT PRIMARY KEY NOT NULL, synced_through TEXT, as_of TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Records that lost their last scope: hidden, and kept until the server confirmed that they must go.
CREATE TABLE departed (
  table_name TEXT NOT NULL, record_id TEXT NOT NULL, state TEXT NOT NULL, since TEXT NOT NULL,
  PRIMARY KEY (table_name, record_id)
) STRICT, WITHOUT ROWID;

-- Records that the server has from this device and that no feed has brought back yet, in the order of confirmation.
CREATE TABLE unplaced (
  place INTEGER PRIMARY KEY AUTOINCREMENT, table_name TEXT NOT NULL, record_id TEXT NOT NULL,
  UNIQUE (table_name, record_id)
) STRICT;
`
