import type { Migration } from './migration.ts'

/** Target lists as a unit hands them down, and why a list recommends an enterprise. */
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
`
