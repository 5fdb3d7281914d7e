import type { Migration } from './migration.ts'

/**
 * The first schema. Typed columns may be empty in any entity table: a record that an older or newer version made
 * must find its place. Only living records stand in the entity tables.
 */
export const foundation: Migration = {
  version: 1,
  name: 'foundation',
  up: (database) => {
    database.exec(entityTables)
    database.exec(indexes)
    database.exec(bookkeeping)
  },
}

const entityTables = `
CREATE TABLE units (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, name TEXT, short_name TEXT, kind TEXT, parent_id TEXT, division_code TEXT,
  region_scope TEXT, rank_order INTEGER, updated_by TEXT, updated_at TEXT
) STRICT;

CREATE TABLE users (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, name TEXT, post TEXT, role TEXT, phone TEXT, rank_order INTEGER,
  inactive INTEGER, updated_by TEXT, updated_at TEXT
) STRICT;

CREATE TABLE enterprises (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, name TEXT, short_name TEXT, uscc TEXT, uscc_missing_reason TEXT,
  country TEXT, division_code TEXT, city TEXT, address TEXT, industry_section TEXT,
  industry_code TEXT, industry_chain TEXT, ownership TEXT, reg_capital REAL, employees INTEGER,
  revenue REAL, main_products TEXT, website TEXT, badges TEXT, target_level TEXT,
  target_category TEXT, priority TEXT, contact_interval_days INTEGER, invest_intent REAL,
  status TEXT, introduced_by_id TEXT, remarks TEXT, name_norm TEXT, pinyin TEXT, initials TEXT,
  updated_by TEXT, updated_at TEXT
) STRICT;

CREATE TABLE contacts (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, name TEXT, gender TEXT, phones TEXT, wechat TEXT, email TEXT,
  native_place TEXT, hometown_tie INTEGER, remarks TEXT, pinyin TEXT, initials TEXT,
  updated_by TEXT, updated_at TEXT
) STRICT;

CREATE TABLE contact_posts (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, contact_id TEXT, enterprise_id TEXT, title TEXT, is_decision_maker INTEGER,
  from_date TEXT, to_date TEXT, updated_by TEXT, updated_at TEXT
) STRICT;

CREATE TABLE trips (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, title TEXT, kind TEXT, filing_no TEXT, approved_by TEXT, purpose TEXT,
  region TEXT, cities TEXT, start_on TEXT, end_on TEXT, state TEXT, report_to TEXT,
  report_problems TEXT, report_next_steps TEXT, report_due_on TEXT, updated_by TEXT,
  updated_at TEXT
) STRICT;

CREATE TABLE trip_members (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, trip_id TEXT, user_id TEXT, name TEXT, organisation TEXT, post TEXT,
  role TEXT, duty TEXT, phone TEXT, rank_order INTEGER, days REAL, updated_by TEXT,
  updated_at TEXT
) STRICT;

CREATE TABLE trip_legs (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, trip_id TEXT, date TEXT, half TEXT, start_time TEXT, place TEXT,
  activity TEXT, enterprise_id TEXT, counterpart TEXT, participants TEXT, transport TEXT,
  remarks TEXT, position INTEGER, updated_by TEXT, updated_at TEXT
) STRICT;

CREATE TABLE visits (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, type TEXT, mode TEXT, occurred_on TEXT, start_time TEXT, end_time TEXT,
  enterprise_id TEXT, trip_id TEXT, place TEXT, our_people TEXT, their_people TEXT,
  no_counterpart_reason TEXT, topics TEXT, outcome TEXT, outcome_level TEXT, invest_intent REAL,
  next_step TEXT, next_owner_id TEXT, next_owner TEXT, next_due TEXT, leader_actions TEXT,
  confidentiality TEXT, updated_by TEXT, updated_at TEXT
) STRICT;

CREATE TABLE notes (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, enterprise_id TEXT, visit_id TEXT, trip_id TEXT, occurred_on TEXT,
  body TEXT, confidentiality TEXT, updated_by TEXT, updated_at TEXT
) STRICT;

CREATE TABLE demands (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, enterprise_id TEXT, visit_id TEXT, trip_id TEXT, content TEXT,
  category TEXT, unreasonable INTEGER, responsible TEXT, due_on TEXT, state TEXT, result TEXT,
  updated_by TEXT, updated_at TEXT
) STRICT;

CREATE TABLE commitments (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, enterprise_id TEXT, visit_id TEXT, trip_id TEXT, content TEXT,
  made_by TEXT, made_on TEXT, basis_policy TEXT, responsible TEXT, due_on TEXT, fulfilled_on TEXT,
  evidence TEXT, updated_by TEXT, updated_at TEXT
) STRICT;

CREATE TABLE follow_ups (
  id TEXT PRIMARY KEY NOT NULL, unit_id TEXT, created_by TEXT, created_at TEXT, origin TEXT,
  import_batch_id TEXT, enterprise_id TEXT, visit_id TEXT, trip_id TEXT, title TEXT, owner_id TEXT,
  owner TEXT, due_on TEXT, done_on TEXT, updated_by TEXT, updated_at TEXT
) STRICT;
`

