import type { Migration } from './migration.ts'

/** Recordings under way, piece by piece, and the waveforms of sounds that were looked at. */
export const recordings: Migration = {
  version: 17,
  name: 'recordings',
  up: (database) => {
    database.exec(tables)
  },
}

const tables = `
-- What was recorded and is no attachment yet: one under way, or one that a crash left.
CREATE TABLE recordings (
  id TEXT PRIMARY KEY NOT NULL, owner_table TEXT NOT NULL, owner_id TEXT NOT NULL,
  enterprise_id TEXT, trip_id TEXT, confidentiality TEXT NOT NULL, name TEXT NOT NULL,
  started_at TEXT NOT NULL, duration_ms INTEGER NOT NULL, size INTEGER NOT NULL, pieces INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE recording_pieces (
  recording_id TEXT NOT NULL, number INTEGER NOT NULL, sound BLOB NOT NULL, UNIQUE (recording_id, number)
) STRICT;

-- How loud a sound is from its beginning to its end, by the hash of its content: computed once.
CREATE TABLE waveforms (sha256 TEXT PRIMARY KEY NOT NULL, peaks BLOB NOT NULL) STRICT;
`
