import type { Migration } from './migration.ts'

/** Keys of teammates' devices and of trips, and others' work that came without the server. */
export const exchange: Migration = {
  version: 3,
  name: 'exchange',
  up: (database) => {
    database.exec(tables)
  },
}

const tables = `
CREATE TABLE device_keys (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, user_id TEXT, name TEXT, public_key TEXT, sealing_key TEXT, revoked INTEGER,
  updated_by TEXT, updated_at TEXT
) STRICT;

CREATE TABLE trip_keys (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, trip_id TEXT, key TEXT, updated_by TEXT, updated_at TEXT
) STRICT;
CREATE INDEX trip_keys_by_trip ON trip_keys (trip_id, created_at);

-- Signed runs of other devices as they came, until the server has them. state: waiting, unknown-device, revoked.
-- Their order (rowid) is kept: a later one may build on an earlier one.
CREATE TABLE carried_runs (
  run TEXT PRIMARY KEY NOT NULL, device TEXT NOT NULL, author TEXT NOT NULL, on_server INTEGER NOT NULL,
  state TEXT NOT NULL, operations INTEGER NOT NULL, body TEXT NOT NULL, sender TEXT NOT NULL,
  received_at TEXT NOT NULL
) STRICT;

-- Their operations that the server has not confirmed to this device: laid over the confirmed record like own ones.
-- shown is 0 where the record had to leave the device meanwhile.
CREATE TABLE carried_ops (
  op_id TEXT PRIMARY KEY NOT NULL, run TEXT NOT NULL, table_name TEXT NOT NULL, record_id TEXT NOT NULL,
  op TEXT NOT NULL, on_server INTEGER NOT NULL, shown INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX carried_ops_by_record ON carried_ops (table_name, record_id);
CREATE INDEX carried_ops_by_run ON carried_ops (run);

CREATE TABLE bundles_read (
  id TEXT PRIMARY KEY NOT NULL, sender TEXT NOT NULL, read_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Stamps that the server replaced: an operation that comes another way still carries the old one.
CREATE TABLE replaced_stamps (
  old_hlc TEXT PRIMARY KEY NOT NULL, new_hlc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`
