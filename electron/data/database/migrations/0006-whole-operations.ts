import type { Migration } from './migration.ts'

/** What this device's whole operations changed, and entries of the feed that wait for the rest of theirs. */
export const wholeOperations: Migration = {
  version: 6,
  name: 'whole-operations',
  up: (database) => {
    database.exec(tables)
  },
}

const tables = `
-- One row an operation of a whole: its stamp and how to put back what it changed (JSON).
CREATE TABLE group_ops (
  group_id TEXT NOT NULL, place INTEGER NOT NULL, op_id TEXT NOT NULL, table_name TEXT NOT NULL,
  record_id TEXT NOT NULL, hlc TEXT NOT NULL, inverse TEXT NOT NULL,
  PRIMARY KEY (group_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_ops_by_op ON group_ops (op_id);
CREATE INDEX group_ops_by_record ON group_ops (table_name, record_id);

-- Read from the feed up to seq and not applied, since the wholes in open_groups go on: the cursor stands before.
CREATE TABLE held_changes (
  scope TEXT NOT NULL, seq INTEGER NOT NULL, changes TEXT NOT NULL, open_groups TEXT NOT NULL,
  PRIMARY KEY (scope, seq)
) STRICT;
`
