import type { Migration } from './migration.ts'

/** What a server that was set back has not got again: copies of others' records, and own work that waits for them. */
export const setBack: Migration = {
  version: 18,
  name: 'set-back',
  up: (database) => {
    database.exec(tables)
  },
}

const tables = `
-- What the server confirmed before it was set back and does not have now: laid over what it has confirmed since.
CREATE TABLE kept_copies (
  table_name TEXT NOT NULL, record_id TEXT NOT NULL, state TEXT NOT NULL, since TEXT NOT NULL,
  PRIMARY KEY (table_name, record_id)
) STRICT, WITHOUT ROWID;

-- Waiting operations that the server asked to wait for what others have to hand in first.
CREATE TABLE held_ops (op_id TEXT PRIMARY KEY NOT NULL, since TEXT NOT NULL) STRICT, WITHOUT ROWID;
`
