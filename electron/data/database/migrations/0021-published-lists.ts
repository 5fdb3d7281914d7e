import type { Migration } from './migration.ts'

/** Target lists as a unit hands them down, why a list recommends an enterprise; changes of many enterprises at once. */
export const publishedLists: Migration = {
  version: 21,
  name: 'published-lists',
  up: (database) => {
    database.exec(tables)
  },
}

const tables = `
ALTER TABLE target_list_items ADD COLUMN reason TEXT;

CREATE TABLE published_lists (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, title TEXT, quarter_from TEXT, version INTEGER, dept TEXT, issued_on TEXT,
  updated_by TEXT, updated_at TEXT
) STRICT;
CREATE TABLE published_list_items (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, list_id TEXT, position INTEGER, name TEXT, uscc TEXT, city TEXT,
  industry_chain TEXT, level TEXT, category TEXT, reason TEXT, updated_by TEXT, updated_at TEXT
) STRICT;
CREATE INDEX published_list_items_by_list ON published_list_items (list_id, position);

-- What was changed in many enterprises at once on this device, to be taken back later.
CREATE TABLE bulk_edits (
  group_id TEXT PRIMARY KEY NOT NULL, at TEXT NOT NULL, author TEXT NOT NULL, changed INTEGER NOT NULL,
  edited TEXT NOT NULL, undone_at TEXT
) STRICT, WITHOUT ROWID;
`
