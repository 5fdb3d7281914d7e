import type { Migration } from './migration.ts'

/** Projects, policies, target lists and saved views; groups, sites and liaison leaders of enterprises. */
export const libraries: Migration = {
  version: 8,
  name: 'libraries',
  up: (database) => {
    database.exec(tables)
  },
}

const tables = `
ALTER TABLE enterprises ADD COLUMN parent_id TEXT;
ALTER TABLE enterprises ADD COLUMN sites TEXT;
ALTER TABLE enterprises ADD COLUMN is_local INTEGER;
ALTER TABLE enterprises ADD COLUMN liaison_leader TEXT;
CREATE INDEX enterprises_by_parent ON enterprises (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX enterprises_by_leader ON enterprises (liaison_leader) WHERE liaison_leader IS NOT NULL;

CREATE TABLE projects (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, name TEXT, code TEXT, kind TEXT, enterprise_id TEXT, investors TEXT, trip_id TEXT,
  total_invest REAL, content TEXT, park TEXT, land_mu REAL, stage TEXT, stage_since TEXT, stage_history TEXT,
  class TEXT, is_key INTEGER, lead_leader TEXT, remarks TEXT, updated_by TEXT, updated_at TEXT
) STRICT;
CREATE INDEX projects_by_stage ON projects (stage, stage_since);
CREATE INDEX projects_by_enterprise ON projects (enterprise_id) WHERE enterprise_id IS NOT NULL;
CREATE INDEX projects_by_trip ON projects (trip_id) WHERE trip_id IS NOT NULL;
CREATE INDEX projects_by_update ON projects (updated_at);

CREATE TABLE policies (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, title TEXT, level TEXT, doc_no TEXT, issuer TEXT, valid_from TEXT, valid_to TEXT,
  industries TEXT, summary TEXT, body TEXT, updated_by TEXT, updated_at TEXT
) STRICT;

CREATE TABLE target_lists (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, title TEXT, quarter_from TEXT, version INTEGER, dept TEXT, issued_on TEXT,
  remarks TEXT, updated_by TEXT, updated_at TEXT
) STRICT;
CREATE INDEX target_lists_by_quarter ON target_lists (quarter_from, version);
CREATE TABLE target_list_items (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, list_id TEXT, position INTEGER, name TEXT, uscc TEXT, city TEXT,
  industry_chain TEXT, level TEXT, category TEXT, enterprise_id TEXT, updated_by TEXT, updated_at TEXT
) STRICT;
CREATE INDEX target_list_items_by_list ON target_list_items (list_id, position);

CREATE TABLE saved_views (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, place TEXT, name TEXT, filter TEXT, columns TEXT, updated_by TEXT, updated_at TEXT
) STRICT;
`