const indexes = `
CREATE INDEX visits_by_day ON visits (occurred_on);
CREATE INDEX visits_by_enterprise ON visits (enterprise_id, occurred_on);
CREATE INDEX visits_by_trip ON visits (trip_id, occurred_on) WHERE trip_id IS NOT NULL;
CREATE INDEX visits_by_author ON visits (created_by, occurred_on);
CREATE INDEX enterprises_by_norm ON enterprises (name_norm);
-- Holds all that is looked through for every key pressed in a name field: far fewer pages than the rows.
CREATE INDEX enterprises_by_spelling ON enterprises (name_norm, short_name, initials, pinyin, uscc, id);
CREATE INDEX enterprises_by_uscc ON enterprises (uscc) WHERE uscc IS NOT NULL;
CREATE INDEX enterprises_by_update ON enterprises (updated_at);
CREATE INDEX enterprises_by_batch ON enterprises (import_batch_id) WHERE import_batch_id IS NOT NULL;
CREATE INDEX contact_posts_by_contact ON contact_posts (contact_id);
CREATE INDEX contact_posts_by_enterprise ON contact_posts (enterprise_id);
CREATE INDEX trips_by_start ON trips (start_on);
CREATE INDEX trip_members_by_trip ON trip_members (trip_id, rank_order);
CREATE INDEX trip_legs_by_trip ON trip_legs (trip_id, date);
CREATE INDEX notes_by_enterprise ON notes (enterprise_id, occurred_on);
CREATE INDEX notes_by_visit ON notes (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX demands_by_enterprise ON demands (enterprise_id);
CREATE INDEX demands_by_visit ON demands (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX demands_by_due ON demands (state, due_on);
CREATE INDEX commitments_by_enterprise ON commitments (enterprise_id);
CREATE INDEX commitments_by_visit ON commitments (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX commitments_by_due ON commitments (fulfilled_on, due_on);
CREATE INDEX follow_ups_by_due ON follow_ups (done_on, due_on);
CREATE INDEX follow_ups_by_enterprise ON follow_ups (enterprise_id) WHERE enterprise_id IS NOT NULL;
CREATE INDEX follow_ups_by_visit ON follow_ups (visit_id) WHERE visit_id IS NOT NULL;
`

const bookkeeping = `
CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- One row a record: stamps of its fields, the fields this version has no column for, and whether it lives.
CREATE TABLE record_clocks (
  table_name TEXT NOT NULL, record_id TEXT NOT NULL, clocks TEXT NOT NULL, extra TEXT,
  life TEXT NOT NULL CHECK (life IN ('alive', 'deleted', 'edited-while-deleted')),
  PRIMARY KEY (table_name, record_id)
) STRICT, WITHOUT ROWID;

-- Values of deleted records, so that a delete can be taken back.
CREATE TABLE graveyard (
  table_name TEXT NOT NULL, record_id TEXT NOT NULL, values_json TEXT NOT NULL,
  PRIMARY KEY (table_name, record_id)
) STRICT, WITHOUT ROWID;

-- Values of records whose table only a newer version knows.
CREATE TABLE unknown_records (
  table_name TEXT NOT NULL, record_id TEXT NOT NULL, values_json TEXT NOT NULL,
  PRIMARY KEY (table_name, record_id)
) STRICT, WITHOUT ROWID;

-- What the server confirmed of a record with pending operations; the text null when it has none of it yet.
CREATE TABLE base (
  table_name TEXT NOT NULL, record_id TEXT NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (table_name, record_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  local_seq INTEGER PRIMARY KEY, op_id TEXT NOT NULL UNIQUE, table_name TEXT NOT NULL,
  record_id TEXT NOT NULL, op TEXT NOT NULL, created_at TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_by_record ON outbox (table_name, record_id);

CREATE TABLE acked_journal (
  op_id TEXT PRIMARY KEY NOT NULL, local_seq INTEGER NOT NULL, op TEXT NOT NULL, result TEXT NOT NULL,
  acked_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX acked_journal_by_time ON acked_journal (acked_at);

CREATE TABLE quarantine (
  op_id TEXT PRIMARY KEY NOT NULL, table_name TEXT NOT NULL, record_id TEXT NOT NULL, op TEXT NOT NULL,
  reason TEXT NOT NULL, detail TEXT, at TEXT NOT NULL
) STRICT;
CREATE INDEX quarantine_by_record ON quarantine (table_name, record_id);

CREATE TABLE field_history (
  id INTEGER PRIMARY KEY, table_name TEXT NOT NULL, record_id TEXT NOT NULL, field TEXT NOT NULL,
  lost_value TEXT NOT NULL, lost_hlc TEXT NOT NULL, lost_by TEXT NOT NULL,
  kept_value TEXT NOT NULL, kept_hlc TEXT NOT NULL, kept_by TEXT NOT NULL, noticed_at TEXT NOT NULL,
  UNIQUE (table_name, record_id, field, lost_hlc, kept_hlc)
) STRICT;

CREATE TABLE conflicts (
  table_name TEXT NOT NULL, record_id TEXT NOT NULL, field TEXT NOT NULL, writes TEXT NOT NULL,
  since TEXT NOT NULL, PRIMARY KEY (table_name, record_id, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE cursors (
  scope TEXT PRIMARY KEY NOT NULL, seq INTEGER NOT NULL, head INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE membership (
  table_name TEXT NOT NULL, record_id TEXT NOT NULL, scope TEXT NOT NULL,
  PRIMARY KEY (table_name, record_id, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_by_scope ON membership (scope);

-- Changes of the feed that could not be applied here, as they came: they block nothing and are not lost.
CREATE TABLE set_aside (
  scope TEXT NOT NULL, seq INTEGER NOT NULL, change TEXT NOT NULL, problem TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (scope, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
  key TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE search_docs (
  rowid INTEGER PRIMARY KEY, table_name TEXT NOT NULL, record_id TEXT NOT NULL,
  UNIQUE (table_name, record_id)
) STRICT;
-- Tokens are made by the data host; the index keeps no copy of the text.
CREATE VIRTUAL TABLE search_index USING fts5 (
  name, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
`
