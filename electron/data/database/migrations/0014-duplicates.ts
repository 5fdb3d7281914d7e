import type { Migration } from './migration.ts'

/** Records that are one: what was merged into what, pairs that look alike, and who talks with whom elsewhere. */
export const duplicates: Migration = {
  version: 14,
  name: 'duplicates',
  up: (database) => {
    database.exec(tables)
  },
}

const tables = `
ALTER TABLE enterprises ADD COLUMN merged_into TEXT;
ALTER TABLE contacts ADD COLUMN merged_into TEXT;
-- Every merged record, with the record that stands for it on this device (null where that is not here). A merged one
-- has no row of its own while another stands for it; rows that name it show the one that stands for it.
CREATE TABLE merged_records (
  table_name TEXT NOT NULL, record_id TEXT NOT NULL, into_id TEXT NOT NULL, stands_id TEXT,
  PRIMARY KEY (table_name, record_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX merged_records_into ON merged_records (into_id);
CREATE INDEX merged_records_stands ON merged_records (stands_id) WHERE stands_id IS NOT NULL;

CREATE TABLE duplicate_pairs (
  table_name TEXT NOT NULL, left_id TEXT NOT NULL, right_id TEXT NOT NULL, reason TEXT NOT NULL,
  strength INTEGER NOT NULL, PRIMARY KEY (table_name, left_id, right_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX duplicate_pairs_right ON duplicate_pairs (right_id);

CREATE TABLE ignored_pairs (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, kind TEXT, left_id TEXT, right_id TEXT, updated_by TEXT, updated_at TEXT
) STRICT;
CREATE INDEX ignored_pairs_by_pair ON ignored_pairs (left_id, right_id);

CREATE TABLE engagements (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, uscc_key TEXT, name_key TEXT, updated_by TEXT, updated_at TEXT
) STRICT;
CREATE INDEX engagements_by_uscc ON engagements (uscc_key) WHERE uscc_key IS NOT NULL;
CREATE INDEX engagements_by_name ON engagements (name_key) WHERE name_key IS NOT NULL;
`
